/** Milliseconds by which the zone's clocks are ahead of UTC at that instant. */
function offsetAt(instant: number, timeZone: string) {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
  }).formatToParts(new Date(instant))
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find(it => it.type === type)?.value)
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) - Math.floor(instant / 1_000) * 1_000
}

/** The instant of a local time. Of a time that the clocks skip, the moment after the gap; of one that comes twice, the first. */
export function instantOf(day: number, time: string, timeZone: string) {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  const asUtc = day + (hours * 60 + minutes) * 60_000
  const candidates = [asUtc - offsetAt(asUtc - 86_400_000, timeZone), asUtc - offsetAt(asUtc + 86_400_000, timeZone)]
  const fitting = candidates.filter(instant => instant + offsetAt(instant, timeZone) === asUtc)
  return fitting.length > 0 ? Math.min(...fitting) : Math.max(...candidates)
}

const DAY_MS = 86_400_000

/** The next cut-offs after now, as instants: local times in the store's zone, whatever its clocks do. */
export function nextCutOffs(cutOffs: string[], timeZone: string, now: number, n: number): number[] {
  if (cutOffs.length === 0) return []
  const local = now + offsetAt(now, timeZone)
  const today = local - (((local % DAY_MS) + DAY_MS) % DAY_MS)
  const days = Array.from({ length: Math.ceil(n / cutOffs.length) + 2 }, (_, index) => today + (index - 1) * DAY_MS)
  return days
    .flatMap(day => cutOffs.map(time => instantOf(day, time, timeZone)))
    .filter(instant => instant > now)
    .sort((a, b) => a - b)
    .slice(0, n)
}

export const isTime = (text: string) => /^([01]\d|2[0-3]):[0-5]\d$/.test(text)
