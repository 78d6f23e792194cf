import { expect, it } from 'vitest'
import { deliveryOf } from './expected'

const open = [{ id: 'asn_1', reference: 'PO-311' }, { id: 'asn_2', reference: 'po-312/A' }]

it('a delivery is known by its reference as it is scanned or typed, and by its id', () => {
  expect([' po-311 ', 'PO-312/a', 'ASN_2'].map(code => deliveryOf(open, code)?.id)).toEqual(['asn_1', 'asn_2', 'asn_2'])
  expect(['', ' ', 'PO-31', '22423'].map(code => deliveryOf(open, code))).toEqual(Array(4).fill(null))
})
