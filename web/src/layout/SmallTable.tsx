import { Box, Table, TableBody, TableCell, TableHead, TableRow, Typography, useMediaQuery, useTheme } from '@mui/material'
import { useLayoutEffect, useRef, useState, type ReactNode } from 'react'

export type SmallColumn<Row> = { label: string; align?: 'right'; cell: (row: Row, index: number) => ReactNode }

/** A table inside a panel. On a phone each row becomes a block of its named values, unless the table is narrow enough to stay one. */
export function SmallTable<Row>({
  rows,
  rowKey,
  columns,
  isNarrow = false,
}: {
  rows: Row[]
  rowKey: (row: Row) => string
  columns: SmallColumn<Row>[]
  isNarrow?: boolean
}) {
  const theme = useTheme()
  const hasRoom = useMediaQuery(theme.breakpoints.up('sm'), { noSsr: true })
  const scroller = useRef<HTMLDivElement>(null)
  // What can be scrolled must be reachable by the keyboard; what cannot is no stop.
  const [isWide, setIsWide] = useState(false)
  useLayoutEffect(() => {
    const box = scroller.current
    if (!box) return
    const measure = () => setIsWide(box.scrollWidth > box.clientWidth)
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(box)
    return () => observer.disconnect()
  }, [hasRoom, rows])
  if (!hasRoom && !isNarrow)
    return (
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {rows.map((row, index) => (
          <Box
            component="li"
            key={rowKey(row)}
            sx={{ borderTop: 1, borderColor: 'divider', px: 2, py: 1, display: 'grid', gridTemplateColumns: 'minmax(88px, auto) minmax(0, 1fr)', columnGap: 1.5, rowGap: 0.25 }}
          >
            {columns.map(column => (
              <Box key={column.label} sx={{ display: 'contents' }}>
                <Typography variant="body2" color="textSecondary">
                  {column.label}
                </Typography>
                <Typography variant="body2" component="div" sx={{ overflowWrap: 'anywhere' }}>
                  {column.cell(row, index)}
                </Typography>
              </Box>
            ))}
          </Box>
        ))}
      </Box>
    )
  return (
    <Box ref={scroller} tabIndex={isWide ? 0 : undefined} sx={{ overflowX: 'auto' }}>
      <Table size="small">
        <TableHead>
          <TableRow>
            {columns.map(column => (
              <TableCell key={column.label} align={column.align}>
                {column.label}
              </TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {rows.map((row, index) => (
            <TableRow key={rowKey(row)}>
              {columns.map(column => (
                <TableCell key={column.label} align={column.align}>
                  {column.cell(row, index)}
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Box>
  )
}
