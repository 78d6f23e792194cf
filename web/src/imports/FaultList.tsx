import { Box, Table, TableBody, TableCell, TableHead, TableRow, Typography, useMediaQuery, useTheme } from '@mui/material'
import type { Fault } from '../api/types'
import { useT, useWord } from '../i18n/I18n'

/** Where, what, and what to do about it. On a phone each fault is a small block instead of a row. */
export function FaultList({ faults, hasHead = true }: { faults: Fault[]; hasHead?: boolean }) {
  const t = useT()
  const word = useWord()
  const theme = useTheme()
  const hasRoom = useMediaQuery(theme.breakpoints.up('sm'), { noSsr: true })
  if (!hasRoom)
    return (
      <Box component="ul" sx={{ listStyle: 'none', m: 0, px: 2, pb: 1.5, display: 'grid', gap: 1.25 }}>
        {faults.map((fault, index) => (
          <li key={index}>
            <Typography variant="caption" color="textSecondary" component="p">
              {[fault.row !== null && t('imports.row_n', { row: String(fault.row) }), fault.column, word('fault', fault.code)].filter(Boolean).join(' · ')}
            </Typography>
            <Typography variant="body2">{fault.message}</Typography>
            {fault.suggestion && (
              <Typography variant="body2" color="textSecondary">
                {fault.suggestion}
              </Typography>
            )}
          </li>
        ))}
      </Box>
    )
  return (
    <Box sx={{ overflowX: 'auto' }}>
      <Table size="small" sx={{ tableLayout: 'fixed', minWidth: 620 }}>
        <TableHead sx={hasHead ? undefined : { position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)' }}>
          <TableRow>
            <TableCell align="right" sx={{ width: 72 }}>
              {t('imports.row')}
            </TableCell>
            <TableCell sx={{ width: '16%' }}>{t('imports.column')}</TableCell>
            <TableCell sx={{ width: '18%' }}>{t('imports.code')}</TableCell>
            <TableCell>{t('imports.message')}</TableCell>
            <TableCell>{t('imports.suggestion')}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {faults.map((fault, index) => (
            <TableRow key={index}>
              <TableCell align="right" sx={{ width: 72 }}>{fault.row ?? '–'}</TableCell>
              <TableCell sx={{ width: '16%', overflowWrap: 'anywhere' }}>{fault.column ?? '–'}</TableCell>
              <TableCell sx={{ width: '18%' }}>{word('fault', fault.code)}</TableCell>
              <TableCell sx={{ overflowWrap: 'anywhere' }}>{fault.message}</TableCell>
              <TableCell sx={{ color: 'text.secondary' }}>{fault.suggestion}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Box>
  )
}
