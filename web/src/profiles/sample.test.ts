import { expect, it } from 'vitest'
import { cutSample, formatOf, toBase64 } from './sample'

const bytes = (text: string) => new TextEncoder().encode(text)

it('a small sample goes whole, a long one of lines by its first whole lines', () => {
  const small = bytes('a,b\n1,2')
  expect(cutSample('orders.csv', small)).toEqual({ bytes: small, isCut: false })
  const long = cutSample('orders.csv', bytes('reference,sku\n'.repeat(100_000)))
  expect(long?.isCut).toBe(true)
  expect(new TextDecoder().decode(long?.bytes).endsWith('reference,sku\n')).toBe(true)
  expect(cutSample('orders.xlsx', new Uint8Array(2_000_000))?.isCut).toBe(false)
  expect(cutSample('orders.xlsx', new Uint8Array(3_500_001))).toBeNull()
})

it('a line feed of UTF-16 is not cut in two', () => {
  const text = new Uint8Array(Uint16Array.from([0xfeff, ...Array.from({ length: 600_000 }, (_, n) => (n % 9 === 8 ? 10 : 65))]).buffer)
  const cut = cutSample('orders.csv', text)
  expect([cut?.isCut, (cut?.bytes.length ?? 1) % 2]).toEqual([true, 0])
})

it('bytes are written in base64, and names tell formats', () => {
  expect(toBase64(Uint8Array.from({ length: 70_000 }, (_, n) => n % 256))).toHaveLength(93_336)
  expect(toBase64(bytes('ż'))).toBe('xbw=')
  expect(['a.XLSX', 'b.ndjson', 'c'].map(formatOf)).toEqual(['xlsx', 'json_lines', undefined])
})
