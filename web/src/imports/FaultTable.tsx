import { Box, Table, TableBody, TableCell, TableHead, TableRow, Typography, useMediaQuery, useTheme } from '@mui/material'
import type { ReactNode } from 'react'
import type { Fault } from '../api/types'
import { useAdvice, type Told } from '../i18n/advice/advice'
import { useT, useWord } from '../i18n/I18n'

type FaultGroup = { key: string; heading?: ReactNode; faults: Fault[] }

/** Where, what, and what to do about it; grouped by order where there are orders. On a phone each fault is a small block instead of a row. */
export function FaultTable({ groups }: { groups: FaultGroup[] }) {
  const theme = useTheme()
  const hasRoom = useMediaQuery(theme.breakpoints.up('sm'), { noSsr: true })
  return hasRoom ? <AsTable groups={groups} /> : <AsBlocks groups={groups} />
}

function AsTable({ groups }: { groups: FaultGroup[] }) {
  const t = useT()
  const word = useWord()
  const advice = useAdvice()
  return (
    <Box sx={{ overflowX: 'auto' }}>
      <Table size="small" sx={{ tableLayout: 'fixed', minWidth: 640 }}>
        <TableHead>
          <TableRow>
            <TableCell align="right" sx={{ width: 76 }}>
              {t('imports.row')}
            </TableCell>
            <TableCell sx={{ width: '15%' }}>{t('imports.column')}</TableCell>
            <TableCell sx={{ width: '18%' }}>{t('imports.code')}</TableCell>
            <TableCell>{t('imports.message')}</TableCell>
            <TableCell>{t('imports.suggestion')}</TableCell>
          </TableRow>
        </TableHead>
        {groups.map(group => (
          <TableBody key={group.key}>
            {group.heading && (
              <TableRow sx={{ bgcolor: 'sunken' }}>
                <TableCell component="th" scope="rowgroup" colSpan={5} sx={{ fontWeight: 'inherit' }}>
                  {group.heading}
                </TableCell>
              </TableRow>
            )}
            {group.faults.map((fault, index) => (
              <TableRow key={index}>
                <TableCell align="right">{fault.row ?? '–'}</TableCell>
                <TableCell sx={{ overflowWrap: 'anywhere' }}>{fault.column ?? '–'}</TableCell>
                <TableCell>{word('fault', fault.code)}</TableCell>
                <TableCell sx={{ overflowWrap: 'anywhere' }}>
                  <Words said={advice(fault).what} />
                </TableCell>
                <TableCell sx={{ color: 'text.secondary' }}>
                  <Words said={advice(fault).whatToDo} />
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        ))}
      </Table>
    </Box>
  )
}

function AsBlocks({ groups }: { groups: FaultGroup[] }) {
  const t = useT()
  const word = useWord()
  const advice = useAdvice()
  const where = (fault: Fault) => [fault.row && t('imports.row_n', { row: String(fault.row) }), fault.column, word('fault', fault.code)].filter(Boolean)
  return groups.map(group => (
    <Box key={group.key}>
      {group.heading && <Box sx={{ px: 2, py: 1, bgcolor: 'sunken', borderTop: 1, borderColor: 'divider' }}>{group.heading}</Box>}
      <Box component="ul" sx={{ listStyle: 'none', m: 0, px: 2, py: 1, display: 'grid', gap: 1.25 }}>
        {group.faults.map((fault, index) => (
          <li key={index}>
            <Typography variant="caption" color="textSecondary" component="p">
              {where(fault).join(' · ')}
            </Typography>
            <Typography variant="body2">
              <Words said={advice(fault).what} />
            </Typography>
            <Typography variant="body2" color="textSecondary">
              <Words said={advice(fault).whatToDo} />
            </Typography>
          </li>
        ))}
      </Box>
    </Box>
  ))
}

/** What is said of a fault; a screen reader reads the API's English as English. */
export const Words = ({ said }: { said: Told['whatToDo'] }) => said && <span {...(said.isEnglish && { lang: 'en' })}>{said.text}</span>
