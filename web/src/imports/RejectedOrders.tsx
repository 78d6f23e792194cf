import Replay from '@mui/icons-material/Replay'
import { Box, Button, Checkbox, FormControlLabel, Link, TextField, Typography } from '@mui/material'
import { useId, useState, type ReactNode } from 'react'
import { useNavigate } from 'react-router-dom'
import { useCommand, useGrowingList } from '../api/queries'
import { useOperations } from '../api/store-context'
import type { CellFault, Import, RejectedOrder, RejectedRow } from '../api/types'
import { useAdvice } from '../i18n/advice/advice'
import { useFormat, useFullStop, useT, useWord } from '../i18n/I18n'
import { Chip } from '../layout/Chip'
import { CommandDialog } from '../layout/CommandDialog'
import { Growing } from '../layout/Growing'
import { Panel } from '../layout/Panel'
import { ProblemAlert } from '../layout/ProblemAlert'
import { useSaid } from '../layout/Said'
import { Unsaved } from '../layout/Unsaved'
import { usePaths } from '../layout/usePaths'
import { Words } from './FaultTable'
import { asItWas, columnsAtFault, correctionOf, faultsOf, isTakenOut, textOf, withoutRow, withText, type Edits } from './corrections'

/** What was rejected, in the client's own cells, to be corrected where it stands and sent again by itself. */
export function RejectedOrders({ it }: { it: Import }) {
  const t = useT()
  const format = useFormat()
  const path = usePaths()
  const navigate = useNavigate()
  const say = useSaid()
  const { listRejectedOrders, correctImport } = useOperations()
  const [edits, setEdits] = useState<Edits>(new Map())
  const [asksAgain, setAsksAgain] = useState(false)
  const list = useGrowingList(['imports', it.id, 'rejected-orders', it.mended.rows], async cursor => {
    const { columns, items, next } = await listRejectedOrders(it.id, { cursor, limit: 25 })
    return { items: items.map(order => ({ order, columns })), next }
  })
  const follow = ({ import: started }: { import: Import }) => {
    say(t('correction.sent'))
    navigate(path.import(started.id))
  }
  const mayCorrect = it.actions.includes('correct')
  const correction = correctionOf(edits, (list.items ?? []).map(({ order }) => order))
  const command = useCommand((body: ReturnType<typeof correctionOf>, key) => correctImport(it.id, body, key), ['imports'], follow)
  return (
    <Panel
      title={t('correction.title')}
      flush
      aside={
        mayCorrect && (
          <Button startIcon={<Replay />} onClick={() => setAsksAgain(true)}>
            {t('correction.again')}
          </Button>
        )
      }
    >
      <Unsaved isChanged={correction.orders.length > 0 && !command.isSending} />
      <Box sx={{ px: 2, pb: 1.5 }}>
        {mayCorrect && (
          <Typography variant="body2" color="textSecondary">
            {t('correction.hint')}
          </Typography>
        )}
        {it.mended.rows > 0 && (
          <Typography variant="body2" sx={{ mt: 0.5 }}>
            {t('correction.mended_sum', { n: it.mended.rows, total: format.number(it.rows.rejected) })}
          </Typography>
        )}
      </Box>
      <Growing list={list} empty={t('correction.empty')}>
        {items => items.map(({ order, columns }) => <Order key={order.row} order={order} columns={columns} edits={edits} onChange={setEdits} isEditable={mayCorrect && order.correctable && !order.mended} />)}
      </Growing>
      {command.problem && (
        <Box sx={{ px: 2 }}>
          <ProblemAlert problem={command.problem} />
        </Box>
      )}
      {correction.orders.length > 0 && (
        <Box sx={{ position: 'sticky', bottom: 0, display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center', px: 2, py: 1.5, bgcolor: 'background.paper', borderTop: 1, borderColor: 'divider', zIndex: 1 }}>
          <Typography variant="body2" role="status" sx={{ flex: '1 1 140px' }}>
            {t('correction.changed', { n: correction.orders.length })}
          </Typography>
          <Button color="inherit" onClick={() => setEdits(new Map())}>
            {t('correction.discard')}
          </Button>
          <Button variant="contained" loading={command.isSending} onClick={() => command.send(correction)}>
            {t('correction.send')}
          </Button>
        </Box>
      )}
      {asksAgain && <AgainDialog it={it} onDone={follow} onClose={() => setAsksAgain(false)} />}
    </Panel>
  )
}

function Order({ order, columns, edits, onChange, isEditable }: { order: RejectedOrder; columns: string[]; edits: Edits; onChange: (edits: Edits) => void; isEditable: boolean }) {
  const t = useT()
  const [showsAll, setShowsAll] = useState(false)
  const width = Math.max(columns.length, ...order.rows.map(row => row.cells.length))
  return (
    <Box component="section" aria-label={order.reference || t('imports.no_reference')} sx={{ borderTop: 1, borderColor: 'divider' }}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1, px: 2, py: 1, bgcolor: 'sunken' }}>
        <Typography variant="h3" sx={{ overflowWrap: 'anywhere' }}>
          {order.reference || t('imports.no_reference')}
        </Typography>
        <Chip tone={order.mended ? 'good' : 'bad'}>{order.mended ? t('correction.mended') : t('imports.rejected')}</Chip>
        {width > 0 && (
          <Link component="button" type="button" variant="caption" onClick={() => setShowsAll(!showsAll)} aria-expanded={showsAll} sx={{ ml: 'auto', py: '3px' }}>
            {showsAll ? t('correction.hide_cells') : t('correction.show_cells', { n: width })}
          </Link>
        )}
      </Box>
      {!order.correctable && (
        <Typography variant="body2" color="textSecondary" sx={{ px: 2, pt: 1 }}>
          {t('correction.too_large')}
        </Typography>
      )}
      {order.rows.map(row => {
        const atFault = columnsAtFault(order, row)
        const shown = showsAll ? Array.from({ length: width }, (_, column) => column) : atFault
        const faults = faultsOf(order, row)
        if (shown.length === 0 && faults.length === 0) return null
        return <Cells key={row.row} row={row} columns={columns} shown={shown} faults={faults} edits={edits} onChange={onChange} isEditable={isEditable} mayTakeOut={order.rows.length > 1} />
      })}
    </Box>
  )
}

function Cells({
  row,
  columns,
  shown,
  faults,
  edits,
  onChange,
  isEditable,
  mayTakeOut,
}: {
  row: RejectedRow
  columns: string[]
  shown: number[]
  faults: CellFault[]
  edits: Edits
  onChange: (edits: Edits) => void
  isEditable: boolean
  mayTakeOut: boolean
}) {
  const t = useT()
  const format = useFormat()
  const id = useId()
  const isOut = isTakenOut(edits, row)
  const elsewhere = faults.filter(({ cell }) => typeof cell !== 'number' || !shown.includes(cell))
  return (
    <Box sx={{ px: 2, py: 1.25, display: 'grid', gap: 1 }}>
      <Typography variant="caption" color="textSecondary" component="div" sx={{ display: 'flex', gap: 1.5 }}>
        {t('imports.row_n', { row: format.number(row.row) })}
        {isEditable && mayTakeOut && (
          <Link component="button" type="button" variant="caption" onClick={() => onChange(isOut ? asItWas(edits, row) : withoutRow(edits, row))}>
            {isOut ? t('correction.put_back') : t('correction.take_out')}
          </Link>
        )}
      </Typography>
      {elsewhere.map((fault, index) => (
        <Said key={index} fault={fault} />
      ))}
      {isOut ? (
        <Typography variant="body2">{t('correction.taken_out')}</Typography>
      ) : (
        <Box sx={{ display: 'grid', gap: 1.25, gridTemplateColumns: 'repeat(auto-fill, minmax(min(220px, 100%), 1fr))', alignItems: 'start' }}>
          {shown.map(column => {
            const wrong = faults.filter(({ cell }) => cell === column)
            const name = columns[column] || t('correction.beyond')
            const isEdited = edits.get(row.row)?.has(column) ?? false
            return (
              <TextField
                key={column}
                id={`${id}-${column}`}
                size="small"
                label={name}
                value={textOf(edits, row, column)}
                onChange={event => onChange(withText(edits, row, column, event.target.value))}
                disabled={!isEditable}
                error={wrong.length > 0 && !isEdited}
                helperText={wrong.length > 0 ? wrong.map((fault, index) => <Said key={index} fault={fault} isInline />) : undefined}
                slotProps={{ inputLabel: { shrink: true }, htmlInput: { 'aria-label': t('correction.cell', { column: name, row: format.number(row.row) }) }, formHelperText: { component: 'div', sx: { mx: 0 } } }}
              />
            )
          })}
        </Box>
      )}
    </Box>
  )
}

function Said({ fault, isInline = false }: { fault: CellFault; isInline?: boolean }): ReactNode {
  const word = useWord()
  const stop = useFullStop()
  const { what, whatToDo } = useAdvice()(fault)
  return (
    <Typography variant={isInline ? 'caption' : 'body2'} component="p" sx={{ color: 'text.primary', overflowWrap: 'anywhere' }}>
      <strong>
        {word('fault', fault.code)}
        {stop}
      </strong>{' '}
      <Words said={what} />{' '}
      <Box component="span" sx={{ color: 'text.secondary' }}>
        <Words said={whatToDo} />
      </Box>
    </Typography>
  )
}

function AgainDialog({ it, onDone, onClose }: { it: Import; onDone: (answer: { import: Import }) => void; onClose: () => void }) {
  const t = useT()
  const { correctImport } = useOperations()
  const [isPresent, setIsPresent] = useState(false)
  const command = useCommand((present_profile: boolean, key) => correctImport(it.id, { present_profile }, key), ['imports'], onDone)
  return (
    <CommandDialog
      title={t('correction.again')}
      explanation={t('correction.again_explanation')}
      confirm={t('correction.again')}
      isSending={command.isSending}
      problem={command.problem}
      onConfirm={() => command.send(isPresent)}
      onClose={onClose}
    >
      <FormControlLabel control={<Checkbox checked={isPresent} onChange={(_, checked) => setIsPresent(checked)} />} label={t('correction.present_profile')} />
    </CommandDialog>
  )
}
