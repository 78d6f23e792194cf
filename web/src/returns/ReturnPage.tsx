import { Box, Button, Skeleton, Typography } from '@mui/material'
import { useState } from 'react'
import { useParams } from 'react-router-dom'
import { useRecord } from '../api/queries'
import type { Return } from '../api/types'
import { useFormat, useT, useWord } from '../i18n/I18n'
import { AppButton } from '../layout/AppButton'
import { AppLink } from '../layout/AppLink'
import { Chip } from '../layout/Chip'
import { EmptyState } from '../layout/EmptyState'
import { Facts } from '../layout/Facts'
import { PageHeader } from '../layout/PageHeader'
import { Panel } from '../layout/Panel'
import { ProblemAlert } from '../layout/ProblemAlert'
import { Progress } from '../layout/Progress'
import { SmallTable } from '../layout/SmallTable'
import { Unbroken } from '../layout/Unbroken'
import { usePaths } from '../layout/usePaths'
import { When } from '../layout/When'
import { CancelReturnDialog, CloseReturnDialog } from './EndDialogs'
import { ReturnStateChip } from './ReturnStateChip'

/** A return: what was announced beside what came, line by line, and what became of it. */
export default function ReturnPage() {
  const t = useT()
  const path = usePaths()
  const { id = '' } = useParams()
  const [isClosing, setIsClosing] = useState(false)
  const [isCancelling, setIsCancelling] = useState(false)
  const { record: back, problem } = useRecord('returns', id)
  const list = { to: path.returns(), label: t('returns.title') }
  if (!back)
    return (
      <>
        <PageHeader title={t('returns.one')} back={list} />
        {problem ? <ProblemAlert problem={problem} /> : <Skeleton variant="rounded" height={400} />}
      </>
    )
  const can = (action: Return['actions'][number]) => back.actions.includes(action)
  return (
    <>
      <PageHeader
        title={back.code}
        back={list}
        beside={<ReturnStateChip state={back.state} />}
        below={
          <>
            {t('returns.order')} <AppLink to={path.order(back.order)}>{back.reference}</AppLink>
          </>
        }
        actions={
          <>
            {can('cancel') && (
              <Button variant="outlined" color="inherit" onClick={() => setIsCancelling(true)} sx={{ borderColor: 'divider' }}>
                {t('returns.cancel')}
              </Button>
            )}
            {can('close') && (
              <Button variant="outlined" color="inherit" onClick={() => setIsClosing(true)} sx={{ borderColor: 'divider' }}>
                {t('returns.close')}
              </Button>
            )}
            {can('receive') && (
              <AppButton variant="contained" to={path.takeBack(back.code)}>
                {t('returns.receive')}
              </AppButton>
            )}
          </>
        }
      />
      <Box sx={{ display: 'grid', gap: 2, alignItems: 'start', gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'minmax(0, 7fr) minmax(0, 4fr)' } }}>
        <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)' }}>
          <Lines back={back} />
          <Receipts back={back} />
        </Box>
        <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)' }}>
          {back.state === 'announced' && <Code code={back.code} />}
          <About back={back} />
        </Box>
      </Box>
      {isClosing && <CloseReturnDialog back={back} onClose={() => setIsClosing(false)} />}
      {isCancelling && <CancelReturnDialog back={back} onClose={() => setIsCancelling(false)} />}
    </>
  )
}

/** What the buyer writes on the parcel, to be read out on the telephone. */
function Code({ code }: { code: string }) {
  const t = useT()
  return (
    <Panel title={t('returns.code')}>
      <Typography component="p" sx={{ fontSize: '1.5rem', fontWeight: 700, letterSpacing: '0.08em', fontVariantNumeric: 'tabular-nums', overflowWrap: 'anywhere' }}>
        {code}
      </Typography>
      <Typography variant="body2" color="textSecondary">
        {t('returns.code_hint')}
      </Typography>
    </Panel>
  )
}

function Lines({ back }: { back: Return }) {
  const t = useT()
  const word = useWord()
  const format = useFormat()
  const path = usePaths()
  const isOver = back.ended_at !== null
  return (
    <Panel title={t('returns.lines')} flush>
      <SmallTable
        rows={back.lines}
        rowKey={line => String(line.line)}
        columns={[
          {
            label: t('returns.goods'),
            cell: line => (
              <>
                <Unbroken><AppLink to={path.sku(line.sku)}>{line.sku}</AppLink></Unbroken> {line.name}
              </>
            ),
          },
          { label: t('returns.reason_label'), cell: line => [word('returns.reason', line.reason), line.note].filter(Boolean).join(': ') },
          { label: t('returns.units_announced'), align: 'right', cell: line => (line.announced === 0 ? <Chip tone="warn">{t('returns.unexpected')}</Chip> : format.number(line.announced)) },
          { label: t('returns.units_received'), align: 'right', cell: line => format.number(line.received) },
          { label: t('returns.restocked'), align: 'right', cell: line => format.number(line.restocked) },
          { label: isOver ? t('returns.missing') : t('returns.to_come'), align: 'right', cell: line => (line.missing === 0 ? '–' : format.number(line.missing)) },
        ]}
      />
    </Panel>
  )
}

function About({ back }: { back: Return }) {
  const t = useT()
  const word = useWord()
  const format = useFormat()
  const { announced, received, restocked, unavailable, out, missing } = back.units
  const conditions = [...new Set(back.lines.filter(line => line.announced > 0).map(line => word('returns.condition', line.condition)))]
  return (
    <Panel title={t('returns.one')}>
      {back.announced && (
        <Box sx={{ mb: 1.5 }}>
          <Progress done={announced - missing} total={announced} label={t('returns.units')} />
        </Box>
      )}
      <Facts
        facts={[
          [t('returns.note'), back.note],
          [t('returns.condition_label'), conditions.join(', ')],
          [t('returns.units_received'), format.number(received)],
          [t('returns.restocked'), restocked > 0 && format.number(restocked)],
          [t('returns.unavailable'), unavailable > 0 && format.number(unavailable)],
          [t('returns.out'), out > 0 && format.number(out)],
          [back.ended_at === null ? t('returns.to_come') : t('returns.missing'), missing > 0 && format.number(missing)],
          [back.announced ? t('returns.announced_at') : t('returns.found_at'), <When key="created" at={back.created_at} />],
          [t('returns.by'), back.created_by],
          [back.state === 'cancelled' ? t('returns.cancelled_at') : t('returns.closed_at'), back.ended_at && <span key="ended"><When at={back.ended_at} /> · {back.ended_by}</span>],
          [t('returns.end_reason'), back.end_reason],
        ]}
      />
    </Panel>
  )
}

function Receipts({ back }: { back: Return }) {
  const t = useT()
  const word = useWord()
  const format = useFormat()
  if (back.receipts.length === 0)
    return (
      <Panel title={t('returns.receipts')}>
        <EmptyState title={t('returns.no_receipts')} />
      </Panel>
    )
  const rows = back.receipts.flatMap(receipt => receipt.lines.map(line => ({ receipt, line })))
  return (
    <Panel title={t('returns.receipts')} flush>
      <SmallTable
        rows={rows}
        rowKey={({ receipt, line }) => `${receipt.id} ${line.line} ${line.disposition}`}
        columns={[
          {
            label: t('returns.received_at'),
            cell: ({ receipt }) => (
              <>
                <When at={receipt.at} /> · {receipt.actor}
              </>
            ),
          },
          { label: t('returns.goods'), cell: ({ line }) => line.sku },
          { label: t('returns.units'), align: 'right', cell: ({ line }) => format.number(line.quantity) },
          { label: t('returns.disposition_label'), cell: ({ line }) => [word('returns.disposition', line.disposition), line.note].filter(Boolean).join(': ') },
        ]}
      />
    </Panel>
  )
}
