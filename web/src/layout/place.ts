import type { Paths } from '../paths'

/** The place of the navigation that an address belongs to: its own, or that of an object in it. */
export const placeOf = <Place extends { to: (path: Paths) => string }>(places: Place[], path: Paths, address: string) =>
  places.find(place => place.to(path) !== path.today() && (address === place.to(path) || address.startsWith(`${place.to(path)}/`)))
