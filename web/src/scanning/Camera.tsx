import { Alert, Box, Button } from '@mui/material'
import { useEffect, useRef, useState } from 'react'
import { useT } from '../i18n/I18n'
import { Sightings } from './sightings'

const LOOK_EVERY_MS = 120

type Detector = { detect: (source: HTMLVideoElement) => Promise<{ rawValue: string }[]> }

const FORMATS = ['code_128', 'ean_13', 'ean_8', 'upc_a', 'upc_e', 'itf', 'qr_code', 'data_matrix']

/** The device's camera as a scanner. Default export: it is loaded when somebody opens it. */
export default function Camera({ onScan, onClose }: { onScan: (code: string) => void; onClose: () => void }) {
  const t = useT()
  const video = useRef<HTMLVideoElement>(null)
  const [isRefused, setIsRefused] = useState(false)
  const tell = useRef(onScan)
  useEffect(() => {
    tell.current = onScan
  })

  useEffect(() => {
    const screen = video.current
    if (!screen) return
    let isOpen = true
    let stop: () => void = () => undefined
    const sightings = new Sightings()
    let isLooking = false
    async function look(detector: Detector, source: HTMLVideoElement) {
      if (isLooking || source.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return
      isLooking = true
      const codes = await detector.detect(source).catch(() => [])
      isLooking = false
      if (isOpen) sightings.look(codes.map(({ rawValue }) => rawValue), Date.now()).forEach(code => tell.current(code))
    }
    void openCamera(screen).then(
      async stream => {
        const close = () => stream.getTracks().forEach(track => track.stop())
        if (!isOpen) return close()
        const detector = await createDetector()
        const timer = setInterval(() => void look(detector, screen), LOOK_EVERY_MS)
        stop = () => {
          clearInterval(timer)
          close()
        }
        if (!isOpen) stop()
      },
      () => setIsRefused(true),
    )
    return () => {
      isOpen = false
      stop()
    }
  }, [])

  return (
    <Box sx={{ position: 'relative', borderRadius: 1, overflow: 'hidden', bgcolor: '#000', mb: 1.5 }}>
      {isRefused ? (
        <Alert severity="warning">{t('warehouse.camera_refused')}</Alert>
      ) : (
        <Box component="video" ref={video} muted playsInline aria-label={t('warehouse.camera')} sx={{ display: 'block', width: '100%', height: 200, objectFit: 'cover' }} />
      )}
      <Button variant="contained" onClick={onClose} sx={{ position: 'absolute', right: 8, bottom: 8 }}>
        {t('warehouse.camera_close')}
      </Button>
    </Box>
  )
}

async function openCamera(screen: HTMLVideoElement) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } } })
  screen.srcObject = stream
  await screen.play()
  return stream
}

/** The browser's own detector where it has one (Android, macOS), else a library that is fetched now. */
async function createDetector(): Promise<Detector> {
  const Native = (globalThis as { BarcodeDetector?: { new (options: { formats: string[] }): Detector; getSupportedFormats: () => Promise<string[]> } }).BarcodeDetector
  const known = Native ? await Native.getSupportedFormats().catch(() => []) : []
  if (Native && known.includes('code_128')) return new Native({ formats: FORMATS.filter(format => known.includes(format)) })
  const { BrowserMultiFormatReader } = await import('@zxing/browser')
  const reader = new BrowserMultiFormatReader()
  const canvas = document.createElement('canvas')
  return {
    async detect(screen) {
      canvas.width = screen.videoWidth
      canvas.height = screen.videoHeight
      canvas.getContext('2d', { willReadFrequently: true })?.drawImage(screen, 0, 0)
      try {
        return [{ rawValue: reader.decodeFromCanvas(canvas).getText() }]
      } catch {
        // Nothing in sight.
        return []
      }
    },
  }
}
