import { Alert, Box, Button, Dialog, DialogActions, DialogContent, DialogTitle, Skeleton, TextField, Typography, useMediaQuery, useTheme } from '@mui/material'
import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { Problem } from '../api/problem'
import { useCommand } from '../api/queries'
import { useOperations } from '../api/store-context'
import type { Count, CountLineRecord } from '../api/types'
import { useFormat, useT, useWord } from '../i18n/I18n'
import { AppLink } from '../layout/AppLink'
import { Facts } from '../layout/Facts'
import { ProblemAlert } from '../layout/ProblemAlert'
import { useSaid } from '../layout/Said'
import { SmallTable } from '../layout/SmallTable'
import { Unbroken } from '../layout/Unbroken'
import { usePaths } from '../layout/usePaths'
import { When } from '../layout/When'
import { CountStageChip } from './chips'
import { Difference } from './Difference'

/** One SKU of a count: what it was counted as, which orders are touched, and what somebody decides. */
export function LineDialog({ count, sku, onClose }: { count: Count; sku: string; onClose: () => void }) {
  const t = useT()
  const id = useId()
  const theme = useTheme()
  const isPhone = useMediaQuery(theme.breakpoints.down('sm'))
  const { countLine } = useOperations()
  const { data: line, error } = useQuery({ queryKey: ['counts', count.id, 'line', sku], queryFn: () => countLine(count.id, sku) })
  return (
    <Dialog open fullWidth maxWidth="sm" fullScreen={isPhone} onClose={onClose} aria-labelledby={id}>
      <DialogTitle id={id} component="h2" variant="h1" sx={{ fontSize: '1.0625rem', pb: 1 }}>
        {t('counts.decide_title', { sku })}
      </DialogTitle>
      {line ? (
        <Decision count={count} line={line} onClose={onClose} />
      ) : (
        <DialogContent>{error ? <ProblemAlert problem={Problem.from(error)} /> : <Skeleton variant="rounded" height={240} />}</DialogContent>
      )}
    </Dialog>
  )
}

type Step = 'approve' | 'again' | 'leave'

function Decision({ count, line, onClose }: { count: Count; line: CountLineRecord; onClose: () => void }) {
  const t = useT()
  const say = useSaid()
  const word = useWord()
  const { approveCountLine, recountLine, leaveCountLine } = useOperations()
  const [isLeaving, setIsLeaving] = useState(false)
  const [reason, setReason] = useState('')
  const command = useCommand(
    (step: Step, key) =>
      step === 'approve' ? approveCountLine(count.id, line.sku, key) : step === 'again' ? recountLine(count.id, line.sku, key) : leaveCountLine(count.id, line.sku, { reason: reason.trim() }, key),
    ['counts', 'stock'],
    (decided: CountLineRecord) => {
      const held = decided.variance?.uncovered ?? 0
      const booked = held > 0 ? t('counts.approved_in_part', { taken: Math.abs(decided.variance?.units ?? 0) - held, n: held }) : t('counts.approved')
      say(decided.stage === 'booked' ? booked : decided.stage === 'left' ? t('counts.left_done') : t('counts.again_done'))
      onClose()
    },
  )
  const { variance } = line
  const isUndecided = count.actions.includes('decide') && (line.stage === 'waiting' || line.stage === 'counted')
  const uncovered = variance?.uncovered ?? 0
  const taken = variance ? Math.abs(variance.units) - uncovered : 0
  return (
    <>
      <DialogContent sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)' }}>
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center' }}>
          <CountStageChip stage={line.stage} />
          <Typography variant="body2">{[line.name, line.location].filter(Boolean).join(' · ')}</Typography>
        </Box>
        <Facts
          facts={[
            [t('counts.counted'), line.counted],
            [t('counts.expected'), variance?.expected],
            [t('counts.difference'), variance && <Difference key="difference" variance={variance} isLong />],
            [t('counts.counted_by'), line.counted_by && line.counted_at && <span key="by">{line.counted_by} · <When at={line.counted_at} /></span>],
            [t('counts.decided'), line.decided_by && line.decided_at && <span key="decided">{line.decided_by} · <When at={line.decided_at} /></span>],
            [t('counts.reason'), line.reason ?? (line.recount && word('counts.recount_why', line.recount))],
          ]}
        />
        {(variance?.picked ?? 0) > 0 && (
          <Typography variant="body2" color="textSecondary">
            {t('counts.picked_hint', { n: variance?.picked ?? 0 })}
          </Typography>
        )}
        {uncovered > 0 && <Touched line={line} n={uncovered} />}
        {line.attempts.length > 1 && <Attempts line={line} />}
        {isUndecided && line.own && <Alert severity="info">{t('counts.own')}</Alert>}
        {isUndecided && !line.own && !isLeaving && variance && variance.units !== 0 && (
          <Typography variant="body2" color="textSecondary">
            {variance.units > 0 ? t('counts.approve_surplus', { n: variance.units }) : t('counts.approve_hint', { n: taken })}
          </Typography>
        )}
        {isLeaving && <TextField label={t('counts.reason')} helperText={t('counts.leave_hint')} value={reason} onChange={event => setReason(event.target.value)} required autoFocus slotProps={{ htmlInput: { maxLength: 200 } }} />}
        {command.problem && <ProblemAlert problem={command.problem} />}
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2.5, flexWrap: 'wrap', gap: 1 }}>
        <Button color="inherit" onClick={isLeaving ? () => setIsLeaving(false) : onClose} disabled={command.isSending}>
          {t('action.back')}
        </Button>
        {isUndecided && !isLeaving && (
          <>
            <Button color="inherit" onClick={() => setIsLeaving(true)} disabled={command.isSending}>
              {t('counts.leave')}
            </Button>
            <Button variant="outlined" color="inherit" onClick={() => command.send('again')} disabled={command.isSending} sx={{ borderColor: 'divider' }}>
              {t('counts.again')}
            </Button>
            <Button variant="contained" onClick={() => command.send('approve')} disabled={line.own} loading={command.isSending}>
              {t('counts.approve')}
            </Button>
          </>
        )}
        {isLeaving && (
          <Button variant="contained" onClick={() => command.send('leave')} disabled={reason.trim() === ''} loading={command.isSending}>
            {t('counts.leave')}
          </Button>
        )}
      </DialogActions>
    </>
  )
}

/** Orders that hold units which are not there; the last in turn would lose theirs first. */
function Touched({ line, n }: { line: CountLineRecord; n: number }) {
  const t = useT()
  const format = useFormat()
  const path = usePaths()
  return (
    <Box component="section" aria-label={t('counts.touched')}>
      <Alert severity="warning" sx={{ mb: 1 }}>
        {t('counts.touched_hint', { n })}
      </Alert>
      {line.touched.length > 0 && (
        <SmallTable
          isNarrow
          rows={line.touched}
          rowKey={it => it.order}
          columns={[
            { label: t('orders.one'), cell: it => <Unbroken><AppLink to={path.order(it.order)}>{it.reference}</AppLink></Unbroken> },
            { label: t('counts.uncovered'), align: 'right', cell: it => t('counts.at_risk', { n: format.number(it.at_risk), units: format.number(it.units) }) },
          ]}
        />
      )}
    </Box>
  )
}

function Attempts({ line }: { line: CountLineRecord }) {
  const t = useT()
  const format = useFormat()
  return (
    <Box component="section" aria-label={t('counts.attempts')}>
      <SmallTable
        isNarrow
        rows={line.attempts}
        rowKey={attempt => `${attempt.counted_at} ${attempt.counted_by}`}
        columns={[
          { label: t('counts.counted_at'), cell: attempt => <When at={attempt.counted_at} /> },
          { label: t('counts.counted_by'), cell: attempt => attempt.counted_by },
          { label: t('counts.counted'), align: 'right', cell: attempt => format.number(attempt.units) },
          { label: t('counts.holds'), cell: attempt => (attempt.holds ? '✓' : '–') },
        ]}
      />
    </Box>
  )
}
