import FileDownloadOutlined from '@mui/icons-material/FileDownloadOutlined'
import { Alert, Box, Button, LinearProgress, Typography } from '@mui/material'
import type { Export } from '../api/types'
import { useFormat, useT } from '../i18n/I18n'
import { download } from '../layout/download'

/** How far an export is; a button that fetches it once it is there. */
export function Begun({ it }: { it: Export }) {
  const t = useT()
  const format = useFormat()
  const { url } = it
  return (
    <Box role="status" sx={{ display: 'grid', gap: 1.5, justifyItems: 'start' }}>
      {isExportWorking(it) && (
        <Box sx={{ width: '100%' }}>
          <Typography variant="body2" sx={{ mb: 1 }}>
            {t(it.state === 'joining' ? 'exports.joining' : 'exports.reading', { n: it.rows })}
          </Typography>
          <LinearProgress aria-label={t('exports.one')} />
        </Box>
      )}
      {it.state === 'failed' && (
        <Alert severity="error" sx={{ width: '100%' }}>
          {t('exports.failed_detail')} {it.failure}
        </Alert>
      )}
      {it.state === 'ready' && (
        <Alert severity="success" sx={{ width: '100%' }}>
          {t('exports.ready', { n: it.rows })}
        </Alert>
      )}
      {url && (
        <Button variant="contained" startIcon={<FileDownloadOutlined />} onClick={() => download(url)}>
          {t('exports.download', { size: format.bytes(it.bytes ?? 0) })}
        </Button>
      )}
    </Box>
  )
}

export const isExportWorking = ({ state }: Pick<Export, 'state'>) => state === 'reading' || state === 'joining'
