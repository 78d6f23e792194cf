import CloudOff from '@mui/icons-material/CloudOffOutlined'
import { Alert, Box } from '@mui/material'
import { onlineManager } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { useMay } from '../api/store-context'
import { useT } from '../i18n/I18n'

/** Says that the connection is gone: pages wait for it, and would look as if they loaded for ever. */
export function OfflineBar() {
  const t = useT()
  const may = useMay()
  const isOnline = useSyncExternalStore(subscribe, () => onlineManager.isOnline())
  return (
    <Box role="status">
      {!isOnline && (
        <Alert severity="warning" icon={<CloudOff fontSize="small" />} sx={{ mb: 1.5 }}>
          {t('pwa.offline')} {may('fulfilment.pick') && t('pwa.offline_floor')}
        </Alert>
      )}
    </Box>
  )
}

const subscribe = (onChange: () => void) => onlineManager.subscribe(onChange)
