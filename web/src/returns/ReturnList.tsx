import { DataTable } from 'react-admin'
import type { Row } from '../api/resources'
import { useMay } from '../api/store-context'
import { useFormat, useT, useWord } from '../i18n/I18n'
import { AppButton } from '../layout/AppButton'
import { AppLink } from '../layout/AppLink'
import { CardLines, ListPage } from '../layout/ListPage'
import { Unbroken } from '../layout/Unbroken'
import { usePaths } from '../layout/usePaths'
import { When } from '../layout/When'
import { REASONS } from './counting'
import { ReturnStateChip } from './ReturnStateChip'

type ReturnListRow = Row<'returns'>

const Column = DataTable.Col<ReturnListRow>

const STATES = ['announced', 'partly_received', 'received', 'closed', 'cancelled'] as const

/** What comes back, and what came. */
export default function ReturnList() {
  const t = useT()
  const word = useWord()
  const may = useMay()
  const format = useFormat()
  const path = usePaths()
  const reasons = (row: ReturnListRow) => row.reasons.map(reason => word('returns.reason', reason)).join(', ')
  const progress = ({ units, announced }: ReturnListRow) => (announced ? t('returns.n_of', { n: units.received, announced: units.announced }) : format.number(units.received))
  return (
    <ListPage
      resource="returns"
      title={t('returns.title')}
      below={t('returns.below')}
      actions={
        <>
          <AppButton to={path.returnsReport()} variant="outlined" color="inherit" sx={{ borderColor: 'divider' }}>
            {t('returns.report_link')}
          </AppButton>
          {may('stock.receive') && (
            <AppButton to={path.takeBack()} variant="contained">
              {t('returns.receive')}
            </AppButton>
          )}
        </>
      }
      filters={[
        { kind: 'search', name: 'q', label: t('returns.search') },
        { kind: 'choice', name: 'state', label: t('returns.state_label'), options: [{ value: 'open', label: t('returns.open') }, ...STATES.map(value => ({ value, label: t(`returns.state.${value}`) }))] },
        { kind: 'choice', name: 'reason', label: t('returns.reason_label'), options: REASONS.map(value => ({ value, label: t(`returns.reason.${value}`) })) },
        { kind: 'text', name: 'sku', label: t('returns.sku') },
        { kind: 'day', name: 'announced_from', label: t('returns.announced_from') },
        { kind: 'day', name: 'announced_to', label: t('returns.announced_to') },
        { kind: 'day', name: 'received_from', label: t('returns.received_from') },
        { kind: 'day', name: 'received_to', label: t('returns.received_to') },
      ]}
      empty={{ title: t('returns.empty'), hint: t('returns.empty_hint') }}
      pathTo={row => path.returned(row.id)}
      card={row => (
        <CardLines
          head={row.code}
          aside={<ReturnStateChip state={row.state} />}
          lines={[
            `${t('returns.order')} ${row.reference} · ${progress(row)}`,
            reasons(row),
            <When key="when" at={row.received_at ?? row.created_at} />,
          ]}
        />
      )}
    >
      <DataTable<ReturnListRow> rowClick={id => path.returned(String(id))} bulkActionButtons={false}>
        <Column source="code" label={t('returns.code')} disableSort render={row => <Unbroken><AppLink to={path.returned(row.id)}>{row.code}</AppLink></Unbroken>} />
        <Column source="reference" label={t('returns.order')} disableSort render={row => <Unbroken><AppLink to={path.order(row.order)}>{row.reference}</AppLink></Unbroken>} />
        <Column source="state" label={t('returns.state_label')} disableSort render={row => <ReturnStateChip state={row.state} />} />
        <Column source="reasons" label={t('returns.reason_label')} disableSort render={reasons} />
        <Column source="created_at" label={t('returns.announced_at')} disableSort render={row => <When at={row.created_at} />} />
        <Column source="received_at" label={t('returns.received_at')} disableSort render={row => (row.received_at ? <When at={row.received_at} /> : '–')} />
        <Column source="units.announced" label={t('returns.units_announced')} disableSort align="right" render={row => (row.announced ? format.number(row.units.announced) : '–')} />
        <Column source="units.received" label={t('returns.units_received')} disableSort align="right" render={row => format.number(row.units.received)} />
        <Column source="units.restocked" label={t('returns.restocked')} disableSort align="right" render={row => format.number(row.units.restocked)} />
      </DataTable>
    </ListPage>
  )
}
