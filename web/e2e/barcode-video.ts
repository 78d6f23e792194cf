import { writeFileSync } from 'node:fs'

/** The bar patterns of EAN-13 (GS1 General Specifications, 5.2): left digits with odd and even parity, and which parity the first digit asks for. */
const LEFT_ODD = ['0001101', '0011001', '0010011', '0111101', '0100011', '0110001', '0101111', '0111011', '0110111', '0001011']
const PARITY = ['OOOOOO', 'OOEOEE', 'OOEEOE', 'OOEEEO', 'OEOOEE', 'OEEOOE', 'OEEEOO', 'OEOEOE', 'OEOEEO', 'OEEOEO']

const inverted = (bits: string) => [...bits].map(bit => (bit === '0' ? '1' : '0')).join('')
const reversed = (bits: string) => [...bits].reverse().join('')

function modules(ean: string) {
  const digits = [...ean].map(Number)
  const parity = PARITY[digits[0] ?? 0] ?? ''
  const left = digits.slice(1, 7).map((digit, index) => {
    const odd = LEFT_ODD[digit] ?? ''
    return parity[index] === 'O' ? odd : reversed(inverted(odd))
  })
  const right = digits.slice(7).map(digit => inverted(LEFT_ODD[digit] ?? ''))
  return `101${left.join('')}01010${right.join('')}101`
}

const WIDTH = 640
const HEIGHT = 480
const MODULE = 4

/** A video of a bar code that is held still, for Chromium's fake camera (YUV4MPEG2). */
export function writeBarcodeVideo(path: string, ean: string) {
  const bits = modules(ean)
  const from = Math.floor((WIDTH - bits.length * MODULE) / 2)
  const luma = Buffer.alloc(WIDTH * HEIGHT, 235)
  for (let y = 90; y < HEIGHT - 90; y += 1)
    [...bits].forEach((bit, index) => {
      if (bit === '1') luma.fill(16, y * WIDTH + from + index * MODULE, y * WIDTH + from + (index + 1) * MODULE)
    })
  const frame = Buffer.concat([Buffer.from('FRAME\n'), luma, Buffer.alloc((WIDTH * HEIGHT) / 2, 128)])
  writeFileSync(path, Buffer.concat([Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\n`), frame, frame]))
}
