/** What a text may name beside orders, SKUs and pages: an import by its id, a reconciliation file by its number, with or without a word before it. */
export function readThing(text: string): { importId: string | null; file: string | null } {
  const [importId = null] = /^imp_\w{20,40}$/.exec(text) ?? []
  const [, file = null] = /^(?:\p{L}+\s*#?|#)?\s*(\d{1,6})$/u.exec(text) ?? []
  return { importId, file }
}
