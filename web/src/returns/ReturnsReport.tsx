import { Box, MenuItem, Skeleton, TextField, Typography } from '@mui/material'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Problem } from '../api/problem'
import { useOperations } from '../api/store-context'
import type { ReturnShare, ReturnsReport as Report } from '../api/types'
import { useFormat, useT, useWord } from '../i18n/I18n'
import { AppButton } from '../layout/AppButton'
import { AppLink } from '../layout/AppLink'
import { BarChart } from '../layout/BarChart'
import { EmptyState } from '../layout/EmptyState'
import { PageHeader } from '../layout/PageHeader'
import { Panel } from '../layout/Panel'
import { ProblemAlert } from '../layout/ProblemAlert'
import { SmallTable } from '../layout/SmallTable'
import { usePaths } from '../layout/usePaths'

const PERIODS = [7, 30, 90]

const DAY_MS = 86_400_000

/** What came back, why, and how much of what left that is; each figure leads to the returns behind it. */
export default function ReturnsReport() {
  const t = useT()
  const format = useFormat()
  const path = usePaths()
  const { returnsReport } = useOperations()
  const [nDays, setNDays] = useState(30)
  // The store's days end with its today: the API knows which day that is, so only the first one is asked for by its distance.
  const asked = useQuery({
    queryKey: ['returns', 'report', nDays],
    queryFn: async () => {
      const usual = await returnsReport({})
      return nDays === 30 ? usual : returnsReport({ from: before(usual.to, nDays - 1), to: usual.to })
    },
    placeholderData: shown => shown,
  })
  const { data, error } = asked
  return (
    <>
      <PageHeader
        title={t('returns.report')}
        back={{ to: path.returns(), label: t('returns.title') }}
        below={data ? `${t('returns.report_below')} · ${format.day(data.from)} – ${format.day(data.to)}` : t('returns.report_below')}
        actions={
          <>
            {data && (
              <AppButton to={path.returns({ received_from: data.from, received_to: data.to })} variant="outlined" color="inherit" sx={{ borderColor: 'divider' }}>
                {t('returns.open_list')}
              </AppButton>
            )}
            <TextField select size="small" label={t('returns.period')} value={nDays} onChange={event => setNDays(Number(event.target.value))} sx={{ minWidth: 140 }}>
              {PERIODS.map(n => (
                <MenuItem key={n} value={n}>
                  {t('returns.n_days', { n })}
                </MenuItem>
              ))}
            </TextField>
          </>
        }
      />
      {error ? <ProblemAlert problem={Problem.from(error)} /> : data ? <Shown report={data} /> : <Skeleton variant="rounded" height={400} />}
    </>
  )
}

const before = (day: string, n: number) => new Date(Date.parse(`${day}T00:00:00Z`) - n * DAY_MS).toISOString().slice(0, 10)

function Shown({ report }: { report: Report }) {
  const t = useT()
  const format = useFormat()
  const path = usePaths()
  const rate = useRate()
  const { from, to, total, previous } = report
  const inPeriod = { received_from: from, received_to: to }
  if (total.units === 0 && previous.units === 0) return <EmptyState title={t('returns.nothing_came')} hint={t('returns.nothing_came_hint')} />
  return (
    <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)' }}>
      <Box sx={{ display: 'grid', gap: { xs: 1, sm: 2 }, gridTemplateColumns: 'repeat(2, minmax(0, 1fr))' }}>
        <Panel title={t('returns.came_back')}>
          <Figure to={path.returns(inPeriod)}>{format.number(total.units)}</Figure>
          <Typography variant="body2" color="textSecondary">
            {t('returns.in_returns', { n: total.returns })}
          </Typography>
          <Before value={format.number(previous.units)} />
        </Panel>
        <Panel title={t('returns.rate')}>
          <Figure>{rate(total.rate)}</Figure>
          <Typography variant="body2" color="textSecondary">
            <Shipped share={total} />
          </Typography>
          <Before value={rate(previous.rate)} />
        </Panel>
      </Box>
      {report.at_least && (
        <Typography variant="body2" color="textSecondary">
          {t('returns.at_least')}
        </Typography>
      )}
      <Panel title={t('returns.by_day')}>
        <BarChart
          caption={t('returns.chart')}
          bands={report.days.map(({ day }) => ({ key: day, name: format.day(day), label: format.shortDay(day) }))}
          series={[{ key: 'units', name: t('returns.came_back'), tone: 'warn', values: report.days.map(({ units }) => units) }]}
          format={format.number}
          isWhole
        />
      </Panel>
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'repeat(2, minmax(0, 1fr))' }, alignItems: 'start' }}>
        <Reasons report={report} inPeriod={inPeriod} />
        <Dispositions report={report} />
      </Box>
      <Skus report={report} inPeriod={inPeriod} />
    </Box>
  )
}

/** A rate in percent; where there is nothing to be a part of, there is none. */
function useRate() {
  const format = useFormat()
  return (rate: string | null | undefined) => (rate ? format.percent(rate) : '–')
}

function Figure({ to, children }: { to?: string; children: string }) {
  const look = { fontSize: '1.75rem', fontWeight: 650, letterSpacing: '-0.02em', lineHeight: 1.2, fontVariantNumeric: 'tabular-nums' }
  if (!to) return <Typography sx={look}>{children}</Typography>
  return (
    <AppLink to={to} color="inherit" sx={look}>
      {children}
    </AppLink>
  )
}

function Before({ value }: { value: string }) {
  const t = useT()
  return (
    <Typography variant="caption" color="textSecondary" component="p">
      {t('returns.before', { value })}
    </Typography>
  )
}

/** What the rate is a part of; where there is nothing, or too much to count, that is said instead of a number. */
function Shipped({ share }: { share: ReturnShare }) {
  const t = useT()
  if (typeof share.shipped !== 'number') return t('returns.not_counted')
  return share.shipped === 0 ? t('returns.no_shipped') : t('returns.of_shipped', { n: share.shipped })
}

/** A part of a whole as a bar beside its number. */
function Part({ value, whole }: { value: number; whole: number }) {
  const format = useFormat()
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, minWidth: 110 }}>
      <Box aria-hidden sx={{ flex: 1, height: 8, borderRadius: 99, bgcolor: 'action.hover', overflow: 'hidden' }}>
        <Box sx={{ height: '100%', bgcolor: theme => theme.palette.tones.warn.solid }} style={{ width: `${whole === 0 ? 0 : (value / whole) * 100}%` }} />
      </Box>
      <Box component="span" sx={{ minWidth: 44, textAlign: 'right', fontVariantNumeric: 'tabular-nums' }}>
        {format.share(value, whole)}
      </Box>
    </Box>
  )
}

function Reasons({ report, inPeriod }: { report: Report; inPeriod: { received_from: string; received_to: string } }) {
  const t = useT()
  const word = useWord()
  const format = useFormat()
  const path = usePaths()
  return (
    <Panel title={t('returns.by_reason')} flush>
      <SmallTable
        rows={report.reasons.filter(({ units, previous }) => units + previous > 0)}
        rowKey={({ reason }) => reason}
        columns={[
          { label: t('returns.reason_label'), cell: ({ reason }) => <AppLink to={path.returns({ ...inPeriod, reason })}>{word('returns.reason', reason)}</AppLink> },
          { label: t('returns.share'), cell: ({ units }) => <Part value={units} whole={report.total.units} /> },
          { label: t('returns.units'), align: 'right', cell: ({ units }) => format.number(units) },
          { label: t('returns.previous'), align: 'right', cell: ({ previous }) => format.number(previous) },
        ]}
      />
    </Panel>
  )
}

function Dispositions({ report }: { report: Report }) {
  const t = useT()
  const word = useWord()
  const format = useFormat()
  return (
    <Panel title={t('returns.by_disposition')} flush>
      <SmallTable
        rows={report.dispositions.filter(({ units, previous }) => units + previous > 0)}
        rowKey={({ disposition }) => disposition}
        columns={[
          { label: t('returns.disposition_label'), cell: ({ disposition }) => word('returns.disposition', disposition) },
          { label: t('returns.share'), cell: ({ units }) => <Part value={units} whole={report.total.units} /> },
          { label: t('returns.units'), align: 'right', cell: ({ units }) => format.number(units) },
          { label: t('returns.previous'), align: 'right', cell: ({ previous }) => format.number(previous) },
        ]}
      />
    </Panel>
  )
}

function Skus({ report, inPeriod }: { report: Report; inPeriod: { received_from: string; received_to: string } }) {
  const t = useT()
  const format = useFormat()
  const path = usePaths()
  const rate = useRate()
  return (
    <Panel title={report.n_skus > report.skus.length ? t('returns.first_skus', { n: report.skus.length }) : t('returns.by_sku')} flush>
      <SmallTable
        rows={report.skus}
        rowKey={({ sku }) => sku}
        columns={[
          {
            label: t('returns.goods'),
            cell: ({ sku, name }) => (
              <>
                <AppLink to={path.returns({ ...inPeriod, sku })}>{sku}</AppLink> {name}
              </>
            ),
          },
          { label: t('returns.units'), align: 'right', cell: ({ units }) => format.number(units) },
          { label: t('returns.shipped'), align: 'right', cell: ({ shipped }) => (typeof shipped === 'number' ? format.number(shipped) : '–') },
          { label: t('returns.rate'), align: 'right', cell: it => rate(it.rate) },
          { label: t('returns.previous'), align: 'right', cell: it => `${format.number(it.previous_units)} · ${rate(it.previous_rate)}` },
        ]}
      />
    </Panel>
  )
}
