import FileDownloadOutlined from '@mui/icons-material/FileDownloadOutlined'
import { Box, Button, MenuItem, Skeleton, TextField, Typography } from '@mui/material'
import { lazy, Suspense, useState } from 'react'
import { Link as RouterLink, useParams, useSearchParams } from 'react-router-dom'
import { useGrowingList, useRecord } from '../api/queries'
import { useMay, useOperations } from '../api/store-context'
import type { Count, CountLine, CountStage } from '../api/types'
import { useFormat, useT, useWord } from '../i18n/I18n'
import { Chip } from '../layout/Chip'
import { Facts } from '../layout/Facts'
import { Growing } from '../layout/Growing'
import { PageHeader } from '../layout/PageHeader'
import { Panel } from '../layout/Panel'
import { ProblemAlert } from '../layout/ProblemAlert'
import { Progress } from '../layout/Progress'
import { SmallTable } from '../layout/SmallTable'
import { Unbroken } from '../layout/Unbroken'
import { usePaths } from '../layout/usePaths'
import { When } from '../layout/When'
import { CountStageChip, CountStateChip } from './chips'
import { Difference } from './Difference'
import { CancelCountDialog, CloseCountDialog } from './EndCountDialogs'
import { LineDialog } from './LineDialog'

const ExportDialog = lazy(() => import('../exports/ExportDialog'))

/** A count: how far it is, what differs, and what somebody has to decide. */
export default function CountPage() {
  const t = useT()
  const path = usePaths()
  const { id = '' } = useParams()
  const [dialog, setDialog] = useState<'close' | 'cancel' | null>(null)
  const { record: count, problem } = useRecord('counts', id, it => it.state === 'booking')
  const back = { to: path.counts(), label: t('counts.title') }
  if (!count)
    return (
      <>
        <PageHeader title={t('counts.one')} back={back} />
        {problem ? <ProblemAlert problem={problem} /> : <Skeleton variant="rounded" height={400} />}
      </>
    )
  const can = (action: Count['actions'][number]) => count.actions.includes(action)
  return (
    <>
      <PageHeader
        title={count.name}
        back={back}
        beside={<CountStateChip state={count.state} />}
        below={t('counts.n_skus', { n: count.n_skus })}
        actions={
          <>
            {can('cancel') && (
              <Button variant="outlined" color="inherit" onClick={() => setDialog('cancel')} sx={{ borderColor: 'divider' }}>
                {t('counts.cancel')}
              </Button>
            )}
            {can('close') && (
              <Button variant="outlined" color="inherit" onClick={() => setDialog('close')} sx={{ borderColor: 'divider' }}>
                {count.state === 'booking' ? t('counts.close_again') : t('counts.close')}
              </Button>
            )}
            {can('count') && (
              <Button {...(count.state === 'open' ? { variant: 'contained' } : { variant: 'outlined', color: 'inherit', sx: { borderColor: 'divider' } })} component={RouterLink} to={path.countGoods(count.id)}>
                {t('counts.count_goods')}
              </Button>
            )}
          </>
        }
      />
      <Box sx={{ display: 'grid', gap: 2, alignItems: 'start', gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'minmax(0, 7fr) minmax(0, 3fr)' } }}>
        <Lines count={count} />
        <About count={count} />
      </Box>
      {dialog === 'close' && <CloseCountDialog count={count} onClose={() => setDialog(null)} />}
      {dialog === 'cancel' && <CancelCountDialog count={count} onClose={() => setDialog(null)} />}
    </>
  )
}

function About({ count }: { count: Count }) {
  const t = useT()
  const format = useFormat()
  const { progress, differences, tolerance } = count
  const limits = [
    t('counts.tolerance_is', { n: tolerance.units, share: format.percent(tolerance.percent) }),
    typeof tolerance.value_minor === 'number' && differences?.value && t('counts.tolerance_value', { value: format.money({ minor: tolerance.value_minor, currency: differences.value.currency }) }),
  ]
  const stages = (['open', 'recount', 'counted', 'waiting', 'booked', 'left'] as const).filter(stage => progress[stage] > 0)
  return (
    <Panel title={t('counts.one')}>
      <Box sx={{ mb: 1.5 }}>
        <Progress done={count.n_counted} total={count.n_skus} label={t('counts.progress')} />
      </Box>
      <Facts
        facts={[
          ...stages.map((stage): [string, string] => [t(`counts.stage.${stage}`), format.number(progress[stage])]),
          [t('counts.differing'), differences && format.number(differences.skus)],
          [t('counts.surplus'), differences && differences.surplus > 0 && format.number(differences.surplus)],
          [t('counts.shortage'), differences && differences.shortage > 0 && format.number(differences.shortage)],
          [t('counts.value'), differences?.value && format.money(differences.value)],
          [t('counts.tolerance'), limits.filter(Boolean).join(', ')],
          [t('counts.is_blind'), count.blind && '✓'],
          [t('counts.created_by'), count.created_by],
          [t('counts.created_at'), <When key="created" at={count.created_at} />],
          [count.state === 'cancelled' ? t('counts.cancelled_at') : t('counts.closed_at'), count.ended_at && <span key="ended"><When at={count.ended_at} /> · {count.ended_by}</span>],
          [t('counts.reason'), count.reason],
        ]}
      />
      {!differences && (
        <Typography variant="body2" color="textSecondary" sx={{ mt: 1.5 }}>
          {t('counts.hidden')}
        </Typography>
      )}
    </Panel>
  )
}

const STAGES: CountStage[] = ['waiting', 'recount', 'open', 'counted', 'booked', 'left']

/** The SKUs, at one stage or all; the stage stands in the address. Those that wait for somebody come first where there are any. */
function Lines({ count }: { count: Count }) {
  const t = useT()
  const may = useMay()
  const word = useWord()
  const format = useFormat()
  const { listCountLines } = useOperations()
  const [search, setSearch] = useSearchParams()
  const [opened, setOpened] = useState<string | null>(null)
  const [isExporting, setIsExporting] = useState(false)
  const asked = search.get('stage')
  const stage = asked ?? (count.progress.waiting > 0 ? 'waiting' : '')
  const { progress, state } = count
  const list = useGrowingList<CountLine>(['counts', count.id, 'lines', stage, state, JSON.stringify(progress)], cursor => listCountLines(count.id, { cursor, limit: 100, stage: stage === 'all' || stage === '' ? null : stage }))
  const exported = (
    [
      ['sku', 'stock.sku'], ['name', 'stock.name'], ['location', 'counts.location'], ['stage', 'counts.stage_label'], ['counted', 'counts.counted'],
      ['variance.expected', 'counts.expected'], ['variance.units', 'counts.difference'], ['variance.value', 'counts.value'], ['variance.picked', 'counts.picked'],
      ['variance.uncovered', 'counts.uncovered'], ['counted_at', 'counts.counted_at'], ['counted_by', 'counts.counted_by'],
    ] as const
  ).map(([source, label]) => ({ source, label: t(label) }))
  return (
    <Panel
      title={t('counts.lines')}
      flush
      aside={
        <Box sx={{ display: 'flex', gap: 1, alignItems: 'center', flexWrap: 'wrap', justifyContent: 'flex-end' }}>
          <TextField select size="small" label={t('counts.stage_label')} value={stage || 'all'} onChange={event => setSearch({ stage: event.target.value }, { replace: true })} sx={{ minWidth: 170 }}>
            <MenuItem value="all">{t('list.any')}</MenuItem>
            {STAGES.map(it => (
              <MenuItem key={it} value={it}>
                {word('counts.stage', it)} · {format.number(progress[it])}
              </MenuItem>
            ))}
          </TextField>
          {may('stock.approve') && (
            <Button size="small" color="inherit" startIcon={<FileDownloadOutlined />} onClick={() => setIsExporting(true)}>
              {t('exports.export')}
            </Button>
          )}
        </Box>
      }
    >
      {isExporting && (
        <Suspense>
          <ExportDialog list="count_lines" filter={{ count: count.id, ...(stage !== '' && stage !== 'all' && { stage }) }} columns={exported} onClose={() => setIsExporting(false)} />
        </Suspense>
      )}
      <Growing list={list} empty={t('counts.no_lines')}>
        {lines => (
          <SmallTable
            rows={lines}
            rowKey={line => line.sku}
            columns={[
              {
                label: t('counts.goods'),
                cell: line => (
                  <>
                    <Button size="small" onClick={() => setOpened(line.sku)} sx={{ p: 0, minWidth: 0, fontWeight: 650, textAlign: 'left', whiteSpace: { md: 'nowrap' } }}>
                      {line.sku}
                    </Button>{' '}
                    {line.name}
                  </>
                ),
              },
              { label: t('counts.location'), cell: line => <Unbroken>{line.location || '–'}</Unbroken> },
              { label: t('counts.counted'), align: 'right', cell: line => (typeof line.counted === 'number' ? format.number(line.counted) : '–') },
              { label: t('counts.expected'), align: 'right', cell: line => (line.variance ? format.number(line.variance.expected) : '–') },
              { label: t('counts.difference'), align: 'right', cell: line => <Difference variance={line.variance} /> },
              {
                label: t('counts.stage_label'),
                cell: line => (
                  <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 0.5 }}>
                    <CountStageChip stage={line.stage} />
                    {(line.variance?.uncovered ?? 0) > 0 && (
                      <Chip tone="bad">
                        {t('counts.uncovered')}: {format.number(line.variance?.uncovered ?? 0)}
                      </Chip>
                    )}
                  </Box>
                ),
              },
            ]}
          />
        )}
      </Growing>
      {opened !== null && <LineDialog count={count} sku={opened} onClose={() => setOpened(null)} />}
    </Panel>
  )
}
