import CameraAlt from '@mui/icons-material/CameraAltOutlined'
import VolumeOff from '@mui/icons-material/VolumeOffOutlined'
import VolumeUp from '@mui/icons-material/VolumeUpOutlined'
import { Box, Button, IconButton, Skeleton, TextField } from '@mui/material'
import { lazy, Suspense, useState } from 'react'
import { useT } from '../i18n/I18n'
import { sound } from './feedback'
import { useScans } from './useScans'

const Camera = lazy(() => import('./Camera'))

/**
 * Where codes come in: from a hand scanner without touching anything, by the camera, or typed. The field does not take the focus by itself,
 * because on a phone that would cover half the screen with a keyboard.
 */
export function ScanField({ label, onScan }: { label: string; onScan: (code: string) => void }) {
  const t = useT()
  const [text, setText] = useState('')
  const [hasCamera, setHasCamera] = useState(false)
  const [isLoud, setIsLoud] = useState(sound.isOn)
  useScans(onScan)

  return (
    <Box>
      {hasCamera && (
        <Suspense fallback={<Skeleton variant="rounded" height={200} sx={{ mb: 1.5 }} />}>
          <Camera onScan={onScan} onClose={() => setHasCamera(false)} />
        </Suspense>
      )}
      <Box
        component="form"
        onSubmit={event => {
          event.preventDefault()
          const code = text.trim()
          setText('')
          if (code) onScan(code)
        }}
        sx={{ display: 'flex', gap: 1, alignItems: 'stretch' }}
      >
        <TextField
          size="medium"
          label={label}
          value={text}
          onChange={event => setText(event.target.value)}
          slotProps={{ htmlInput: { autoCapitalize: 'off', autoCorrect: 'off', spellCheck: false, autoComplete: 'off', enterKeyHint: 'go' } }}
        />
        {!hasCamera && (
          <Button variant="outlined" color="inherit" onClick={() => setHasCamera(true)} aria-label={t('warehouse.camera_open')} sx={{ borderColor: 'divider', minWidth: 52, px: 0 }}>
            <CameraAlt />
          </Button>
        )}
        <IconButton
          aria-label={t('warehouse.sound')}
          aria-pressed={isLoud}
          onClick={() => {
            sound.turn(!isLoud)
            setIsLoud(!isLoud)
          }}
          sx={{ width: 48 }}
        >
          {isLoud ? <VolumeUp /> : <VolumeOff />}
        </IconButton>
      </Box>
    </Box>
  )
}
