/** A code counts again only after it was out of sight for so long, and for so many looks: a slow device looks seldom. */
const OUT_OF_SIGHT_MS = 1_200
const OUT_OF_SIGHT_LOOKS = 3

/** Turns what a camera sees, many times a second, into scans: one look at a parcel is one scan. */
export class Sightings {
  private readonly seen = new Map<string, { at: number; missed: number }>()

  /** The codes that are new in this look. */
  look(codes: string[], now: number): string[] {
    for (const [code, sighting] of this.seen) if (!codes.includes(code)) sighting.missed += 1
    return [...new Set(codes)].filter(code => {
      const last = this.seen.get(code)
      this.seen.set(code, { at: now, missed: 0 })
      return !last || (last.missed >= OUT_OF_SIGHT_LOOKS && now - last.at > OUT_OF_SIGHT_MS)
    })
  }
}
