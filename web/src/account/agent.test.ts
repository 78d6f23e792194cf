import { describe, expect, it } from 'vitest'
import { readAgent } from './agent'

describe('what somebody signed in with', () => {
  it('is read from what browsers say, although they name each other', () => {
    expect(readAgent('Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0')).toEqual({ browser: 'Edge', system: 'Windows' })
    expect(readAgent('Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1')).toEqual({ browser: 'Safari', system: 'iOS' })
    expect(readAgent('Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/131.0.0.0 Safari/537.36')).toEqual({ browser: 'Chrome', system: 'Linux' })
    expect(readAgent('Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0')).toEqual({ browser: 'Firefox', system: 'Linux' })
  })

  it('is nothing where it cannot be told', () => {
    expect(readAgent('curl/8.7.1')).toBeNull()
    expect(readAgent(null)).toBeNull()
  })
})
