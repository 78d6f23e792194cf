import { expect, it } from 'vitest'
import { IN_FIELD, KeyGatherer } from './keys'

function type(gatherer: KeyGatherer, text: string, gap = 5, from = 1_000) {
  return [...text].map((key, index) => gatherer.press({ key: key === '\n' ? 'Enter' : key, at: from + index * gap, hasModifier: false }))
}

it('a burst of characters with Enter is a scan, and Enter presses no button', () => {
  const presses = type(new KeyGatherer(), '85123A\n')
  expect(presses.at(-1)).toEqual({ code: '85123A', swallow: true, isFirst: false })
  expect(presses.slice(0, -1).every(({ code }) => code === null)).toBe(true)
})

it('Enter alone, and single keys of a person, are none', () => {
  expect(type(new KeyGatherer(), '\n').at(-1)).toMatchObject({ code: null, swallow: false })
  expect(type(new KeyGatherer(), 'abc\n', 900).at(-1)).toMatchObject({ code: null, swallow: false })
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

it('in the field of a number only what no hand types is a scan', () => {
  const last = (text: string, gap: number) => type(new KeyGatherer(IN_FIELD), text, gap).at(-1)?.code
  expect(last('22423\n', 5)).toBe('22423')
  expect(last('85123A\n', 30)).toBe('85123A')
  expect(last('12\n', 5)).toBe(null)
  expect(last('1200\n', 90)).toBe(null)
})

it('the first character of a row is told, so that what stood there before is known', () => {
  const presses = type(new KeyGatherer(IN_FIELD), '22423\n')
  expect(presses.map(({ isFirst }) => isFirst)).toEqual([true, false, false, false, false, false])
})
