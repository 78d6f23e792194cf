/**
 * What the bar code of a label says: the order's reference, or its id as a number of 40 digits where the reference is too long for a label
 * (`order_code` in `shared/documents/src/barcode.rs`). Ids themselves are understood too.
 */
export function readOrderCode(scanned: string): { id: string } | { reference: string } {
  const code = scanned.trim()
  if (/^\d{40}$/.test(code)) {
    const hex = BigInt(code).toString(16).padStart(32, '0')
    if (hex.length === 32) return { id: `ord_${hex}` }
  }
  return /^ord_[0-9a-z]+$/i.test(code) ? { id: code.toLowerCase() } : { reference: code }
}
