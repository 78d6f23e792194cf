import { Button } from '@mui/material'
import { useState } from 'react'
import { DataTable } from 'react-admin'
import { useNavigate } from 'react-router-dom'
import { useCommand } from '../api/queries'
import type { Row } from '../api/resources'
import { useMay, useOperations } from '../api/store-context'
import type { Customer } from '../api/types'
import { Paste } from '../bulk/Paste'
import { useFormat, useT } from '../i18n/I18n'
import { AppLink } from '../layout/AppLink'
import { CommandDialog } from '../layout/CommandDialog'
import { Field, faultAt } from '../layout/Field'
import { CardLines, ListPage } from '../layout/ListPage'
import { useSaid } from '../layout/Said'
import { usePaths } from '../layout/usePaths'
import { CUSTOMER_COLUMNS, EMPTY_PARTY, partyFault, partyOf, readCustomerRow } from './party'
import { PartyFields } from './PartyFields'

type CustomerRow = Row<'customers'>

const Column = DataTable.Col<CustomerRow>

export default function CustomerList() {
  const t = useT()
  const may = useMay()
  const format = useFormat()
  const path = usePaths()
  const { putCustomers } = useOperations()
  const [open, setOpen] = useState<'new' | 'paste' | null>(null)
  return (
    <>
      <ListPage
        resource="customers"
        title={t('customers.title')}
        below={t('customers.below')}
        actions={
          may('customers.write') && (
            <>
              <Button variant="outlined" color="inherit" sx={{ borderColor: 'divider' }} onClick={() => setOpen('paste')}>
                {t('bulk.paste')}
              </Button>
              <Button variant="contained" onClick={() => setOpen('new')}>
                {t('customers.add')}
              </Button>
            </>
          )
        }
        filters={[{ kind: 'search', name: 'code', label: t('customers.search') }]}
        empty={{ title: t('customers.empty'), hint: t('customers.empty_hint') }}
        pathTo={customer => path.customer(customer.code)}
        card={({ code, party }) => <CardLines head={party.name} aside={code} lines={[[party.company, party.city, format.country(party.country)].filter(Boolean).join(', ')]} />}
      >
        <DataTable<CustomerRow> rowClick={id => path.customer(String(id))} bulkActionButtons={false}>
          <Column source="code" label={t('customers.code')} disableSort render={({ code }) => <AppLink to={path.customer(code)}>{code}</AppLink>} />
          <Column source="party.name" label={t('party.name')} disableSort render={({ party }) => party.name} />
          <Column source="party.company" label={t('party.company')} disableSort render={({ party }) => party.company ?? '–'} />
          <Column source="party.city" label={t('party.city')} disableSort render={({ party }) => party.city} />
          <Column source="party.country" label={t('party.country')} disableSort render={({ party }) => format.country(party.country)} />
          <Column source="party.email" label={t('party.email')} disableSort render={({ party }) => party.email ?? '–'} />
        </DataTable>
      </ListPage>
      {open === 'new' && <AddDialog onClose={() => setOpen(null)} />}
      {open === 'paste' && (
        <Paste<Customer>
          title={t('customers.paste_title')}
          example={'code\tname\tstreet_1\tpostcode\tcity\tcountry\n17850\tZoë Łęcka\tul. Długa 5\t80-831\tGdańsk\tPL'}
          columns={CUSTOMER_COLUMNS}
          resource="customers"
          read={readCustomerRow}
          send={putCustomers}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  )
}

function AddDialog({ onClose }: { onClose: () => void }) {
  const t = useT()
  const say = useSaid()
  const path = usePaths()
  const navigate = useNavigate()
  const { putCustomers } = useOperations()
  const [code, setCode] = useState('')
  const [draft, setDraft] = useState(EMPTY_PARTY)
  const command = useCommand((customer: Customer) => putCustomers([customer]), ['customers'], () => {
    say(t('customers.saved'))
    navigate(path.customer(code.trim()))
  })
  return (
    <CommandDialog
      {...command}
      title={t('customers.add')}
      confirm={t('customers.add')}
      isReady={code.trim() !== '' && !partyFault(draft)}
      onConfirm={() => command.send({ code: code.trim(), party: partyOf(draft) })}
      onClose={onClose}
    >
      <Field label={t('customers.code')} hint={t('customers.code_hint')} value={code} onChange={setCode} fault={faultAt(command.problem, '/items/0/code')} required autoFocus />
      <PartyFields draft={draft} onChange={setDraft} problem={command.problem} pointer="/items/0/party" />
    </CommandDialog>
  )
}
