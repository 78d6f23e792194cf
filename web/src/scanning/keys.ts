/** The longest time between two characters of a scanner; people are slower between words, scanners never. */
const MAX_GAP_MS = 400
const MIN_LENGTH = 2

/** Where somebody may be typing a number, only what no hand can do is a scan: so quick, and so long or with a letter in it. */
const MAX_GAP_IN_FIELD_MS = 50
const MIN_DIGITS_IN_FIELD = 4

export type KeyPress = { key: string; at: number; hasModifier: boolean }

type Habits = { maxGap: number; isCode: (text: string) => boolean }

const ANYWHERE: Habits = { maxGap: MAX_GAP_MS, isCode: text => text.length >= MIN_LENGTH }

/** Of a scanner while the cursor stands in the field of a number. */
export const IN_FIELD: Habits = { maxGap: MAX_GAP_IN_FIELD_MS, isCode: text => text.length >= (/^\d*$/.test(text) ? MIN_DIGITS_IN_FIELD : MIN_LENGTH) }

/**
 * A hand scanner is a keyboard: characters, then Enter. This gathers them wherever the focus is, so that nobody has to aim at a field first.
 * `swallow` says that the key belonged to a scan and nobody else may act on it: Enter would press a focused button. `isFirst` says that a new row
 * of characters begins with this one.
 */
export class KeyGatherer {
  private text = ''
  private lastAt = 0

  constructor(private readonly habits: Habits = ANYWHERE) {}

  press({ key, at, hasModifier }: KeyPress): { code: string | null; swallow: boolean; isFirst: boolean } {
    const nothing = { code: null, swallow: false, isFirst: false }
    if (hasModifier) return nothing
    if (at - this.lastAt > this.habits.maxGap) this.text = ''
    this.lastAt = at
    if (key === 'Enter') {
      const code = this.text.trim()
      this.text = ''
      return this.habits.isCode(code) ? { code, swallow: true, isFirst: false } : nothing
    }
    if (key.length !== 1) return nothing
    const isInside = this.text !== ''
    this.text += key
    return { code: null, swallow: isInside, isFirst: !isInside }
  }
}
