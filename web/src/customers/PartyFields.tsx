import { Box } from '@mui/material'
import type { Problem } from '../api/problem'
import { useT } from '../i18n/I18n'
import { Field, faultAt } from '../layout/Field'
import { PARTY_FIELDS, partyFault, type PartyDraft } from './party'

/** `pointer` is where the party is in the body that is sent. */
export function PartyFields({
  draft,
  onChange,
  problem,
  pointer,
  nameLabel,
  isReadOnly = false,
}: {
  draft: PartyDraft
  onChange: (draft: PartyDraft) => void
  problem: Problem | null
  pointer: string
  /** What a name is called where it is not a person’s. */
  nameLabel?: string
  isReadOnly?: boolean
}) {
  const t = useT()
  const own = partyFault(draft)
  const at = (name: keyof PartyDraft) => (name === 'street_1' || name === 'street_2' ? `${pointer}/street` : `${pointer}/${name}`)
  return (
    <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'repeat(auto-fill, minmax(min(220px, 100%), 1fr))' }}>
      {PARTY_FIELDS.map(name => (
        <Field
          key={name}
          label={name === 'name' && nameLabel ? nameLabel : t(`party.${name}`)}
          value={draft[name]}
          onChange={value => onChange({ ...draft, [name]: value })}
          fault={own && own.fault !== 'missing' && own.column === name ? t(`bulk.fault.${own.fault}`) : faultAt(problem, at(name))}
          disabled={isReadOnly}
          required={name === 'name' || name === 'city' || name === 'country'}
          {...(name === 'country' ? { hint: t('party.country_hint'), slotProps: { htmlInput: { maxLength: 2, style: { textTransform: 'uppercase' as const } } } } : {})}
        />
      ))}
    </Box>
  )
}
