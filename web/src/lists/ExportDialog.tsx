import { Alert, Box, Button, Dialog, DialogActions, DialogContent, DialogTitle, LinearProgress, Typography } from '@mui/material'
import { useEffect, useId, useRef, useState } from 'react'
import { everything } from '../api/everything'
import { Problem } from '../api/problem'
import type { Query } from '../api/request'
import { sources, type ResourceName } from '../api/resources'
import { useOperations } from '../api/store-context'
import type { Page } from '../api/types'
import { useT } from '../i18n/I18n'
import { ProblemAlert } from '../layout/ProblemAlert'
import type { CsvColumn } from './csv'

/** Walks all pages of the list as it is filtered, and saves them as one file. */
export function ExportDialog({ resource, filter, columns, onClose }: { resource: ResourceName; filter: Query; columns: CsvColumn[]; onClose: () => void }) {
  const t = useT()
  const id = useId()
  const operations = useOperations()
  const [nRows, setNRows] = useState(0)
  const [isDone, setIsDone] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const isOpen = useRef(true)

  useEffect(() => {
    isOpen.current = true
    const list = sources(operations)[resource].list as (query: Query) => Promise<Page<unknown>>
    void everything(
      cursor => (isOpen.current ? list({ ...filter, limit: 200, cursor }) : Promise.reject(new Error('closed'))),
      rows => isOpen.current && setNRows(rows.length),
    ).then(
      async rows => {
        const { toCsv } = await import('./csv')
        if (!isOpen.current) return
        save(`${resource}-${new Date().toISOString().slice(0, 10)}.csv`, toCsv(rows, columns))
        setIsDone(true)
      },
      error => isOpen.current && setProblem(Problem.from(error)),
    )
    return () => {
      isOpen.current = false
    }
    // eslint-disable-next-line react-hooks/exhaustive-deps -- one export is what stood on the screen when it was asked for
  }, [])

  return (
    <Dialog open fullWidth maxWidth="xs" onClose={onClose} aria-labelledby={id}>
      <DialogTitle id={id} component="h2" variant="h1" sx={{ fontSize: '1.0625rem', pb: 1 }}>
        {t('lists.export')}
      </DialogTitle>
      <DialogContent>
        <Box role="status">
          {isDone ? (
            <Alert severity="success">{t('lists.exported', { n: nRows })}</Alert>
          ) : (
            !problem && (
              <>
                <Typography variant="body2" sx={{ mb: 1 }}>
                  {t('lists.exporting', { n: nRows })}
                </Typography>
                <LinearProgress aria-label={t('lists.export')} />
              </>
            )
          )}
        </Box>
        {problem && <ProblemAlert problem={problem} />}
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2.5 }}>
        <Button onClick={onClose} color="inherit">
          {isDone || problem ? t('action.close') : t('action.cancel')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}

function save(name: string, text: string) {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }))
  const anchor = document.createElement('a')
  anchor.href = url
  anchor.download = name
  anchor.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
