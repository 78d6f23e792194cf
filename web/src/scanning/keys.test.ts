import { expect, it } from 'vitest'
import { KeyGatherer } from './keys'

function type(gatherer: KeyGatherer, text: string, gap = 5, from = 1_000) {
  return [...text].map((key, index) => gatherer.press({ key: key === '\n' ? 'Enter' : key, at: from + index * gap, hasModifier: false }))
}

it('a burst of characters with Enter is a scan, and Enter presses no button', () => {
  const presses = type(new KeyGatherer(), '85123A\n')
  expect(presses.at(-1)).toEqual({ code: '85123A', swallow: true })
  expect(presses.slice(0, -1).every(({ code }) => code === null)).toBe(true)
})

it('Enter alone, and single keys of a person, are none', () => {
  expect(type(new KeyGatherer(), '\n').at(-1)).toEqual({ code: null, swallow: false })
  expect(type(new KeyGatherer(), 'abc\n', 900).at(-1)).toEqual({ code: null, swallow: false })
})

it('a space inside a code does not press a button, one by itself may', () => {
  const [, , space] = type(new KeyGatherer(), 'A1 B\n')
  expect(space?.swallow).toBe(true)
  expect(type(new KeyGatherer(), ' ')[0]?.swallow).toBe(false)
})

it('two scans in a row are two', () => {
  const gatherer = new KeyGatherer()
  const codes = type(gatherer, 'A1\nB2\n').flatMap(({ code }) => code ?? [])
  expect(codes).toEqual(['A1', 'B2'])
})
