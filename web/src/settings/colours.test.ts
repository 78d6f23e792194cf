import { describe, expect, it } from 'vitest'
import { contrast, inkOn, isColour, readable } from './colours'

describe('colours', () => {
  it('have the contrast that the API reckons', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21)
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2)
    expect(contrast('nothing', '#ffffff')).toBe(1)
    expect([inkOn('#0f766e'), inkOn('#ffd400')]).toEqual(['#ffffff', '#000000'])
  })

  it('are darkened until they are read, and no further', () => {
    expect(readable('#0f766e', 4.5)).toBe('#0f766e')
    for (const pale of ['#ffd400', '#ffffff', '#7fffd4']) {
      expect(contrast(readable(pale, 4.5), '#ffffff')).toBeGreaterThanOrEqual(4.5)
      expect(contrast(readable(pale, 4.5), '#ffffff')).toBeLessThan(4.7)
    }
  })

  it('are six digits behind a hash', () => {
    expect(['#0f766e', '#ABCDEF', '0f766e', '#fff', 'red', ''].map(isColour)).toEqual([true, true, false, false, false, false])
  })
})
