import { Box, Button, Skeleton } from '@mui/material'
import { useState } from 'react'
import { Link as RouterLink, useParams } from 'react-router-dom'
import { useRecord } from '../api/queries'
import type { Asn, AsnLine } from '../api/types'
import { useFormat, useT } from '../i18n/I18n'
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
import { AsnStateChip } from './AsnStateChip'
import { CancelAsnDialog, CloseAsnDialog } from './EndDialogs'

/** A delivery: what was announced beside what came, line by line. */
export default function AsnPage() {
  const t = useT()
  const path = usePaths()
  const { id = '' } = useParams()
  const [isClosing, setIsClosing] = useState(false)
  const [isCancelling, setIsCancelling] = useState(false)
  const { record: asn, problem } = useRecord('asns', id)
  const back = { to: path.asns(), label: t('inbound.title') }
  if (!asn)
    return (
      <>
        <PageHeader title={t('inbound.one')} back={back} />
        {problem ? <ProblemAlert problem={problem} /> : <Skeleton variant="rounded" height={400} />}
      </>
    )
  const can = (action: Asn['actions'][number]) => asn.actions.includes(action)
  return (
    <>
      <PageHeader
        title={asn.reference}
        back={back}
        beside={<AsnStateChip state={asn.state} />}
        below={asn.supplier}
        actions={
          <>
            {can('cancel') && (
              <Button variant="outlined" color="inherit" onClick={() => setIsCancelling(true)} sx={{ borderColor: 'divider' }}>
                {t('inbound.cancel')}
              </Button>
            )}
            {can('change') && (
              <Button variant="outlined" color="inherit" component={RouterLink} to={path.changeAsn(asn.id)} sx={{ borderColor: 'divider' }}>
                {t('inbound.change')}
              </Button>
            )}
            {can('close') && (
              <Button variant="outlined" color="inherit" onClick={() => setIsClosing(true)} sx={{ borderColor: 'divider' }}>
                {t('inbound.close')}
              </Button>
            )}
            {can('receive') && (
              <Button variant="contained" component={RouterLink} to={path.receiveAsn(asn.id)}>
                {t('inbound.receive')}
              </Button>
            )}
          </>
        }
      />
      <Box sx={{ display: 'grid', gap: 2, alignItems: 'start', gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'minmax(0, 7fr) minmax(0, 4fr)' } }}>
        <Lines asn={asn} />
        <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)' }}>
          <About asn={asn} />
          <Receipts asn={asn} />
        </Box>
      </Box>
      {isClosing && <CloseAsnDialog asn={asn} onClose={() => setIsClosing(false)} />}
      {isCancelling && <CancelAsnDialog asn={asn} onClose={() => setIsCancelling(false)} />}
    </>
  )
}

function Lines({ asn }: { asn: Asn }) {
  const t = useT()
  const format = useFormat()
  const path = usePaths()
  const isOver = asn.ended_at !== null
  return (
    <Panel title={t('inbound.lines')} flush>
      <SmallTable
        rows={asn.lines}
        rowKey={line => line.sku}
        columns={[
          {
            label: t('inbound.goods'),
            cell: line => (
              <>
                <Unbroken><AppLink to={path.sku(line.sku)}>{line.sku}</AppLink></Unbroken> {line.name}
              </>
            ),
          },
          { label: t('inbound.units_announced'), align: 'right', cell: line => format.number(line.announced) },
          { label: t('inbound.good'), align: 'right', cell: line => format.number(line.good) },
          { label: t('inbound.damaged'), align: 'right', cell: line => format.number(line.damaged) },
          { label: isOver ? t('inbound.short') : t('inbound.to_come'), align: 'right', cell: line => (line.short === 0 ? '–' : isOver ? <Chip tone="bad">{format.number(line.short)}</Chip> : format.number(line.short)) },
          { label: t('inbound.over'), align: 'right', cell: line => <Over line={line} /> },
        ]}
      />
    </Panel>
  )
}

function Over({ line }: { line: AsnLine }) {
  const t = useT()
  const format = useFormat()
  if (line.over === 0) return '–'
  return <Chip tone="warn">{line.announced === 0 ? `${t('inbound.unexpected')}: ${format.number(line.over)}` : format.number(line.over)}</Chip>
}

function About({ asn }: { asn: Asn }) {
  const t = useT()
  const format = useFormat()
  const { announced, good, damaged, short, over } = asn.units
  return (
    <Panel title={t('inbound.one')}>
      <Box sx={{ mb: 1.5 }}>
        <Progress done={announced - short} total={announced} label={t('inbound.units')} />
      </Box>
      <Facts
        facts={[
          [t('inbound.expected_on'), format.day(asn.expected_on)],
          [t('inbound.note'), asn.note],
          [t('inbound.good'), format.number(good)],
          [t('inbound.damaged'), damaged > 0 && format.number(damaged)],
          [asn.ended_at === null ? t('inbound.to_come') : t('inbound.short'), short > 0 && format.number(short)],
          [t('inbound.over'), over > 0 && format.number(over)],
          [t('inbound.by'), asn.created_by],
          [t('inbound.created_at'), <When key="created" at={asn.created_at} />],
          [asn.state === 'cancelled' ? t('inbound.cancelled_at') : t('inbound.closed_at'), asn.ended_at && <span key="ended"><When at={asn.ended_at} /> · {asn.ended_by}</span>],
          [t('inbound.reason'), asn.reason],
        ]}
      />
    </Panel>
  )
}

function Receipts({ asn }: { asn: Asn }) {
  const t = useT()
  const format = useFormat()
  if (asn.receipts.length === 0)
    return (
      <Panel title={t('inbound.receipts')}>
        <EmptyState title={t('inbound.no_receipts')} />
      </Panel>
    )
  const rows = asn.receipts.flatMap(receipt => receipt.lines.map(line => ({ receipt, line })))
  return (
    <Panel title={t('inbound.receipts')} flush>
      <SmallTable
        rows={rows}
        rowKey={({ receipt, line }) => `${receipt.id} ${line.sku}`}
        columns={[
          {
            label: t('inbound.received_at'),
            cell: ({ receipt }) => (
              <>
                <When at={receipt.at} /> · {receipt.actor}
              </>
            ),
          },
          { label: t('inbound.goods'), cell: ({ line }) => <Unbroken>{line.sku}</Unbroken> },
          { label: t('inbound.good'), align: 'right', cell: ({ line }) => format.number(line.good ?? 0) },
          { label: t('inbound.damaged'), cell: ({ line }) => (line.damaged ? `${format.number(line.damaged)} · ${line.damage ?? ''}` : '–') },
        ]}
      />
    </Panel>
  )
}
