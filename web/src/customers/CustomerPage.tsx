import { Box, Button, Skeleton } from '@mui/material'
import { useState } from 'react'
import { useParams } from 'react-router-dom'
import { useCommand, useRecord } from '../api/queries'
import { useMay, useOperations } from '../api/store-context'
import type { Customer } from '../api/types'
import { useT } from '../i18n/I18n'
import { PageHeader } from '../layout/PageHeader'
import { Panel } from '../layout/Panel'
import { ProblemAlert } from '../layout/ProblemAlert'
import { useSaid } from '../layout/Said'
import { Unsaved } from '../layout/Unsaved'
import { usePaths } from '../layout/usePaths'
import { partyDraft, partyFault, partyOf } from './party'
import { PartyFields } from './PartyFields'

export default function CustomerPage() {
  const t = useT()
  const path = usePaths()
  const { id: code = '' } = useParams()
  const { record: customer, problem } = useRecord('customers', code)
  return (
    <>
      <PageHeader title={customer?.party.name ?? code} back={{ to: path.customers(), label: t('customers.title') }} below={`${t('customers.code')} ${code}`} />
      {problem && <ProblemAlert problem={problem} />}
      {!customer && !problem && <Skeleton variant="rounded" height={320} />}
      {customer && <Editor key={customer.code} customer={customer} />}
    </>
  )
}

function Editor({ customer }: { customer: Customer }) {
  const t = useT()
  const may = useMay()
  const say = useSaid()
  const { putCustomers } = useOperations()
  const [draft, setDraft] = useState(() => partyDraft(customer.party))
  const isChanged = JSON.stringify(draft) !== JSON.stringify(partyDraft(customer.party))
  const command = useCommand((party: Customer['party']) => putCustomers([{ code: customer.code, party }]), ['customers'], () => say(t('customers.saved')))
  return (
    <Panel title={t('customers.address')} sx={{ maxWidth: 860 }}>
      <Unsaved isChanged={isChanged && !command.isSending} />
      <Box
        component="form"
        noValidate
        onSubmit={event => {
          event.preventDefault()
          if (!partyFault(draft)) command.send(partyOf(draft))
        }}
        sx={{ pt: 1 }}
      >
        <PartyFields draft={draft} onChange={setDraft} problem={command.problem} pointer="/items/0/party" isReadOnly={!may('customers.write')} />
        {command.problem && <ProblemAlert problem={command.problem} />}
        {may('customers.write') && (
          <Box sx={{ display: 'flex', gap: 1, mt: 2 }}>
            <Button type="submit" variant="contained" disabled={!isChanged || partyFault(draft) !== null} loading={command.isSending}>
              {t('action.save')}
            </Button>
            <Button color="inherit" disabled={!isChanged || command.isSending} onClick={() => setDraft(partyDraft(customer.party))}>
              {t('action.undo')}
            </Button>
          </Box>
        )}
      </Box>
    </Panel>
  )
}
