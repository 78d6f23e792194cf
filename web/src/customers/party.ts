import type { Customer, Party } from '../api/types'

/** A name and address as a form has it: everything is text. */
export type PartyDraft = Record<'name' | 'company' | 'street_1' | 'street_2' | 'city' | 'region' | 'postcode' | 'country' | 'email' | 'phone', string>

export const PARTY_FIELDS = ['name', 'company', 'street_1', 'street_2', 'postcode', 'city', 'region', 'country', 'email', 'phone'] as const

export const EMPTY_PARTY: PartyDraft = { name: '', company: '', street_1: '', street_2: '', city: '', region: '', postcode: '', country: '', email: '', phone: '' }

export const partyDraft = (party: Party): PartyDraft => ({
  name: party.name,
  company: party.company ?? '',
  street_1: party.street[0] ?? '',
  street_2: party.street.slice(1).join(', '),
  city: party.city,
  region: party.region ?? '',
  postcode: party.postcode ?? '',
  country: party.country,
  email: party.email ?? '',
  phone: party.phone ?? '',
})

export const partyOf = (draft: PartyDraft): Party => ({
  name: draft.name.trim(),
  company: draft.company.trim() || null,
  street: [draft.street_1.trim(), draft.street_2.trim()].filter(Boolean),
  city: draft.city.trim(),
  region: draft.region.trim() || null,
  postcode: draft.postcode.trim() || null,
  country: draft.country.trim().toUpperCase(),
  email: draft.email.trim() || null,
  phone: draft.phone.trim() || null,
})

/** What the form itself can tell; the API tells the rest, such as a postcode that is none in that country. */
export function partyFault(draft: PartyDraft): { fault: 'missing' | 'country' | 'email'; column: keyof PartyDraft } | null {
  const missing = (['name', 'city', 'country'] as const).find(name => draft[name].trim() === '')
  if (missing) return { fault: 'missing', column: missing }
  if (!/^[a-z]{2}$/i.test(draft.country.trim())) return { fault: 'country', column: 'country' }
  if (draft.email.trim() !== '' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(draft.email.trim())) return { fault: 'email', column: 'email' }
  return null
}

export const CUSTOMER_COLUMNS = [
  { name: 'code', isNeeded: true },
  ...PARTY_FIELDS.map(name => ({ name, isNeeded: name === 'name' || name === 'city' || name === 'country' })),
]

export function readCustomerRow(cell: (name: string) => string): Customer | { fault: string; column: string } {
  const draft = Object.fromEntries(PARTY_FIELDS.map(name => [name, cell(name)])) as PartyDraft
  return partyFault(draft) ?? { code: cell('code'), party: partyOf(draft) }
}
