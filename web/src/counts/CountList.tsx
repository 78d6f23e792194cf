import { Button } from '@mui/material'
import { useState } from 'react'
import { DataTable } from 'react-admin'
import type { Row } from '../api/resources'
import { useMay } from '../api/store-context'
import { useT } from '../i18n/I18n'
import { AppLink } from '../layout/AppLink'
import { Chip } from '../layout/Chip'
import { CardLines, ListPage } from '../layout/ListPage'
import { Progress } from '../layout/Progress'
import { usePaths } from '../layout/usePaths'
import { When } from '../layout/When'
import { BeginCountDialog } from './BeginCountDialog'
import { CountStateChip } from './chips'

type CountListRow = Row<'counts'>

const Column = DataTable.Col<CountListRow>

const STATES = ['open', 'booking', 'closed', 'cancelled'] as const

/** Counts of stock: how far each is, and whether anybody has to decide. */
export default function CountList() {
  const t = useT()
  const may = useMay()
  const path = usePaths()
  const [isBeginning, setIsBeginning] = useState(false)
  return (
    <>
      <ListPage
        resource="counts"
        title={t('counts.title')}
        below={t('counts.below')}
        actions={
          may('stock.adjust') && (
            <Button variant="contained" onClick={() => setIsBeginning(true)}>
              {t('counts.begin')}
            </Button>
          )
        }
        filters={[{ kind: 'choice', name: 'state', label: t('counts.state_label'), options: STATES.map(state => ({ value: state, label: t(`counts.state.${state}`) })) }]}
        empty={{ title: t('counts.empty'), hint: t('counts.empty_hint') }}
        isWorking={count => count.state === 'booking'}
        pathTo={count => path.count(count.id)}
        card={count => (
          <CardLines
            head={count.name}
            aside={<CountStateChip state={count.state} />}
            lines={[
              t('counts.n_of', { done: count.n_counted, total: count.n_skus }),
              <span key="when">
                <When at={count.created_at} /> · {count.created_by}
              </span>,
              ...(count.n_undecided > 0 ? [<Undecided key="undecided" n={count.n_undecided} />] : []),
            ]}
          />
        )}
      >
        <DataTable<CountListRow> rowClick={id => path.count(String(id))} bulkActionButtons={false}>
          <Column source="name" label={t('counts.name')} disableSort render={count => <AppLink to={path.count(count.id)}>{count.name}</AppLink>} />
          <Column source="state" label={t('counts.state_label')} disableSort render={count => <CountStateChip state={count.state} />} />
          <Column source="n_counted" label={t('counts.progress')} disableSort render={count => <Progress done={count.n_counted} total={count.n_skus} label={t('counts.progress')} />} />
          <Column source="n_undecided" label={t('counts.decide')} disableSort render={count => (count.n_undecided > 0 ? <Undecided n={count.n_undecided} /> : '–')} />
          <Column source="created_at" label={t('counts.created_at')} disableSort render={count => <When at={count.created_at} />} />
          <Column source="created_by" label={t('counts.created_by')} disableSort />
        </DataTable>
      </ListPage>
      {isBeginning && <BeginCountDialog onClose={() => setIsBeginning(false)} />}
    </>
  )
}

function Undecided({ n }: { n: number }) {
  const t = useT()
  return <Chip tone="warn">{t('counts.n_undecided', { n })}</Chip>
}
