import { expect, it } from 'vitest'
import { EMPTY_PARTY, partyDraft, partyFault, partyOf, readCustomerRow } from './party'

const ada = { name: 'Ada', company: null, street: ['ul. Długa 5', 'm. 2'], city: 'Gdańsk', region: null, postcode: '80-831', country: 'PL', email: 'ada@example.com', phone: null }

it('an address comes out of its form as it went in', () => {
  expect(partyOf(partyDraft(ada))).toEqual(ada)
})

it('what the form can tell is told before anything is sent', () => {
  const draft = partyDraft(ada)
  expect(partyFault(draft)).toBeNull()
  expect(partyFault(EMPTY_PARTY)).toEqual({ fault: 'missing', column: 'name' })
  expect(partyFault({ ...draft, country: 'Poland' })).toEqual({ fault: 'country', column: 'country' })
  expect(partyFault({ ...draft, email: 'ada@' })).toEqual({ fault: 'email', column: 'email' })
})

it('a customer is read from a pasted row', () => {
  const cells: Record<string, string> = { code: '17850', name: 'Ada', city: 'Gdańsk', country: 'pl', street_1: 'Długa 5' }
  expect(readCustomerRow(name => cells[name] ?? '')).toMatchObject({ code: '17850', party: { country: 'PL', street: ['Długa 5'], phone: null } })
})
