/** How lists were left, by person and place: their filters and page. Forgotten when the portal is loaded anew. */
const left = new Map<string, string>()

const key = (person: string, place: string) => `${person} ${place}`

export const leftLists = {
  keep: (person: string, place: string, query: string) => void left.set(key(person, place), query),
  /** The address of a list as it was left; of what is no list, or was not seen, the place itself. */
  of: (person: string, place: string) => place + (left.get(key(person, place)) ?? ''),
}
