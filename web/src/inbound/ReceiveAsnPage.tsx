import Close from '@mui/icons-material/Close'
import { Alert, Box, Button, IconButton, Skeleton, TextField, ToggleButton, ToggleButtonGroup, Typography } from '@mui/material'
import { useState } from 'react'
import { useNavigate, useParams } from 'react-router-dom'
import { Problem } from '../api/problem'
import { useRecord } from '../api/queries'
import { useOperations } from '../api/store-context'
import type { Asn, AsnLine } from '../api/types'
import { useBooking } from '../floor/useBooking'
import { useDraft } from '../floor/useDraft'
import { useFormat, useT } from '../i18n/I18n'
import { Chip } from '../layout/Chip'
import { EmptyState } from '../layout/EmptyState'
import { PageHeader } from '../layout/PageHeader'
import { Panel } from '../layout/Panel'
import { ProblemAlert } from '../layout/ProblemAlert'
import { useSaid } from '../layout/Said'
import { usePaths } from '../layout/usePaths'
import { signal } from '../scanning/feedback'
import { ScanField } from '../scanning/ScanField'
import { Verdict, type Spoken } from '../scanning/Verdict'
import { corrected, counted, here, lineOf, receiptOf, unitsOf, type Condition, type Counted } from './counting'

/** Goods of a delivery at the door: each scan counts one, good or damaged, and says at once what does not fit the notice. */
export default function ReceiveAsnPage() {
  const t = useT()
  const path = usePaths()
  const { id = '' } = useParams()
  const { record: asn, problem } = useRecord('asns', id)
  if (!asn)
    return (
      <>
        <PageHeader title={t('inbound.one')} back={{ to: path.asns(), label: t('inbound.title') }} />
        {problem ? <ProblemAlert problem={problem} /> : <Skeleton variant="rounded" height={400} />}
      </>
    )
  return (
    <>
      <PageHeader title={t('inbound.receive_title', { reference: asn.reference })} back={{ to: path.asn(asn.id), label: asn.reference }} below={t('inbound.receive_hint')} />
      {asn.note && (
        <Alert severity="info" variant="outlined" sx={{ mb: 2, maxWidth: 1100, whiteSpace: 'pre-line' }}>
          {asn.note}
        </Alert>
      )}
      {asn.actions.includes('receive') ? <Counting asn={asn} /> : <EmptyState title={t('inbound.ended')} />}
    </>
  )
}

function Counting({ asn }: { asn: Asn }) {
  const t = useT()
  const say = useSaid()
  const path = usePaths()
  const navigate = useNavigate()
  const { product, receiveAsn } = useOperations()
  const draft = useDraft<Counted>(asn.id)
  const { book, isSending, problem, isLocked } = useBooking(draft, ['asns', 'stock', 'orders'])
  const [condition, setCondition] = useState<Condition>('good')
  const [damage, setDamage] = useState('')
  const [spoken, setSpoken] = useState<Spoken | null>(null)
  const wrong = (head: string, detail: string) => {
    signal('bad')
    setSpoken({ tone: 'bad', head, detail })
  }

  function take(sku: string, line: AsnLine | null) {
    const next = draft.count(all => counted(all, sku, condition, damage.trim()))
    const n = here(line ?? undefined, next[0])
    if (!line || line.announced === 0) return wrong(`${sku} · ${t('inbound.unexpected')}`, t('inbound.not_announced_hint'))
    if (n > line.announced) return wrong(sku, t('inbound.more_than_announced', { n, announced: line.announced }))
    signal(n === line.announced ? 'done' : 'good')
    setSpoken({ tone: 'good', head: sku, detail: `${line.name} · ${t('inbound.n_of', { n, announced: line.announced })}` })
  }

  async function onScan(code: string) {
    if (isLocked) return wrong(code, t('inbound.undecided'))
    if (condition === 'damaged' && damage.trim() === '') return wrong(code, t('inbound.damage_first'))
    const line = lineOf(asn.lines, code)
    if (line) return take(line.sku, line)
    const sku = code.trim().toUpperCase()
    if (!draft.counted.some(it => it.sku === sku))
      try {
        await product(sku)
      } catch (error) {
        // Without an answer the API will say, when it is booked, whether it knows the goods.
        if (!Problem.from(error).isUndecided) return wrong(t('inbound.unknown', { code }), t('inbound.unknown_hint'))
      }
    take(sku, null)
  }

  const bookAll = () =>
    book(
      key => receiveAsn(asn.id, receiptOf(draft.counted), key),
      () => {
        say(t('inbound.booked'))
        navigate(path.asn(asn.id))
      },
    )

  return (
    <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: 'minmax(0, 5fr) minmax(0, 6fr)' }, alignItems: 'start', maxWidth: 1100 }}>
      <Box>
        <Verdict spoken={spoken} hint={t('inbound.receive_hint')} />
        <ToggleButtonGroup
          exclusive
          fullWidth
          value={condition}
          onChange={(_, next: Condition | null) => next && setCondition(next)}
          aria-label={t('inbound.condition')}
          sx={{ mb: 1.5, '& .MuiToggleButton-root': { minHeight: 48, textTransform: 'none', fontWeight: 600, color: 'text.primary' } }}
        >
          <ToggleButton value="good">{t('inbound.good')}</ToggleButton>
          <ToggleButton value="damaged">{t('inbound.damaged')}</ToggleButton>
        </ToggleButtonGroup>
        {condition === 'damaged' && (
          <TextField
            size="medium"
            label={t('inbound.what_is_wrong')}
            helperText={t('inbound.damage_hint')}
            value={damage}
            onChange={event => setDamage(event.target.value)}
            required
            sx={{ mb: 1.5 }}
            slotProps={{ htmlInput: { maxLength: 60, autoComplete: 'off' } }}
          />
        )}
        <ScanField label={t('warehouse.scan_goods')} onScan={code => void onScan(code)} />
      </Box>
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)' }}>
        <Panel title={t('inbound.counted')} flush>
          {draft.counted.length === 0 ? (
            <EmptyState title={t('inbound.nothing_counted')} hint={t('inbound.nothing_counted_hint')} />
          ) : (
            <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
              {draft.counted.map(it => (
                <CountedRow
                  key={it.sku}
                  it={it}
                  line={asn.lines.find(line => line.sku === it.sku)}
                  isLocked={isLocked}
                  onChange={part => draft.count(all => corrected(all, it.sku, part))}
                />
              ))}
            </Box>
          )}
          <Box sx={{ p: 2, borderTop: 1, borderColor: 'divider' }}>
            {draft.isSent && !isSending && (
              <Alert severity="warning" sx={{ mb: 1 }}>
                {t('inbound.undecided')}
              </Alert>
            )}
            {problem && <ProblemAlert problem={problem} />}
            <Button fullWidth variant="contained" disabled={draft.counted.length === 0} loading={isSending} onClick={() => void bookAll()} sx={{ minHeight: 56, fontSize: '1rem' }}>
              {t('inbound.book', { n: unitsOf(draft.counted) })}
            </Button>
          </Box>
        </Panel>
        <StillOpen asn={asn} counted={draft.counted} />
      </Box>
    </Box>
  )
}

function CountedRow({ it, line, isLocked, onChange }: { it: Counted; line: AsnLine | undefined; isLocked: boolean; onChange: (part: Partial<Counted>) => void }) {
  const t = useT()
  const announced = line?.announced ?? 0
  const n = here(line, it)
  const figure = (name: 'good' | 'damaged', label: string) => (
    <TextField
      label={t(`inbound.${name}`)}
      value={String(it[name])}
      disabled={isLocked}
      onChange={event => /^\d{1,7}$/.test(event.target.value) && onChange({ [name]: Number(event.target.value) })}
      slotProps={{ htmlInput: { inputMode: 'numeric', 'aria-label': label, style: { textAlign: 'right', fontVariantNumeric: 'tabular-nums' } } }}
      sx={{ width: 92 }}
    />
  )
  return (
    <Box component="li" sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1, px: 2, py: 1, borderTop: 1, borderColor: 'divider' }}>
      <Box sx={{ flex: { xs: '1 1 100%', sm: '1 1 120px' }, minWidth: 0 }}>
        <Typography component="span" sx={{ display: 'block', fontWeight: 650, overflowWrap: 'anywhere' }}>
          {it.sku}
        </Typography>
        {announced === 0 ? (
          <Chip tone="warn">{t('inbound.unexpected')}</Chip>
        ) : (
          <Typography variant="body2" color={n > announced ? 'error' : 'textSecondary'}>
            {t('inbound.n_of', { n, announced })}
          </Typography>
        )}
      </Box>
      {figure('good', t('inbound.good_of', { sku: it.sku }))}
      {it.damaged > 0 && figure('damaged', t('inbound.damaged_of', { sku: it.sku }))}
      <IconButton aria-label={t('inbound.remove', { sku: it.sku })} disabled={isLocked} onClick={() => onChange({ good: 0, damaged: 0 })} sx={{ width: 44, height: 44 }}>
        <Close />
      </IconButton>
      {it.damaged > 0 && (
        <Typography variant="body2" color="textSecondary" sx={{ flexBasis: '100%' }}>
          {it.damage}
        </Typography>
      )}
    </Box>
  )
}

/** Lines that want more than came and is counted. */
function StillOpen({ asn, counted: now }: { asn: Asn; counted: Counted[] }) {
  const t = useT()
  const format = useFormat()
  const open = asn.lines
    .map(line => ({ line, left: line.announced - here(line, now.find(it => it.sku === line.sku)) }))
    .filter(({ left }) => left > 0)
  return (
    <Panel title={t('inbound.still_open')} flush>
      {open.length === 0 ? (
        <EmptyState title={t('inbound.all_counted')} />
      ) : (
        <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
          {open.map(({ line, left }) => (
            <Box component="li" key={line.sku} sx={{ display: 'flex', gap: 1, px: 2, py: 1, borderTop: 1, borderColor: 'divider' }}>
              <Box sx={{ flex: 1, minWidth: 0, overflowWrap: 'anywhere' }}>
                <Typography component="span" sx={{ fontWeight: 650 }}>
                  {line.sku}
                </Typography>{' '}
                <Typography component="span" variant="body2" color="textSecondary">
                  {[line.name, line.location].filter(Boolean).join(' · ')}
                </Typography>
              </Box>
              <Typography sx={{ fontVariantNumeric: 'tabular-nums' }}>{format.number(left)}</Typography>
            </Box>
          ))}
        </Box>
      )}
    </Panel>
  )
}
