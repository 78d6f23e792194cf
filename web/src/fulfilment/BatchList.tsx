import { Button, TextField } from '@mui/material'
import { useState } from 'react'
import { DataTable } from 'react-admin'
import { useNavigate } from 'react-router-dom'
import type { Row } from '../api/resources'
import { useCommand } from '../api/queries'
import { useMay, useOperations } from '../api/store-context'
import type { Batch } from '../api/types'
import { useFormat, useT } from '../i18n/I18n'
import { AppLink } from '../layout/AppLink'
import { Many, MANY } from '../board/Many'
import { CommandDialog } from '../layout/CommandDialog'
import { CardLines, ListPage } from '../layout/ListPage'
import { useSaid } from '../layout/Said'
import { Progress } from '../layout/Progress'
import { usePaths } from '../layout/usePaths'
import { When } from '../layout/When'
import { BatchStateChip, isBatchWorking } from './states'

type BatchRow = Row<'batches'>

const Column = DataTable.Col<BatchRow>

export default function BatchList() {
  const t = useT()
  const may = useMay()
  const format = useFormat()
  const path = usePaths()
  const [isReleasing, setIsReleasing] = useState(false)
  return (
    <>
      <ListPage
        resource="batches"
        title={t('batches.title')}
        below={t('batches.below')}
        actions={
          may('fulfilment.release') && (
            <Button variant="contained" onClick={() => setIsReleasing(true)}>
              {t('batches.release')}
            </Button>
          )
        }
        empty={{ title: t('batches.empty'), hint: t('batches.empty_hint') }}
        isWorking={isBatchWorking}
        pathTo={batch => path.batch(batch.id)}
        card={batch => (
          <CardLines
            head={<When at={batch.released_at} />}
            aside={<State batch={batch} />}
            lines={[
              `${t('imports.n_orders', { n: batch.n_orders })} · ${t('orders.n_units', { n: batch.n_units })}`,
            ]}
          />
        )}
      >
        <DataTable<BatchRow> rowClick={id => path.batch(String(id))} bulkActionButtons={false}>
          <Column
            source="released_at"
            label={t('batches.one')}
            disableSort
            render={batch => (
              <AppLink to={path.batch(batch.id)}>{t('batches.page_title', { when: format.dateTime(batch.released_at) })}</AppLink>
            )}
          />
          <Column source="state" label={t('batches.state_label')} disableSort render={batch => <State batch={batch} />} />
          <Column source="n_orders" label={t('imports.orders')} disableSort align="right" render={batch => format.number(batch.n_orders)} />
          <Column source="n_units" label={t('orders.units')} disableSort align="right" render={batch => format.number(batch.n_units)} />
        </DataTable>
      </ListPage>
      {isReleasing && <ReleaseDialog onClose={() => setIsReleasing(false)} />}
    </>
  )
}

/** Where it stands, and how far the releasing is. A list does not tell how much is picked. */
function State({ batch }: { batch: Batch }) {
  const t = useT()
  return batch.state === 'releasing' ? <Progress {...batch.progress} label={t('batches.released_progress')} /> : <BatchStateChip state={batch.state} />
}

const USUAL_BATCH = 200

function ReleaseDialog({ onClose }: { onClose: () => void }) {
  const t = useT()
  const say = useSaid()
  const path = usePaths()
  const navigate = useNavigate()
  const { releaseBatch } = useOperations()
  const [maxOrders, setMaxOrders] = useState(String(USUAL_BATCH))
  const command = useCommand(
    (body: { max_orders: number }, key) => releaseBatch(body, key),
    ['batches', 'orders'],
    (batch: Batch) => {
      say(t('batches.released'))
      navigate(path.batch(batch.id))
    },
  )
  return (
    <CommandDialog
      {...command}
      title={t('batches.release')}
      explanation={t('batches.release_hint')}
      confirm={Number(maxOrders) > MANY ? t('board.release', { n: Number(maxOrders) }) : t('batches.release')}
      isReady={Number(maxOrders) >= 1}
      onConfirm={() => command.send({ max_orders: Number(maxOrders) })}
      onClose={onClose}
    >
      <TextField
        type="number"
        label={t('batches.max_orders')}
        value={maxOrders}
        onChange={event => setMaxOrders(event.target.value)}
        autoFocus
        slotProps={{ htmlInput: { min: 1, step: 1, inputMode: 'numeric' } }}
      />
      <Many n={Number(maxOrders)} />
    </CommandDialog>
  )
}
