import Add from '@mui/icons-material/Add'
import Close from '@mui/icons-material/Close'
import { Alert, Box, Button, IconButton, MenuItem, TextField, ToggleButton, ToggleButtonGroup, Typography } from '@mui/material'
import { useEffect, useRef, useState } from 'react'
import { useParams } from 'react-router-dom'
import { Problem } from '../api/problem'
import { useMay, useOperations } from '../api/store-context'
import type { Disposition, Order, Return, ReturnableOrder, ReturnReason, ScannedReturn } from '../api/types'
import { useBooking } from '../floor/useBooking'
import { useDraft } from '../floor/useDraft'
import { useT, useWord } from '../i18n/I18n'
import { AppButton } from '../layout/AppButton'
import { Chip } from '../layout/Chip'
import { EmptyState } from '../layout/EmptyState'
import { PageHeader } from '../layout/PageHeader'
import { Panel } from '../layout/Panel'
import { ProblemAlert } from '../layout/ProblemAlert'
import { usePaths } from '../layout/usePaths'
import { signal } from '../scanning/feedback'
import { ScanField } from '../scanning/ScanField'
import { Verdict, type Spoken } from '../scanning/Verdict'
import { useFindOrder } from '../fulfilment/packing/useFindOrder'
import { corrected, counted, countedOf, DISPOSITIONS, isUnexpected, lineOf, needsNote, REASONS, room, unitsOf, verdictsOf, type Counted } from './counting'
import { parcelName, useKeptParcel, type Parcel } from './useKeptParcel'

/** Returns at the door, parcel by parcel: whatever stands on it is scanned, then its goods, each with what becomes of it. */
export default function TakeBackPage() {
  const t = useT()
  const may = useMay()
  const word = useWord()
  const { code } = useParams()
  const { scanReturn } = useOperations()
  const [found, setFound] = useState<ScannedReturn | null>(null)
  const find = useFindOrder()
  const [parcel, setParcel] = useKeptParcel()
  const [spoken, setSpoken] = useState<Spoken | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)

  async function open(scanned: string) {
    setProblem(null)
    setSpoken(null)
    setParcel(null)
    try {
      const meaning = await scanReturn(scanned)
      setFound(meaning)
      if (meaning.orders.length === 0) {
        const here = may('orders.read') ? await find(scanned, hasNotLeft) : null
        signal('bad')
        return setSpoken(
          here && hasNotLeft(here)
            ? { tone: 'bad', head: t('returns.not_left', { reference: here.reference }), detail: `${word('orders.status', here.status)} · ${t('returns.not_left_hint')}` }
            : { tone: 'bad', head: t('returns.nothing_known'), detail: `${scanned} · ${t('returns.nothing_known_hint')}` },
        )
      }
      signal('good')
      const [only] = meaning.orders
      if (only && meaning.orders.length === 1) take(only, meaning)
    } catch (error) {
      signal('bad')
      setProblem(Problem.from(error))
    }
  }

  function take(order: ReturnableOrder, meaning: ScannedReturn) {
    const [back, ...others] = order.returns.filter(isOpen)
    // A parcel without a notice is taken in only where the store does so.
    if (back && others.length === 0) setParcel({ order, back })
    else if (order.returns.length === 0 && meaning.takes_unannounced && isLeft(order)) setParcel({ order, back: null })
    else setParcel(null)
    setFound({ ...meaning, orders: [order] })
  }

  const opened = useRef('')
  useEffect(() => {
    if (!code || opened.current === code) return
    opened.current = code
    void open(code)
  })

  function leave(said: Spoken | null) {
    setFound(null)
    setParcel(null)
    setSpoken(said)
  }

  const [only] = found?.orders ?? []
  return (
    <>
      <PageHeader title={t('returns.receive_title')} below={t('returns.receive_hint')} />
      {parcel ? (
        <Counting
          key={parcelName(parcel)}
          parcel={parcel}
          onDone={() => leave({ tone: 'good', head: t('returns.booked', { reference: parcel.order.reference }), detail: t('returns.booked_hint') })}
          onLeave={() => leave(null)}
        />
      ) : (
        <Box sx={{ maxWidth: 720 }}>
          <Verdict spoken={spoken} hint={t('returns.receive_hint')} />
          <ScanField label={t('returns.scan')} onScan={scanned => void open(scanned)} />
          {problem && <ProblemAlert problem={problem} />}
          {found && found.orders.length > 1 && <Orders found={found} onChoose={order => take(order, found)} />}
          {found && only && found.orders.length === 1 && <Choice order={only} takesUnannounced={found.takes_unannounced} onChoose={back => setParcel({ order: only, back })} />}
        </Box>
      )}
    </>
  )
}

function Orders({ found, onChoose }: { found: ScannedReturn; onChoose: (order: ReturnableOrder) => void }) {
  const t = useT()
  return (
    <Panel title={t('returns.which_order')} sx={{ mt: 1.5 }}>
      <Box sx={{ display: 'grid', gap: 1 }}>
        {found.orders.map(order => (
          <Button key={order.order} variant="outlined" color="inherit" onClick={() => onChoose(order)} sx={{ minHeight: 48, justifyContent: 'flex-start', borderColor: 'divider' }}>
            {order.reference} · {order.consignee}
          </Button>
        ))}
      </Box>
    </Panel>
  )
}

/** Whether all of an order is still in the house. */
const hasNotLeft = (order: Order) => order.lines.every(line => line.shipped + line.returning + line.returned === 0)

const isOpen = (back: Return) => back.actions.includes('receive')

/** Whether anything of the order is with the buyer that nobody announced. */
const isLeft = (order: ReturnableOrder) => order.lines.some(line => line.shipped > 0)

/** Several returns of one order are on their way, or the one that was scanned is over, or none was announced where the store wants a notice. */
function Choice({ order, takesUnannounced, onChoose }: { order: ReturnableOrder; takesUnannounced: boolean; onChoose: (back: Return | null) => void }) {
  const t = useT()
  const may = useMay()
  const path = usePaths()
  const open = order.returns.filter(isOpen)
  const canBeUnannounced = takesUnannounced && isLeft(order)
  return (
    <Panel title={open.length > 1 ? t('returns.which_return') : order.reference} sx={{ mt: 1.5 }}>
      <Box sx={{ display: 'grid', gap: 1 }}>
        {open.length === 0 && (
          <Alert severity="warning" variant="outlined" action={!takesUnannounced && isLeft(order) && may('returns.write') ? <AppButton to={path.announceReturn(order.order)} color="inherit">{t('returns.announce')}</AppButton> : undefined}>
            {!isLeft(order) ? t('returns.all_back') : order.returns.length > 0 ? t('returns.ended') : t('returns.must_announce')}
          </Alert>
        )}
        {open.map(back => (
          <Button key={back.id} variant="outlined" color="inherit" onClick={() => onChoose(back)} sx={{ minHeight: 48, justifyContent: 'flex-start', borderColor: 'divider' }}>
            {back.code} · {back.lines.map(line => line.sku).join(', ')} · {t('returns.n_of', { n: back.units.received, announced: back.units.announced })}
          </Button>
        ))}
        {canBeUnannounced && (
          <Button variant="outlined" color="inherit" onClick={() => onChoose(null)} sx={{ minHeight: 48, justifyContent: 'flex-start', borderColor: 'divider' }}>
            {t('returns.not_announced')}
          </Button>
        )}
      </Box>
    </Panel>
  )
}

function Counting({ parcel, onDone, onLeave }: { parcel: Parcel; onDone: () => void; onLeave: () => void }) {
  const t = useT()
  const { order, back } = parcel
  const { receiveReturn, receiveFoundReturn } = useOperations()
  const draft = useDraft<Counted>(parcelName(parcel))
  const { book, isSending, problem, isLocked } = useBooking(draft, ['returns', 'orders', 'stock'])
  const all = draft.counted
  const [disposition, setDisposition] = useState<Disposition>('restock')
  const [note, setNote] = useState('')
  const [reason, setReason] = useState<ReturnReason | ''>('')
  const [reasonNote, setReasonNote] = useState('')
  const [spoken, setSpoken] = useState<Spoken | null>(null)
  const mayBeUnexpected = order.lines.some(line => line.shipped > 0 && isUnexpected(back, line.line))
  const isWhyGiven = reason !== '' && (reason !== 'other' || reasonNote.trim() !== '')

  function refuse(head: string, detail: string) {
    signal('bad')
    setSpoken({ tone: 'bad', head, detail })
  }

  function count(code: string) {
    if (isLocked) return refuse(code, t('returns.undecided'))
    const line = lineOf(order, back, all, code)
    if (!line) return refuse(t('returns.not_in_order', { code }), t('returns.not_in_order_hint'))
    const left = room(line, back) - countedOf(all, line.line)
    if (left <= 0) return refuse(t('returns.too_many'), t('returns.too_many_hint', { sku: line.sku }))
    if (needsNote(disposition) && note.trim() === '') return refuse(t('returns.note_first'), line.sku)
    const isNew = isUnexpected(back, line.line) && countedOf(all, line.line) === 0
    if (isNew && !isWhyGiven) return refuse(t('returns.why_first'), line.sku)
    draft.count(now => counted(now, line, disposition, needsNote(disposition) ? note.trim() : '', isUnexpected(back, line.line) && reason !== '' ? { reason, note: reasonNote.trim() } : null))
    signal(left === 1 ? 'done' : 'good')
    setSpoken({ tone: 'good', head: line.sku, detail: `${line.name} · ${t(`returns.disposition.${disposition}`)}` })
  }

  const bookAll = () => {
    const lines = verdictsOf(all)
    return book(key => (back ? receiveReturn(back.id, { lines }, key) : receiveFoundReturn({ order: order.order, lines }, key)), onDone)
  }

  return (
    <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: 'minmax(0, 5fr) minmax(0, 6fr)' }, alignItems: 'start', maxWidth: 1100 }}>
      <Box>
        <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: 1.5, rowGap: 0.5, mb: 1.5 }}>
          <Typography component="h2" sx={{ fontSize: '1.5rem', fontWeight: 700, overflowWrap: 'anywhere' }}>
            {order.reference}
          </Typography>
          {back ? <Typography color="textSecondary">{back.code}</Typography> : <Chip tone="warn">{t('returns.not_announced')}</Chip>}
          <Typography variant="body2" color="textSecondary" sx={{ flexBasis: '100%' }}>
            {order.consignee}
          </Typography>
        </Box>
        {back?.note && (
          <Alert severity="info" variant="outlined" sx={{ mb: 1.5, whiteSpace: 'pre-line' }}>
            {back.note}
          </Alert>
        )}
        <Verdict spoken={spoken} hint={t('returns.goods_hint')} />
        <ToggleButtonGroup
          exclusive
          fullWidth
          value={disposition}
          onChange={(_, next: Disposition | null) => next && setDisposition(next)}
          aria-label={t('returns.disposition_label')}
          sx={{ mb: 1.5, '& .MuiToggleButton-root': { minHeight: 48, px: 0.5, textTransform: 'none', fontWeight: 600, fontSize: { xs: '0.75rem', sm: '0.8125rem' }, lineHeight: 1.2, color: 'text.primary' } }}
        >
          {DISPOSITIONS.map(it => (
            <ToggleButton key={it} value={it} title={t(`returns.disposition.${it}`)}>
              {t(`returns.short.${it}`)}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
        {needsNote(disposition) && (
          <TextField size="medium" label={t('returns.what_is_wrong')} value={note} onChange={event => setNote(event.target.value)} required sx={{ mb: 1.5 }} slotProps={{ htmlInput: { maxLength: 60, autoComplete: 'off' } }} />
        )}
        {mayBeUnexpected && (
          <TextField select size="medium" label={t('returns.why')} value={reason} onChange={event => setReason(event.target.value as ReturnReason)} required={!back} sx={{ mb: 1.5 }}>
            {REASONS.map(it => (
              <MenuItem key={it} value={it}>
                {t(`returns.reason.${it}`)}
              </MenuItem>
            ))}
          </TextField>
        )}
        {mayBeUnexpected && reason === 'other' && (
          <TextField size="medium" label={t('returns.say_more')} value={reasonNote} onChange={event => setReasonNote(event.target.value)} required sx={{ mb: 1.5 }} slotProps={{ htmlInput: { maxLength: 60, autoComplete: 'off' } }} />
        )}
        <ScanField label={t('returns.scan_goods')} onScan={count} />
        <Button color="inherit" onClick={onLeave} disabled={isSending} sx={{ mt: 1, minHeight: 48 }}>
          {t('returns.other')}
        </Button>
      </Box>
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)' }}>
        <Panel title={t('returns.counted')} flush>
          {all.length === 0 ? (
            <EmptyState title={t('returns.nothing_counted')} />
          ) : (
            <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
              {all.map(it => (
                <CountedRow key={`${it.line} ${it.disposition}`} it={it} isLocked={isLocked} onChange={units => draft.count(now => corrected(now, it, units))} />
              ))}
            </Box>
          )}
          <Box sx={{ p: 2, borderTop: 1, borderColor: 'divider' }}>
            {draft.isSent && !isSending && (
              <Alert severity="warning" sx={{ mb: 1 }}>
                {t('returns.undecided')}
              </Alert>
            )}
            {problem && <ProblemAlert problem={problem} />}
            <Button fullWidth variant="contained" disabled={all.length === 0} loading={isSending} onClick={() => void bookAll()} sx={{ minHeight: 56, fontSize: '1rem' }}>
              {t('returns.book', { n: unitsOf(all) })}
            </Button>
          </Box>
        </Panel>
        <Sent order={order} back={back} all={all} onCount={count} />
      </Box>
    </Box>
  )
}

function CountedRow({ it, isLocked, onChange }: { it: Counted; isLocked: boolean; onChange: (units: number) => void }) {
  const t = useT()
  const name = t(`returns.disposition.${it.disposition}`)
  return (
    <Box component="li" sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1, px: 2, py: 1, borderTop: 1, borderColor: 'divider' }}>
      <Box sx={{ flex: '1 1 120px', minWidth: 0 }}>
        <Typography component="span" sx={{ display: 'block', fontWeight: 650, overflowWrap: 'anywhere' }}>
          {it.sku}
        </Typography>
        <Typography variant="body2" color="textSecondary">
          {[name, it.note, it.why && t(`returns.reason.${it.why.reason}`)].filter(Boolean).join(' · ')}
        </Typography>
      </Box>
      <TextField
        label={t('returns.units')}
        value={String(it.units)}
        disabled={isLocked}
        onChange={event => /^\d{1,7}$/.test(event.target.value) && onChange(Number(event.target.value))}
        slotProps={{ htmlInput: { inputMode: 'numeric', 'aria-label': t('returns.units_of', { sku: it.sku, disposition: name }), style: { textAlign: 'right', fontVariantNumeric: 'tabular-nums' } } }}
        sx={{ width: 92 }}
      />
      <IconButton aria-label={t('returns.remove', { sku: it.sku })} disabled={isLocked} onClick={() => onChange(0)} sx={{ width: 44, height: 44 }}>
        <Close />
      </IconButton>
    </Box>
  )
}

/** What left with the order: what is awaited, and for whoever has no code to scan a button that counts one. */
function Sent({ order, back, all, onCount }: { order: ReturnableOrder; back: Return | null; all: Counted[]; onCount: (code: string) => void }) {
  const t = useT()
  return (
    <Panel title={t('returns.to_come')} flush>
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {order.lines.map(line => {
          const announced = back?.lines.find(it => it.line === line.line)
          const now = countedOf(all, line.line)
          return (
            <Box component="li" key={line.line} sx={{ display: 'flex', alignItems: 'center', gap: 1, px: 2, py: 0.75, borderTop: 1, borderColor: 'divider' }}>
              <Box sx={{ flex: 1, minWidth: 0, overflowWrap: 'anywhere' }}>
                <Typography component="span" sx={{ fontWeight: 650 }}>
                  {line.sku}
                </Typography>{' '}
                <Typography component="span" variant="body2" color="textSecondary">
                  {[line.name, line.location].filter(Boolean).join(' · ')}
                </Typography>
                {announced && announced.announced > 0 && (
                  <Typography variant="body2" color="textSecondary">
                    {t(`returns.reason.${announced.reason}`)}
                  </Typography>
                )}
              </Box>
              <Typography sx={{ fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }}>
                {announced && announced.announced > 0 ? t('returns.n_of', { n: announced.received + now, announced: announced.announced }) : t('returns.n_of', { n: now, announced: room(line, back) })}
              </Typography>
              <IconButton aria-label={t('returns.add_one', { sku: line.sku })} onClick={() => onCount(line.sku)} sx={{ width: 44, height: 44 }}>
                <Add />
              </IconButton>
            </Box>
          )
        })}
      </Box>
    </Panel>
  )
}
