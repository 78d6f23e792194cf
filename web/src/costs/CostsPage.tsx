import { Box, MenuItem, Skeleton, TextField, Typography } from '@mui/material'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Problem } from '../api/problem'
import { useOperations } from '../api/store-context'
import type { CostPart, Costs } from '../api/types'
import { useFormat, useT } from '../i18n/I18n'
import { EmptyState } from '../layout/EmptyState'
import { PageHeader } from '../layout/PageHeader'
import { Panel } from '../layout/Panel'
import { ProblemAlert } from '../layout/ProblemAlert'
import { SmallTable } from '../layout/SmallTable'
import { CostChart } from './CostChart'
import { change, largestPart, PARTS, period } from './period'

const PERIODS = [7, 30, 90]

/** What the cloud charged for a store's orders, day by day. */
export default function CostsPage() {
  const t = useT()
  const { costs } = useOperations()
  const [nDays, setNDays] = useState(30)
  const asked = period(new Date(), nDays)
  const { data, error } = useQuery({ queryKey: ['costs', asked], queryFn: () => costs(asked), placeholderData: before => before })
  return (
    <>
      <PageHeader
        title={t('costs.title')}
        below={`${t('costs.below')} ${t('costs.explained')}`}
        actions={
          <TextField select size="small" label={t('costs.period')} value={nDays} onChange={event => setNDays(Number(event.target.value))} sx={{ minWidth: 140 }}>
            {PERIODS.map(n => (
              <MenuItem key={n} value={n}>
                {t('costs.n_days', { n })}
              </MenuItem>
            ))}
          </TextField>
        }
      />
      {error ? <ProblemAlert problem={Problem.from(error)} /> : data ? <Period costs={data} /> : <Skeleton variant="rounded" height={400} />}
    </>
  )
}

function Period({ costs }: { costs: Costs }) {
  const t = useT()
  const format = useFormat()
  if (costs.total.nano_usd === 0) return <EmptyState title={t('costs.empty')} hint={t('costs.empty_hint')} />
  const { total, previous } = costs
  const perMillion = (nano: number | null) => (nano === null ? '–' : format.tinyMoney(nano * 1e6))
  const largest = largestPart(total)
  return (
    <Box sx={{ display: 'grid', gap: 2 }}>
      <Box sx={{ display: 'grid', gap: { xs: 1, sm: 2 }, gridTemplateColumns: { xs: 'repeat(2, minmax(0, 1fr))', lg: 'repeat(4, minmax(0, 1fr))' } }}>
        <Figure
          title={t('costs.per_order')}
          value={total.nano_usd_per_order === null ? '–' : format.tinyMoney(total.nano_usd_per_order)}
          hint={t('costs.per_million', { amount: perMillion(total.nano_usd_per_order) })}
          change={change(previous.nano_usd_per_order, total.nano_usd_per_order)}
          before={perMillion(previous.nano_usd_per_order)}
        />
        <Figure
          title={t('costs.total')}
          value={format.tinyMoney(total.nano_usd)}
          hint={t('costs.list_prices', { version: costs.prices })}
          change={change(previous.nano_usd, total.nano_usd)}
          before={format.tinyMoney(previous.nano_usd)}
        />
        <Figure
          title={t('costs.orders')}
          value={format.number(total.orders)}
          hint={t('costs.accepted')}
          change={change(previous.orders, total.orders)}
          before={format.number(previous.orders)}
        />
        <Figure
          title={t('costs.largest')}
          value={t(`costs.part.${largest}`)}
          hint={t('costs.share', { share: format.share(total.parts[largest], total.nano_usd), amount: format.tinyMoney(total.parts[largest]) })}
        />
      </Box>
      <Panel title={t('costs.by_day')}>
        <CostChart days={costs.days} />
      </Panel>
      <Panel title={t('costs.parts')} flush>
        <SmallTable<CostPart>
          rows={PARTS}
          rowKey={part => part}
          columns={[
            { label: t('costs.part_name'), cell: part => t(`costs.part.${part}`) },
            { label: t('costs.amount'), align: 'right', cell: part => format.tinyMoney(total.parts[part]) },
            { label: t('costs.of_total'), align: 'right', cell: part => format.share(total.parts[part], total.nano_usd) },
            { label: t('costs.before'), align: 'right', cell: part => format.tinyMoney(previous.parts[part]) },
          ]}
        />
      </Panel>
      <Panel title={t('costs.days')} flush>
        <SmallTable
          rows={costs.days.filter(day => day.nano_usd > 0).reverse()}
          rowKey={day => day.day}
          columns={[
            { label: t('costs.day'), cell: day => format.day(day.day) },
            { label: t('costs.orders'), align: 'right', cell: day => format.number(day.orders) },
            { label: t('costs.write_units'), align: 'right', cell: day => format.decimal(Number(day.write_units)) },
            { label: t('costs.read_units'), align: 'right', cell: day => format.decimal(Number(day.read_units)) },
            { label: t('costs.requests'), align: 'right', cell: day => format.number(Number(day.requests)) },
            { label: t('costs.mails'), align: 'right', cell: day => format.number(Number(day.mails)) },
            { label: t('costs.amount'), align: 'right', cell: day => format.tinyMoney(day.nano_usd) },
            {
              label: t('costs.per_order'),
              align: 'right',
              cell: day => (day.nano_usd_per_order === null ? '–' : format.tinyMoney(day.nano_usd_per_order)),
            },
          ]}
        />
      </Panel>
    </Box>
  )
}

function Figure({ title, value, hint, change, before }: { title: string; value: string; hint: string; change?: number | null; before?: string }) {
  const t = useT()
  const format = useFormat()
  return (
    <Panel title={title}>
      <Typography sx={{ fontSize: { xs: '1.05rem', sm: '1.5rem' }, fontWeight: 650, letterSpacing: '-0.02em', lineHeight: 1.25, fontVariantNumeric: 'tabular-nums', overflowWrap: 'anywhere' }}>
        {value}
      </Typography>
      <Typography variant="body2" color="textSecondary">
        {hint}
      </Typography>
      {change !== undefined && change !== null && Math.abs(change) >= 0.0005 && before !== undefined && (
        <Typography variant="caption" color="textSecondary" component="p">
          {t(change < 0 ? 'costs.less' : 'costs.more', { share: format.share(Math.abs(change), 1), before })}
        </Typography>
      )}
    </Panel>
  )
}
