import { expect, it } from 'vitest'
import { pretty } from './Details'

it('a message is laid out where it is JSON, and left alone where it is not', () => {
  expect(pretty('{"do":"tell_import","import":"imp_1"}')).toBe('{\n  "do": "tell_import",\n  "import": "imp_1"\n}')
  expect(pretty('{')).toBe('{')
})
