import { Button } from '@mui/material'
import { DataTable } from 'react-admin'
import { Link as RouterLink } from 'react-router-dom'
import type { Row } from '../api/resources'
import { useMay } from '../api/store-context'
import { useFormat, useT } from '../i18n/I18n'
import { AppLink } from '../layout/AppLink'
import { CardLines, ListPage } from '../layout/ListPage'
import { Unbroken } from '../layout/Unbroken'
import { usePaths } from '../layout/usePaths'
import { AsnStateChip } from './AsnStateChip'

type AsnListRow = Row<'asns'>

const Column = DataTable.Col<AsnListRow>

const STATES = ['announced', 'arriving', 'partly_received', 'received', 'closed', 'cancelled'] as const

/** Deliveries: what is still to come, and what came. */
export default function AsnList() {
  const t = useT()
  const may = useMay()
  const format = useFormat()
  const path = usePaths()
  const which = [{ value: 'open', label: t('inbound.open') }, ...STATES.map(state => ({ value: state, label: t(`inbound.state.${state}`) }))]
  return (
    <ListPage
      resource="asns"
      title={t('inbound.title')}
      below={t('inbound.below')}
      actions={
        may('inbound.write') && (
          <Button variant="contained" component={RouterLink} to={path.announceAsn()}>
            {t('inbound.announce')}
          </Button>
        )
      }
      filters={[{ kind: 'choice', name: 'which', label: t('inbound.which'), options: which }]}
      empty={{ title: t('inbound.empty'), hint: t('inbound.empty_hint') }}
      pathTo={asn => path.asn(asn.id)}
      card={asn => (
        <CardLines
          head={asn.reference}
          aside={<AsnStateChip state={asn.state} />}
          lines={[
            `${asn.supplier} · ${format.day(asn.expected_on)}`,
            `${t('inbound.n_lines', { n: asn.n_lines })} · ${t('inbound.n_of', { n: asn.units.good + asn.units.damaged, announced: asn.units.announced })}`,
          ]}
        />
      )}
    >
      <DataTable<AsnListRow> rowClick={id => path.asn(String(id))} bulkActionButtons={false}>
        <Column source="reference" label={t('inbound.reference')} disableSort render={asn => <Unbroken><AppLink to={path.asn(asn.id)}>{asn.reference}</AppLink></Unbroken>} />
        <Column source="supplier" label={t('inbound.supplier')} disableSort />
        <Column source="expected_on" label={t('inbound.expected_on')} disableSort render={asn => format.day(asn.expected_on)} />
        <Column source="state" label={t('inbound.state_label')} disableSort render={asn => <AsnStateChip state={asn.state} />} />
        <Column source="n_lines" label={t('inbound.lines')} disableSort align="right" render={asn => format.number(asn.n_lines)} />
        <Column source="announced" label={t('inbound.units_announced')} disableSort align="right" render={asn => format.number(asn.units.announced)} />
        <Column source="good" label={t('inbound.good')} disableSort align="right" render={asn => format.number(asn.units.good)} />
        <Column source="damaged" label={t('inbound.damaged')} disableSort align="right" render={asn => format.number(asn.units.damaged)} />
      </DataTable>
    </ListPage>
  )
}
