import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'

it('the types of the API are those of its description; `npm run api-types` writes them anew', () => {
  expect(() => execFileSync('npm', ['run', '--silent', 'api-types', '--', '--check'], { stdio: 'pipe' })).not.toThrow()
}, 30_000)
