import { Box, Typography } from '@mui/material'
import { useGrowingList } from '../api/queries'
import { useOperations } from '../api/store-context'
import type { Diagnostic } from '../api/types'
import { useFormat, useT } from '../i18n/I18n'
import { Chip } from '../layout/Chip'
import { Growing } from '../layout/Growing'
import { Panel } from '../layout/Panel'
import { FaultTable } from './FaultTable'

/** Every order that was not taken, with all its faults. */
export function Diagnostics({ id, nFaulty }: { id: string; nFaulty: number }) {
  const t = useT()
  const { listDiagnostics } = useOperations()
  const list = useGrowingList(['imports', id, 'diagnostics', nFaulty], cursor => listDiagnostics(id, { cursor, limit: 50 }))
  return (
    <Panel title={t('imports.diagnostics')} flush>
      <Growing list={list} empty={t('imports.no_diagnostics')}>
        {items => (
          <FaultTable
            groups={items.map((item, index) => ({ key: `${index} ${item.reference}`, heading: <Heading item={item} />, faults: item.faults }))}
          />
        )}
      </Growing>
    </Panel>
  )
}

const MAX_ROWS = 8

function Heading({ item }: { item: Diagnostic }) {
  const t = useT()
  const format = useFormat()
  const rows = item.rows.slice(0, MAX_ROWS).map(format.number).join(', ')
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1 }}>
      <Typography variant="h3" sx={{ overflowWrap: 'anywhere' }}>
        {item.reference || t('imports.no_reference')}
      </Typography>
      <Chip tone={item.outcome === 'rejected' ? 'bad' : 'neutral'}>{t(`imports.outcome.${item.outcome}`)}</Chip>
      <Typography variant="caption" color="textSecondary">
        {t('imports.in_rows', { n: item.rows.length, rows })}
        {item.rows.length > MAX_ROWS && ' …'}
      </Typography>
    </Box>
  )
}
