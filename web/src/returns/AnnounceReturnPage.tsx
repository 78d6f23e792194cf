import { Box, Button, MenuItem, Paper, Skeleton, TextField, Typography } from '@mui/material'
import { useState } from 'react'
import { useNavigate, useParams } from 'react-router-dom'
import { useCommand, useRecord } from '../api/queries'
import { useOperations } from '../api/store-context'
import type { Condition, NewReturn, Order, OrderLine, ReturnReason } from '../api/types'
import { useT } from '../i18n/I18n'
import { EmptyState } from '../layout/EmptyState'
import { Field, faultAt } from '../layout/Field'
import { PageHeader } from '../layout/PageHeader'
import { ProblemAlert } from '../layout/ProblemAlert'
import { useSaid } from '../layout/Said'
import { usePaths } from '../layout/usePaths'
import { REASONS } from './counting'

const CONDITIONS: Condition[] = ['unknown', 'unopened', 'opened', 'damaged']

type Draft = { quantity: string; reason: ReturnReason | ''; note: string; condition: Condition }

const EMPTY: Draft = { quantity: '', reason: '', note: '', condition: 'unknown' }

/** What will come back of an order, line by line. */
export default function AnnounceReturnPage() {
  const t = useT()
  const path = usePaths()
  const { id = '' } = useParams()
  const { record: order, problem } = useRecord('orders', id)
  if (!order)
    return (
      <>
        <PageHeader title={t('returns.announce')} back={{ to: path.orders(), label: t('orders.title') }} />
        {problem ? <ProblemAlert problem={problem} /> : <Skeleton variant="rounded" height={400} />}
      </>
    )
  return (
    <>
      <PageHeader title={t('returns.announce_title', { reference: order.reference })} back={{ to: path.order(order.id), label: t('orders.page_title', { reference: order.reference }) }} below={t('returns.announce_hint')} />
      {order.actions.includes('announce_return') ? <Form order={order} /> : <EmptyState title={t('returns.nothing_left')} />}
    </>
  )
}

function Form({ order }: { order: Order }) {
  const t = useT()
  const say = useSaid()
  const path = usePaths()
  const navigate = useNavigate()
  const { announceReturn } = useOperations()
  const lines = order.lines.filter(line => line.shipped > 0)
  const [drafts, setDrafts] = useState<Record<number, Draft>>({})
  const [note, setNote] = useState('')
  const command = useCommand((body: NewReturn, key) => announceReturn(body, key), ['returns', 'orders'], made => {
    say(t('returns.announced'))
    navigate(path.returned(made.id))
  })
  const draftOf = (line: OrderLine) => drafts[line.line] ?? EMPTY
  const chosen = lines.filter(line => draftOf(line).quantity !== '')
  const isRight = (line: OrderLine) => {
    const { quantity, reason, note } = draftOf(line)
    return /^[1-9]\d*$/.test(quantity) && Number(quantity) <= line.shipped && reason !== '' && (reason !== 'other' || note.trim() !== '')
  }
  const isReady = chosen.length > 0 && chosen.every(isRight)
  const fault = (line: OrderLine, field: string) => faultAt(command.problem, `/lines/${chosen.indexOf(line)}/${field}`)

  return (
    <Paper
      variant="outlined"
      component="form"
      noValidate
      onSubmit={event => {
        event.preventDefault()
        if (!isReady) return
        command.send({
          order: order.id, note: note.trim(),
          lines: chosen.map(line => {
            const { quantity, reason, note, condition } = draftOf(line)
            return { line: line.line, quantity: Number(quantity), reason: reason as ReturnReason, note: note.trim(), condition }
          }),
        })
      }}
      sx={{ p: 2, display: 'grid', gap: 2, maxWidth: 860, gridTemplateColumns: 'minmax(0, 1fr)' }}
    >
      {lines.map(line => (
        <Line key={line.line} line={line} draft={draftOf(line)} fault={field => fault(line, field)} onChange={part => setDrafts({ ...drafts, [line.line]: { ...draftOf(line), ...part } })} />
      ))}
      <Field multiline minRows={2} label={t('returns.note')} value={note} onChange={setNote} fault={faultAt(command.problem, '/note')} slotProps={{ htmlInput: { maxLength: 500 } }} />
      {command.problem && <ProblemAlert problem={command.problem} />}
      <Box>
        <Button type="submit" variant="contained" disabled={!isReady} loading={command.isSending}>
          {t('returns.announce')}
        </Button>
      </Box>
    </Paper>
  )
}

function Line({ line, draft, fault, onChange }: { line: OrderLine; draft: Draft; fault: (field: string) => string | undefined; onChange: (part: Partial<Draft>) => void }) {
  const t = useT()
  const isChosen = draft.quantity !== ''
  const isTooMany = isChosen && !(Number(draft.quantity) <= line.shipped)
  return (
    <Box component="fieldset" sx={{ m: 0, p: 0, border: 0, pb: 2, borderBottom: 1, borderColor: 'divider', display: 'grid', gap: 1.5, gridTemplateColumns: { xs: 'minmax(0, 1fr)', sm: 'minmax(0, 1fr) 120px' }, alignItems: 'center' }}>
      <Box sx={{ minWidth: 0, overflowWrap: 'anywhere' }}>
        <Typography component="span" sx={{ fontWeight: 650 }}>
          {line.sku}
        </Typography>{' '}
        <Typography component="span" variant="body2" color="textSecondary">
          {line.description}
        </Typography>
      </Box>
      <Field
        label={t('returns.units')}
        value={draft.quantity}
        onChange={quantity => /^\d{0,7}$/.test(quantity) && onChange({ quantity: quantity === '0' ? '' : quantity })}
        fault={fault('quantity') ?? (isTooMany ? t('returns.at_most', { n: line.shipped }) : undefined)}
        hint={t('returns.at_most', { n: line.shipped })}
        slotProps={{ htmlInput: { inputMode: 'numeric', 'aria-label': t('returns.quantity_of', { sku: line.sku }) } }}
      />
      {isChosen && (
        <Box sx={{ gridColumn: '1 / -1', display: 'grid', gap: 1.5, gridTemplateColumns: { xs: 'minmax(0, 1fr)', sm: 'repeat(2, minmax(0, 1fr))' } }}>
          <TextField select label={t('returns.reason_label')} value={draft.reason} onChange={event => onChange({ reason: event.target.value as ReturnReason })} required slotProps={{ select: { SelectDisplayProps: { 'aria-label': t('returns.reason_of', { sku: line.sku }), 'aria-labelledby': undefined } } }}>
            {REASONS.map(reason => (
              <MenuItem key={reason} value={reason}>
                {t(`returns.reason.${reason}`)}
              </MenuItem>
            ))}
          </TextField>
          <TextField select label={t('returns.condition_label')} value={draft.condition} onChange={event => onChange({ condition: event.target.value as Condition })}>
            {CONDITIONS.map(condition => (
              <MenuItem key={condition} value={condition}>
                {t(`returns.condition.${condition}`)}
              </MenuItem>
            ))}
          </TextField>
          {(draft.reason === 'other' || draft.note !== '') && (
            <Box sx={{ gridColumn: '1 / -1', display: 'grid' }}>
              <Field label={t('returns.say_more')} value={draft.note} onChange={note => onChange({ note })} fault={fault('note')} required={draft.reason === 'other'} slotProps={{ htmlInput: { maxLength: 150 } }} />
            </Box>
          )}
        </Box>
      )}
    </Box>
  )
}
