/** A file that a profile is tried with, while the profile is written. */
export type Sample = { name: string; base64: string; isCut: boolean; header: string[]; rows: Record<string, string>[] }

/** The API takes five million bytes; base64 makes a third more of them. */
const MAX_BYTES = 3_500_000

/** So much of a text file is enough to see how it is read. */
const ENOUGH_BYTES = 1_000_000

const FORMATS: Record<string, string> = { csv: 'csv', tsv: 'csv', txt: 'csv', xlsx: 'xlsx', json: 'json', jsonl: 'json_lines', ndjson: 'json_lines', xml: 'xml' }

/** What a file's name says of its format. */
export const formatOf = (name: string) => FORMATS[name.split('.').at(-1)?.toLowerCase() ?? '']

/** The bytes of a sample: of files made of lines whole ones from their beginning, all of others. Null where that is too much. */
export function cutSample(name: string, bytes: Uint8Array): { bytes: Uint8Array; isCut: boolean } | null {
  const format = formatOf(name)
  if (bytes.length > ENOUGH_BYTES && (format === 'csv' || format === 'json_lines')) {
    const end = bytes.lastIndexOf(LINE_FEED, ENOUGH_BYTES) + 1
    // In UTF-16 a line feed has two bytes, and none may be left alone.
    return { bytes: bytes.subarray(0, (end || ENOUGH_BYTES) + (isUtf16(bytes) ? end % 2 : 0)), isCut: true }
  }
  return bytes.length > MAX_BYTES ? null : { bytes, isCut: false }
}

const LINE_FEED = 10
const isUtf16 = ([first, second]: Uint8Array) => (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)

const PIECE = 32_768

export function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (let start = 0; start < bytes.length; start += PIECE) text += String.fromCharCode(...bytes.subarray(start, start + PIECE))
  return btoa(text)
}
