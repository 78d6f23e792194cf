import { Box, LinearProgress, Typography } from '@mui/material'
import type { Import } from '../api/types'
import { useFormat, useT } from '../i18n/I18n'
import { importProgress } from './ImportState'

export function ImportProgress({ it }: { it: Import }) {
  const t = useT()
  const format = useFormat()
  const percent = importProgress(it)
  const words =
    it.state === 'reading'
      ? t('imports.reading_rows', { n: it.rows.read })
      : t('imports.processing_of', { done: it.chunks.done, total: it.chunks.total })
  return (
    <Box sx={{ minWidth: 140 }}>
      <LinearProgress aria-label={words} {...(percent === null ? {} : { variant: 'determinate', value: percent })} />
      <Typography variant="caption" color="textSecondary" component="div" sx={{ mt: 0.5, display: 'flex', justifyContent: 'space-between', gap: 1 }}>
        <span>{words}</span>
        {percent !== null && <span>{format.share(percent, 100)}</span>}
      </Typography>
    </Box>
  )
}
