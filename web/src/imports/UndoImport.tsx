import { Box, Button, LinearProgress, Typography } from '@mui/material'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useCommand, useGrowingList } from '../api/queries'
import { useOperations } from '../api/store-context'
import type { Import } from '../api/types'
import { useFormat, useT } from '../i18n/I18n'
import { AppLink } from '../layout/AppLink'
import { Bar, Legend } from '../layout/Bar'
import { CommandDialog } from '../layout/CommandDialog'
import { Growing } from '../layout/Growing'
import { Panel } from '../layout/Panel'
import { useSaid } from '../layout/Said'
import { SmallTable } from '../layout/SmallTable'
import { usePaths } from '../layout/usePaths'
import { When } from '../layout/When'

export function UndoButton({ it }: { it: Import }) {
  const t = useT()
  const say = useSaid()
  const { undoImport } = useOperations()
  const [isOpen, setIsOpen] = useState(false)
  const command = useCommand((_: undefined, key) => undoImport(it.id, key), ['imports', 'orders', 'stock'], () => {
    say(t('undoing.begun'))
    setIsOpen(false)
  })
  return (
    <>
      <Button variant="outlined" color="error" onClick={() => setIsOpen(true)}>
        {t('undoing.button')}
      </Button>
      {isOpen && (
        <CommandDialog
          title={t('undoing.title')}
          explanation={t('undoing.explanation')}
          confirm={t('undoing.confirm')}
          isDangerous
          isSending={command.isSending}
          problem={command.problem}
          onConfirm={() => command.send(undefined)}
          onClose={() => setIsOpen(false)}
        >
          {it.mended.orders > 0 && <CorrectionsStay id={it.id} />}
        </CommandDialog>
      )}
    </>
  )
}

/** How far an import is undone, and what came of each of its orders. */
export function UndoPanel({ it: { id, mended }, undo }: { it: Import; undo: NonNullable<Import['undo']> }) {
  const t = useT()
  const format = useFormat()
  const path = usePaths()
  const { listUndoneOrders } = useOperations()
  const done = undo.cancelled + undo.refused + undo.gone
  const list = useGrowingList(['imports', id, 'undo', done], cursor => listUndoneOrders(id, { cursor, limit: 50 }))
  const outcome = { cancelled: t('undoing.cancelled'), refused: t('undoing.refused'), gone: t('undoing.gone') }
  const segments = [
    { name: outcome.cancelled, value: undo.cancelled, tone: 'good' as const },
    { name: outcome.refused, value: undo.refused, tone: 'warn' as const },
    { name: outcome.gone, value: undo.gone, tone: 'neutral' as const },
  ]
  const words = t('undoing.undoing', { done: format.number(done), total: format.number(undo.total) })
  return (
    <Panel title={undo.state === 'undone' ? t('undoing.done') : t('undoing.begun')} flush>
      <Box sx={{ px: 2, pb: 1.5, display: 'grid', gap: 1 }}>
        {undo.state === 'undoing' && (
          <Box role="status">
            <LinearProgress aria-label={words} variant="determinate" value={(done / Math.max(undo.total, 1)) * 100} />
            <Typography variant="caption" color="textSecondary">
              {words}
            </Typography>
          </Box>
        )}
        <Bar segments={segments} height={16} />
        <Legend segments={segments} />
        {mended.orders > 0 && <CorrectionsStay id={id} />}
      </Box>
      <Growing list={list} empty={t('undoing.none')}>
        {items => (
          <SmallTable
            rows={items}
            rowKey={({ order }) => order}
            columns={[
              { label: t('undoing.order'), cell: ({ order, reference }) => <AppLink to={path.order(order)}>{reference}</AppLink> },
              { label: t('undoing.outcome'), cell: it => outcome[it.outcome] ?? it.outcome },
              { label: t('undoing.why'), cell: ({ detail }) => detail ?? '–' },
            ]}
          />
        )}
      </Growing>
    </Panel>
  )
}

/** What an undo does not touch: the corrections, each of which is an import of its own. */
function CorrectionsStay({ id }: { id: string }) {
  const t = useT()
  const path = usePaths()
  const { listImports } = useOperations()
  const { data } = useQuery({ queryKey: ['imports', 'corrections', id], queryFn: () => listImports({ limit: N_LOOKED_AT }) })
  const corrections = data?.items.filter(({ origin }) => origin?.kind === 'correction' && origin.import === id) ?? []
  return (
    <Typography variant="body2" component="div">
      {t('undoing.corrections_stay')}{' '}
      {corrections.length === 0 ? (
        <AppLink to={path.imports()}>{t('undoing.corrections_link')}</AppLink>
      ) : (
        corrections.map(correction => (
          <Box key={correction.id}>
            <AppLink to={path.import(correction.id)}>{correction.file_name}</AppLink> <When at={correction.received_at} />
          </Box>
        ))
      )}
    </Typography>
  )
}

/** Corrections follow soon on what they correct. */
const N_LOOKED_AT = 100
