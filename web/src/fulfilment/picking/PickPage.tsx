import { Alert, Box, Button, Paper, Skeleton, Typography } from '@mui/material'
import { useState } from 'react'
import { useParams } from 'react-router-dom'
import { useMay } from '../../api/store-context'
import { FloorProgress } from '../../floor/FloorProgress'
import { InHand } from '../../floor/InHand'
import { useFormat, useT } from '../../i18n/I18n'
import { AppButton } from '../../layout/AppButton'
import { EmptyState } from '../../layout/EmptyState'
import { PageHeader } from '../../layout/PageHeader'
import { ProblemAlert } from '../../layout/ProblemAlert'
import { usePaths } from '../../layout/usePaths'
import { useDo, useOutbox } from '../../outbox/OutboxProvider'
import { signal } from '../../scanning/feedback'
import { ScanField } from '../../scanning/ScanField'
import { Verdict, type Spoken } from '../../scanning/Verdict'
import { ShortPick } from './ShortPick'
import { Stops } from './Stops'
import { useGtins, usePickList } from './usePickList'
import { judge, nextStop, rest, shortages, type Stop, type Take } from './walk'

/** Picking with a scanner: one place after the other, each unit into its order's tote. */
export default function PickPage() {
  const t = useT()
  const path = usePaths()
  const format = useFormat()
  const { batch = '' } = useParams()
  const [spoken, setSpoken] = useState<Spoken | null>(null)
  const { stops, releasedAt, problem } = usePickList(batch, (sku, n) => {
    signal('bad')
    setSpoken({ tone: 'bad', head: t('warehouse.found_elsewhere', { n, sku }), detail: t('warehouse.found_elsewhere_hint') })
  })
  return (
    <>
      <PageHeader
        title={t('warehouse.pick')}
        back={{ to: path.pickStart(), label: t('warehouse.batches') }}
        below={releasedAt && t('batches.page_title', { when: format.dateTime(releasedAt) })}
      />
      {problem && <ProblemAlert problem={problem} />}
      {!stops && !problem && <Skeleton variant="rounded" height={420} />}
      {stops && <Walk batch={batch} stops={stops} spoken={spoken} onSay={setSpoken} />}
    </>
  )
}

function Walk({ batch, stops, spoken, onSay: setSpoken }: { batch: string; stops: Stop[]; spoken: Spoken | null; onSay: (spoken: Spoken | null) => void }) {
  const t = useT()
  const may = useMay()
  const path = usePaths()
  const doIt = useDo()
  const { waiting } = useOutbox()
  const [at, setAt] = useState<string | null>(null)
  /** The stop whose goods were scanned: from then on the rest may be taken at once. */
  const [verified, setVerified] = useState<string | null>(null)
  const gtins = useGtins(stops, at)

  // Somebody may stay at a stop that is done, to hear that all of it is there; the next scan or tap leads on.
  const chosen = stops.find(stop => stop.key === at)
  const current = chosen && rest(chosen) > 0 ? chosen : nextStop(stops, at)
  const picked = stops.reduce((sum, stop) => sum + stop.picked, 0)
  const wanted = stops.reduce((sum, stop) => sum + stop.wanted, 0)

  const say = (tone: Spoken['tone'], head: string, detail?: string) => setSpoken(detail ? { tone, head, detail } : { tone, head })

  function refuse(head: string, detail?: string) {
    signal('bad')
    say('bad', head, detail)
  }

  async function take(stop: Stop, shares: { take: Take; quantity: number }[]) {
    const units = shares.reduce((sum, { quantity }) => sum + quantity, 0)
    const isStopDone = rest(stop) <= units
    const isAllDone = wanted - picked <= units
    signal(isStopDone ? 'done' : 'good')
    const [first] = shares
    const totes = shares.map(({ take, quantity }) => t('warehouse.into_tote', { n: quantity, tote: String(take.tote), reference: take.reference })).join(' · ')
    say('good', isAllDone ? t('warehouse.all_picked') : first && shares.length === 1 ? t('warehouse.tote', { tote: String(first.take.tote) }) : t('warehouse.taken', { n: units }), totes)
    setVerified(stop.key)
    setAt(stop.key)
    try {
      await Promise.all(
        shares.map(({ take: { order, reference, line }, quantity }) => doIt({ kind: 'pick', order, reference, line, sku: stop.sku, quantity })),
      )
    } catch {
      refuse(t('warehouse.no_store'), t('warehouse.no_store_hint'))
    }
  }

  function onScan(code: string) {
    const verdict = judge(stops, current, code, gtins)
    switch (verdict.kind) {
      case 'pick':
        return void take(verdict.stop, [{ take: verdict.take, quantity: 1 }])
      case 'go':
        signal('good')
        setAt(verdict.stop.key)
        return say('info', t('warehouse.at', { location: verdict.stop.location }), verdict.stop.sku)
      case 'enough':
        return refuse(t('warehouse.enough'), verdict.stop.sku)
      case 'wrong': {
        const { belongsTo } = verdict
        return refuse(
          t('warehouse.wrong', { code: verdict.code }),
          belongsTo && rest(belongsTo) > 0
            ? t('warehouse.wrong_place', { location: belongsTo.location })
            : current
              ? t('warehouse.wanted_here', { sku: current.sku, location: current.location })
              : t('warehouse.not_in_batch'),
        )
      }
    }
  }

  async function short(stop: Stop, missing: number) {
    try {
      await Promise.all(
        shortages(stop, missing).map(({ take: { order, reference, line }, missing: n }) => doIt({ kind: 'short_pick', order, reference, line, sku: stop.sku, missing: n })),
      )
      signal('done')
      say('info', t('warehouse.short_done', { n: missing, sku: stop.sku }), t('warehouse.short_done_hint'))
    } catch {
      refuse(t('warehouse.no_store'), t('warehouse.no_store_hint'))
    }
  }

  return (
    <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: 'minmax(0, 6fr) minmax(0, 5fr)' }, alignItems: 'start' }}>
      <Box>
        <FloorProgress done={picked} total={wanted} label={t('warehouse.progress')} />
        <Verdict spoken={spoken} hint={current ? t('warehouse.scan_hint') : t('warehouse.nothing_left')} />
        <ScanField label={t('warehouse.scan_goods')} onScan={onScan} />
        {current ? (
          <Paper variant="outlined" component="section" aria-label={t('warehouse.current')} sx={{ mt: 1.5, p: { xs: 1.5, sm: 2 } }}>
            <Box sx={{ display: 'flex', justifyContent: 'space-between', gap: 2, alignItems: 'flex-start' }}>
              <Box sx={{ minWidth: 0 }}>
                <InHand goods={current} />
              </Box>
              <Box sx={{ textAlign: 'right', flexShrink: 0 }}>
                <Typography component="p" sx={{ fontSize: { xs: '2rem', sm: '2.5rem' }, fontWeight: 750, lineHeight: 1.05, fontVariantNumeric: 'tabular-nums' }}>
                  {rest(current)}
                </Typography>
                <Typography variant="caption" color="textSecondary">
                  {t('warehouse.to_take', { n: rest(current) })}
                </Typography>
              </Box>
            </Box>
            {current.found > 0 && (
              <Alert severity="warning" variant="outlined" sx={{ mt: 1.5 }}>
                {t('warehouse.n_lie_elsewhere', { n: current.found })}
              </Alert>
            )}
            <Totes takes={current.takes} />
            {may('fulfilment.pick') && (
              <Box sx={{ display: 'grid', gridTemplateColumns: 'repeat(2, minmax(0, 1fr))', gap: 1, mt: 1.5 }}>
                <Button
                  variant="contained"
                  disabled={verified !== current.key}
                  onClick={() => void take(current, current.takes.filter(it => rest(it) > 0).map(it => ({ take: it, quantity: rest(it) })))}
                  sx={{ gridColumn: '1 / -1', minHeight: 56, fontSize: '1rem' }}
                >
                  {verified === current.key ? t('warehouse.take_rest', { n: rest(current) }) : t('warehouse.scan_first')}
                </Button>
                <ShortPick key={current.key} most={rest(current)} onShort={missing => void short(current, missing)} />
                <Button
                  variant="outlined"
                  color="inherit"
                  onClick={() => {
                    setAt(stops[(stops.findIndex(stop => stop.key === current.key) + 1) % stops.length]?.key ?? null)
                    setSpoken(null)
                  }}
                  sx={{ minHeight: 56, borderColor: 'divider' }}
                >
                  {t('warehouse.skip')}
                </Button>
              </Box>
            )}
          </Paper>
        ) : (
          <Paper variant="outlined" sx={{ mt: 1.5 }}>
            <EmptyState
              title={waiting.length > 0 ? t('warehouse.done_not_sent', { n: waiting.length }) : t('warehouse.done')}
              hint={t('warehouse.done_hint')}
              action={
                <Box sx={{ display: 'flex', gap: 1, justifyContent: 'center', flexWrap: 'wrap' }}>
                  {may('fulfilment.pack') && (
                    <AppButton variant="contained" to={path.pack()} sx={{ minHeight: 48 }}>
                      {t('warehouse.go_pack')}
                    </AppButton>
                  )}
                  <AppButton variant="outlined" to={path.batch(batch)} sx={{ minHeight: 48 }}>
                    {t('batches.one')}
                  </AppButton>
                </Box>
              }
            />
          </Paper>
        )}
      </Box>
      <Stops
        stops={stops}
        current={current?.key ?? null}
        onChoose={stop => {
          setAt(stop.key)
          setSpoken(null)
          window.scrollTo({ top: 0 })
        }}
      />
    </Box>
  )
}

/** The totes of this stop; the one that the next unit goes into stands out. */
function Totes({ takes }: { takes: Take[] }) {
  const t = useT()
  const next = takes.find(take => rest(take) > 0)
  return (
    <Box component="ul" aria-label={t('warehouse.totes')} sx={{ listStyle: 'none', m: 0, mt: 1.5, p: 0, display: 'grid', gap: 0.5 }}>
      {takes.map(take => {
        const isNext = take === next
        return (
          <Box
            component="li"
            key={`${take.order} ${take.line}`}
            sx={theme => ({
              display: 'flex',
              alignItems: 'center',
              gap: 1.5,
              px: 1,
              py: 0.5,
              borderRadius: 1,
              color: isNext ? theme.palette.tones.active.ink : theme.palette.text.secondary,
              backgroundColor: isNext ? theme.palette.tones.active.wash : 'transparent',
            })}
          >
            <Typography component="span" sx={{ fontWeight: 750, fontSize: isNext ? '1.25rem' : '1rem', minWidth: 32, fontVariantNumeric: 'tabular-nums' }}>
              {take.tote}
            </Typography>
            <Typography component="span" variant="body2" sx={{ flex: 1, minWidth: 0, overflowWrap: 'anywhere', fontWeight: isNext ? 650 : 400 }}>
              {take.reference}
            </Typography>
            <Typography component="span" variant="body2" sx={{ fontVariantNumeric: 'tabular-nums', fontWeight: isNext ? 650 : 400 }}>
              {t('warehouse.of', { done: take.picked, total: take.wanted })}
            </Typography>
          </Box>
        )
      })}
    </Box>
  )
}
