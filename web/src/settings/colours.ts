/** Contrast as WCAG 2.2 reckons it, for what the portal draws itself. What may be saved is decided by the API. */

type Parts = [number, number, number]

const parts = (colour: string): Parts | null => {
  const digits = /^#([0-9a-f]{6})$/i.exec(colour.trim())?.[1]
  return digits ? [0, 2, 4].map(at => Number.parseInt(digits.slice(at, at + 2), 16)) as Parts : null
}

const text = (colour: Parts) => `#${colour.map(part => Math.round(part).toString(16).padStart(2, '0')).join('')}`

const linear = (part: number) => (part / 255 <= 0.03928 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4)

const luminance = ([red, green, blue]: Parts) => 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)

export function contrast(one: string, other: string): number {
  const [a, b] = [parts(one), parts(other)]
  if (!a || !b) return 1
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

/** Letters that are read best on a colour. */
export const inkOn = (colour: string) => (contrast(colour, '#ffffff') >= contrast(colour, '#000000') ? '#ffffff' : '#000000')

/** The same hue, darkened until it has so much contrast with white. */
export function readable(colour: string, wanted: number): string {
  const whole = parts(colour)
  if (!whole) return '#000000'
  for (let step = 256; step >= 0; step -= 1) {
    const darker = text(whole.map(part => Math.floor((part * step) / 256)) as Parts)
    if (contrast(darker, '#ffffff') >= wanted) return darker
  }
  return '#000000'
}

/** What the API takes a colour for. */
export const isColour = (colour: string) => parts(colour) !== null
