import { expect, it } from 'vitest'
import { readThing } from './thing'

it('a file is named by its number, an import by its id', () => {
  expect(['183', 'file 183', 'Plik 183', '文件183', '#183'].map(text => readThing(text).file)).toEqual(['183', '183', '183', '183', '183'])
  expect(readThing('imp_018f3c6e7b5a5d0d8f6b2a4c1e9d7f03').importId).toBe('imp_018f3c6e7b5a5d0d8f6b2a4c1e9d7f03')
})

it('codes of other things are neither', () => {
  expect(['OR-00944', '85123A', '4006381333931', 'imp_', ''].map(readThing)).toEqual(Array.from({ length: 5 }, () => ({ importId: null, file: null })))
})
