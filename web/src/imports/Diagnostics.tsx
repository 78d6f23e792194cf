import { Box, Typography } from '@mui/material'
import { useGrowingList } from '../api/queries'
import { useOperations } from '../api/store-context'
import { useFormat, useT } from '../i18n/I18n'
import { Chip } from '../layout/Chip'
import { Growing } from '../layout/Growing'
import { Panel } from '../layout/Panel'
import { FaultList } from './FaultList'

/** Every order that was not taken, with all its faults. */
export function Diagnostics({ id, nFaulty }: { id: string; nFaulty: number }) {
  const t = useT()
  const format = useFormat()
  const { listDiagnostics } = useOperations()
  const list = useGrowingList(['imports', id, 'diagnostics', nFaulty], cursor => listDiagnostics(id, { cursor, limit: 50 }))
  return (
    <Panel title={t('imports.diagnostics')} flush>
      <Growing list={list} empty={t('imports.no_diagnostics')}>
        {items =>
          items.map((item, index) => (
            <Box key={index} component="article" sx={{ borderTop: 1, borderColor: 'divider' }}>
              <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1, px: 2, py: 1, bgcolor: 'sunken' }}>
                <Typography variant="h3" sx={{ overflowWrap: 'anywhere' }}>
                  {item.reference}
                </Typography>
                <Chip tone={item.outcome === 'rejected' ? 'bad' : 'neutral'}>{t(`imports.outcome.${item.outcome}`)}</Chip>
                <Typography variant="caption" color="textSecondary">
                  {t('imports.in_rows', { n: item.rows.length, rows: shorten(item.rows).map(format.number).join(', ') })}
                  {item.rows.length > MAX_ROWS && ' …'}
                </Typography>
              </Box>
              <FaultList faults={item.faults} hasHead={index === 0} />
            </Box>
          ))
        }
      </Growing>
    </Panel>
  )
}

const MAX_ROWS = 8

const shorten = (rows: number[]) => rows.slice(0, MAX_ROWS)
