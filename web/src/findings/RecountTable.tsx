import { Box, Typography } from '@mui/material'
import type { ReactNode } from 'react'
import type { Quantities, Recount } from '../api/types'
import { useFormat, useT } from '../i18n/I18n'
import { SmallTable, type SmallColumn } from '../layout/SmallTable'
import type { Tone } from '../layout/theme'
import { othersSay, QUANTITIES, type Quantity } from './difference'

/** A level beside what its ledger, the orders and the queue say of it. What differs from the level says by how much. */
export function RecountTable({ recount }: { recount: Recount }) {
  const t = useT()
  const { level, ledger } = recount
  const beside = (label: string, of: (quantity: Quantity) => number | null): SmallColumn<Quantity> => ({
    label,
    align: 'right',
    cell: quantity => <Beside value={of(quantity)} level={level[quantity]} />,
  })
  return (
    <Box sx={{ '& th, & td': { px: { xs: 0.5, sm: 1.5 } }, '& .MuiTableCell-root:first-of-type': { pl: { xs: 1, sm: 2 } }, '& .MuiTableCell-root:last-of-type': { pr: { xs: 1, sm: 2 } } }}>
      <QuantityTable
        columns={[
          { label: t('findings.level'), align: 'right', cell: quantity => <Figure value={level[quantity]} /> },
          beside(t('findings.ledger'), quantity => ledger?.[quantity] ?? null),
          beside(t('findings.orders'), quantity => othersSay(recount, quantity).orders),
          beside(t('findings.queue'), quantity => othersSay(recount, quantity).queue),
        ]}
      />
      {!ledger && (
        <Typography variant="body2" color="textSecondary" sx={{ px: 2, py: 1 }}>
          {t('findings.no_ledger')}
        </Typography>
      )}
    </Box>
  )
}

/** What is, and what will be: shown before somebody says yes. */
export function ChangeTable({ before, after }: { before: Quantities; after: Quantities }) {
  const t = useT()
  return (
    <Box sx={{ border: 1, borderColor: 'divider', borderRadius: 1, overflow: 'hidden' }}>
      <QuantityTable
        columns={[
          { label: t('findings.now'), align: 'right', cell: quantity => <Figure value={before[quantity]} /> },
          { label: t('findings.then'), align: 'right', cell: quantity => <Beside value={after[quantity]} level={before[quantity]} tone="active" /> },
        ]}
      />
    </Box>
  )
}

/** A row for each quantity of a level, by its name. */
function QuantityTable({ columns }: { columns: SmallColumn<Quantity>[] }) {
  const t = useT()
  const name: SmallColumn<Quantity> = { label: t('findings.quantity'), cell: quantity => <QuantityName of={quantity} /> }
  return <SmallTable<Quantity> isNarrow rows={[...QUANTITIES]} rowKey={quantity => quantity} columns={[name, ...columns]} />
}

function QuantityName({ of }: { of: Quantity }) {
  const t = useT()
  return of === 'unavailable' ? t('findings.unavailable') : t(`stock.${of}`)
}

function Figure({ value }: { value: number }) {
  const format = useFormat()
  return format.number(value)
}

function Beside({ value, level, tone = 'bad' }: { value: number | null; level: number; tone?: Tone }): ReactNode {
  const format = useFormat()
  if (value === null) return <Box component="span" sx={{ color: 'text.secondary' }}>–</Box>
  const difference = value - level
  if (difference === 0) return format.number(value)
  return (
    <Box component="strong" sx={theme => ({ whiteSpace: 'nowrap', px: 0.75, borderRadius: 1, color: theme.palette.tones[tone].ink, backgroundColor: theme.palette.tones[tone].wash })}>
      {format.number(value)} ({format.signed(difference)})
    </Box>
  )
}
