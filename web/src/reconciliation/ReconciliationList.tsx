import { Button } from '@mui/material'
import { useState } from 'react'
import { DataTable } from 'react-admin'
import type { Row } from '../api/resources'
import { useCommand } from '../api/queries'
import { useMay, useOperations } from '../api/store-context'
import { useFormat, useT } from '../i18n/I18n'
import { AppLink } from '../layout/AppLink'
import { CommandDialog } from '../layout/CommandDialog'
import { CardLines, ListPage } from '../layout/ListPage'
import { useSaid } from '../layout/Said'
import { usePaths } from '../layout/usePaths'
import { When } from '../layout/When'

type ReconciliationRow = Row<'reconciliations'>

const Column = DataTable.Col<ReconciliationRow>

export default function ReconciliationList() {
  const t = useT()
  const may = useMay()
  const format = useFormat()
  const path = usePaths()
  const [isAsking, setIsAsking] = useState(false)
  return (
    <>
      <ListPage
        resource="reconciliations"
        title={t('reconciliations.title')}
        below={t('reconciliations.below')}
        actions={
          may('reconciliation.run') && (
            <Button variant="outlined" onClick={() => setIsAsking(true)}>
              {t('reconciliations.run')}
            </Button>
          )
        }
        empty={{ title: t('reconciliations.empty'), hint: t('reconciliations.empty_hint') }}
        pathTo={it => path.reconciliation(it.sequence)}
        card={it => (
          <CardLines
            head={t('reconciliations.number', { number: String(it.sequence) })}
            aside={<When at={it.cut_off_at} />}
            lines={[
              `${t('reconciliations.total.in')} ${format.number(it.totals.orders.in)} · ${t('reconciliations.total.shipped')} ${format.number(it.totals.orders.shipped)} · ${t('reconciliations.total.closing')} ${format.number(it.totals.orders.closing)}`,
            ]}
          />
        )}
      >
        <DataTable<ReconciliationRow> rowClick={id => path.reconciliation(Number(id))} bulkActionButtons={false}>
          <Column
            source="sequence"
            label={t('reconciliations.one')}
            disableSort
            render={it => <AppLink to={path.reconciliation(it.sequence)}>{t('reconciliations.number', { number: String(it.sequence) })}</AppLink>}
          />
          <Column source="cut_off_at" label={t('reconciliations.cut_off_at')} disableSort render={it => <When at={it.cut_off_at} />} />
          <Column source="totals.orders.opening" label={t('reconciliations.total.opening')} disableSort align="right" render={it => format.number(it.totals.orders.opening)} />
          <Column source="totals.orders.in" label={t('reconciliations.total.in')} disableSort align="right" render={it => format.number(it.totals.orders.in)} />
          <Column source="totals.orders.shipped" label={t('reconciliations.total.shipped')} disableSort align="right" render={it => format.number(it.totals.orders.shipped)} />
          <Column source="totals.orders.cancelled" label={t('reconciliations.total.cancelled')} disableSort align="right" render={it => format.number(it.totals.orders.cancelled)} />
          <Column source="totals.orders.rejected" label={t('reconciliations.total.rejected')} disableSort align="right" render={it => format.number(it.totals.orders.rejected)} />
          <Column source="totals.orders.closing" label={t('reconciliations.total.closing')} disableSort align="right" render={it => <strong>{format.number(it.totals.orders.closing)}</strong>} />
        </DataTable>
      </ListPage>
      {isAsking && <RunDialog onClose={() => setIsAsking(false)} />}
    </>
  )
}

function RunDialog({ onClose }: { onClose: () => void }) {
  const t = useT()
  const say = useSaid()
  const { runReconciliation } = useOperations()
  const command = useCommand((_: null, key) => runReconciliation(key), ['reconciliations'], () => {
    say(t('reconciliations.started'))
    onClose()
  })
  return (
    <CommandDialog
      {...command}
      title={t('reconciliations.run')}
      explanation={t('reconciliations.run_hint')}
      confirm={t('reconciliations.run')}
      onConfirm={() => command.send(null)}
      onClose={onClose}
    />
  )
}
