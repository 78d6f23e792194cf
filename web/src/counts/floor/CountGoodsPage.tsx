import Add from '@mui/icons-material/Add'
import Check from '@mui/icons-material/Check'
import Remove from '@mui/icons-material/Remove'
import { Box, Button, IconButton, Paper, Skeleton, TextField, Typography } from '@mui/material'
import { useState } from 'react'
import { useParams } from 'react-router-dom'
import { FloorProgress } from '../../floor/FloorProgress'
import { InHand } from '../../floor/InHand'
import { PlaceRow } from '../../floor/PlaceRow'
import { useFormat, useT } from '../../i18n/I18n'
import { AppButton } from '../../layout/AppButton'
import { Chip } from '../../layout/Chip'
import { EmptyState } from '../../layout/EmptyState'
import { PageHeader } from '../../layout/PageHeader'
import { Panel } from '../../layout/Panel'
import { ProblemAlert } from '../../layout/ProblemAlert'
import { usePaths } from '../../layout/usePaths'
import { useDo } from '../../outbox/OutboxProvider'
import { signal } from '../../scanning/feedback'
import { ScanField } from '../../scanning/ScanField'
import { Verdict, type Spoken } from '../../scanning/Verdict'
import { isDecided, isToCount, lineOf, tallied, walk, without, type SheetLine, type Tally } from './sheet'
import { useSheet } from './useSheet'
import { useTally } from './useTally'

/** Counting with a scanner or a phone: scan what is there, say how many, save. Nothing here tells what should be there. */
export default function CountGoodsPage() {
  const t = useT()
  const path = usePaths()
  const { id = '' } = useParams()
  const { count, lines, problem } = useSheet(id)
  return (
    <>
      <PageHeader
        title={count?.name ?? t('counts.count_goods')}
        back={{ to: path.countStart(), label: t('counts.count_goods') }}
        actions={
          count && (
            <AppButton variant="outlined" color="inherit" to={path.count(id)} sx={{ borderColor: 'divider' }}>
              {t('counts.open_page')}
            </AppButton>
          )
        }
      />
      {problem && <ProblemAlert problem={problem} />}
      {!lines && !problem && <Skeleton variant="rounded" height={420} />}
      {count && lines && (count.actions.includes('count') ? <Sheet id={id} lines={lines} /> : <EmptyState title={t('counts.is_over')} />)}
    </>
  )
}

function Sheet({ id, lines }: { id: string; lines: SheetLine[] }) {
  const t = useT()
  const path = usePaths()
  const doIt = useDo()
  const { tally, change } = useTally(id)
  const [at, setAt] = useState<string | null>(null)
  const [spoken, setSpoken] = useState<Spoken | null>(null)
  const stops = walk(lines)
  const left = stops.filter(isToCount)
  const current = lines.find(line => line.sku === at) ?? null
  const done = lines.length - left.length

  function refuse(head: string, detail?: string) {
    signal('bad')
    setSpoken(detail ? { tone: 'bad', head, detail } : { tone: 'bad', head })
  }

  function set(sku: string, units: (before: number) => number) {
    return change(all => tallied(all, sku, units(all[sku]?.units ?? 0), new Date().toISOString()))[sku]?.units ?? 0
  }

  function onScan(code: string) {
    const line = lineOf(lines, code)
    if (!line) return refuse(t('counts.not_of_count', { code }), t('counts.not_of_count_hint'))
    if (isDecided(line)) return refuse(t('counts.is_decided', { sku: line.sku }))
    setAt(line.sku)
    const units = set(line.sku, before => before + 1)
    signal('good')
    setSpoken({ tone: 'good', head: `${line.sku} · ${units}`, detail: [line.location, line.name].filter(Boolean).join(' · ') })
  }

  async function save(sku: string, units: number, countedAt: string) {
    try {
      await doIt({ kind: 'count', count: id, sku, units, countedAt })
    } catch {
      return refuse(t('warehouse.no_store'), t('warehouse.no_store_hint'))
    }
    change(all => without(all, sku))
    signal('done')
    setSpoken({ tone: 'good', head: t('counts.saved', { sku, n: units }) })
    setAt(left.find(line => line.sku !== sku && !tally[line.sku])?.sku ?? null)
  }

  return (
    <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: 'minmax(0, 6fr) minmax(0, 5fr)' }, alignItems: 'start' }}>
      <Box>
        <FloorProgress done={done} total={lines.length} label={t('counts.progress')} />
        <Verdict spoken={spoken} hint={t('counts.scan_hint')} />
        <ScanField label={t('warehouse.scan_goods')} onScan={onScan} />
        {current && !isDecided(current) && (
          <Current key={current.sku} line={current} units={tally[current.sku]?.units ?? null} onChange={units => set(current.sku, units)} onSave={units => void save(current.sku, units, tally[current.sku]?.at ?? new Date().toISOString())} />
        )}
        {!current && left.length === 0 && (
          <Paper variant="outlined" sx={{ mt: 1.5 }}>
            <EmptyState
              title={t('counts.all_counted')}
              hint={t('counts.all_counted_hint')}
              action={
                <AppButton variant="contained" to={path.count(id)} sx={{ minHeight: 48 }}>
                  {t('counts.open_page')}
                </AppButton>
              }
            />
          </Paper>
        )}
      </Box>
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)' }}>
        <Unsaved tally={tally} current={at} onChoose={setAt} onSave={(sku, { units, at: when }) => void save(sku, units, when)} />
        <ToCount
          lines={stops}
          current={at}
          onChoose={sku => {
            setAt(sku)
            setSpoken(null)
            window.scrollTo({ top: 0 })
          }}
        />
      </Box>
    </Box>
  )
}

/** The goods in hand: where they lie, and how many there are, to be scanned one by one or typed. */
function Current({ line, units, onChange, onSave }: { line: SheetLine; units: number | null; onChange: (next: (before: number) => number) => void; onSave: (units: number) => void }) {
  const t = useT()
  const big = { width: 64, height: 64, border: 1, borderColor: 'divider', borderRadius: 1 }
  return (
    <Paper variant="outlined" component="section" aria-label={t('warehouse.current')} sx={{ mt: 1.5, p: { xs: 1.5, sm: 2 } }}>
      <InHand goods={line} />
      {line.counted !== null && (
        <Typography variant="body2" color="textSecondary">
          {t('counts.was', { n: line.counted })}
        </Typography>
      )}
      <Box sx={{ display: 'flex', gap: 1, alignItems: 'stretch', my: 1.5 }}>
        <IconButton aria-label={t('counts.one_less', { sku: line.sku })} disabled={!units} onClick={() => onChange(before => before - 1)} sx={big}>
          <Remove />
        </IconButton>
        <TextField
          value={units === null ? '' : String(units)}
          placeholder="–"
          onChange={event => /^\d{1,8}$/.test(event.target.value) && onChange(() => Number(event.target.value))}
          sx={{ flex: 1 }}
          slotProps={{
            htmlInput: {
              inputMode: 'numeric',
              'aria-label': t('counts.units_of', { sku: line.sku }),
              style: { textAlign: 'center', fontSize: '2rem', fontWeight: 700, height: 31, fontVariantNumeric: 'tabular-nums' },
            },
          }}
        />
        <IconButton aria-label={t('counts.one_more', { sku: line.sku })} onClick={() => onChange(before => before + 1)} sx={big}>
          <Add />
        </IconButton>
      </Box>
      <Box sx={{ display: 'grid', gridTemplateColumns: 'minmax(0, 2fr) minmax(0, 1fr)', gap: 1 }}>
        <Button variant="contained" disabled={units === null} onClick={() => units !== null && onSave(units)} sx={{ minHeight: 56, fontSize: '1rem' }}>
          {units === null ? t('counts.not_yet') : t('counts.save', { n: units })}
        </Button>
        <Button variant="outlined" color="inherit" disabled={Boolean(units)} onClick={() => onSave(0)} sx={{ minHeight: 56, borderColor: 'divider' }}>
          {t('counts.none')}
        </Button>
      </Box>
    </Paper>
  )
}

/** What was counted and not saved: nothing of it is known to anybody else. */
function Unsaved({ tally, current, onChoose, onSave }: { tally: Tally; current: string | null; onChoose: (sku: string) => void; onSave: (sku: string, of: Tally[string]) => void }) {
  const t = useT()
  const format = useFormat()
  const others = Object.entries(tally).filter(([sku]) => sku !== current)
  if (others.length === 0) return null
  return (
    <Panel title={t('counts.unsaved')} flush>
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {others.map(([sku, of]) => (
          <Box component="li" key={sku} sx={{ display: 'flex', alignItems: 'center', gap: 1, px: 2, py: 1, borderTop: 1, borderColor: 'divider' }}>
            <Button color="inherit" onClick={() => onChoose(sku)} sx={{ flex: 1, minWidth: 0, justifyContent: 'flex-start', fontWeight: 650, minHeight: 44, overflowWrap: 'anywhere' }}>
              {sku} · {format.number(of.units)}
            </Button>
            <Button variant="outlined" onClick={() => onSave(sku, of)} sx={{ minHeight: 44 }}>
              {t('counts.save', { n: of.units })}
            </Button>
          </Box>
        ))}
      </Box>
    </Panel>
  )
}

/** More of them than this nobody scrolls through; the rest is scanned. */
const SHOWN = 150

function ToCount({ lines, current, onChoose }: { lines: SheetLine[]; current: string | null; onChoose: (sku: string) => void }) {
  const t = useT()
  const format = useFormat()
  return (
    <Panel title={t('counts.sheet')} flush>
      <Box component="ol" sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {lines.slice(0, SHOWN).map(line => (
          <PlaceRow
            key={line.sku}
            place={line.location || '–'}
            sku={line.sku}
            name={line.name}
            isCurrent={line.sku === current}
            isDone={!isToCount(line)}
            isDisabled={isDecided(line)}
            onChoose={() => onChoose(line.sku)}
          >
            {line.stage === 'recount' ? (
              <Chip tone="warn">{t('counts.stage.recount')}</Chip>
            ) : (
              !isToCount(line) && (
                <Box component="span" sx={{ display: 'inline-flex', alignItems: 'center', gap: 0.5, fontVariantNumeric: 'tabular-nums' }}>
                  {line.counted !== null && format.number(line.counted)}
                  <Check fontSize="small" titleAccess={t('counts.stage.counted')} />
                </Box>
              )
            )}
          </PlaceRow>
        ))}
      </Box>
      {lines.length > SHOWN && (
        <Typography variant="body2" color="textSecondary" sx={{ px: 2, py: 1.5, borderTop: 1, borderColor: 'divider' }}>
          {t('counts.n_more', { n: lines.length - SHOWN })}
        </Typography>
      )}
    </Panel>
  )
}
