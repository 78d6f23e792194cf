/** The longest time between two characters of a scanner; people are slower between words, scanners never. */
const MAX_GAP_MS = 400
const MIN_LENGTH = 2

export type KeyPress = { key: string; at: number; hasModifier: boolean }

/**
 * A hand scanner is a keyboard: characters, then Enter. This gathers them wherever the focus is, so that nobody has to aim at a field first.
 * `swallow` says that the key belonged to a scan and nobody else may act on it: Enter would press a focused button.
 */
export class KeyGatherer {
  private text = ''
  private lastAt = 0

  press({ key, at, hasModifier }: KeyPress): { code: string | null; swallow: boolean } {
    if (hasModifier) return { code: null, swallow: false }
    if (at - this.lastAt > MAX_GAP_MS) this.text = ''
    this.lastAt = at
    if (key === 'Enter') {
      const code = this.text.trim()
      this.text = ''
      return code.length >= MIN_LENGTH ? { code, swallow: true } : { code: null, swallow: false }
    }
    if (key.length !== 1) return { code: null, swallow: false }
    const isInside = this.text !== ''
    this.text += key
    return { code: null, swallow: isInside }
  }
}
