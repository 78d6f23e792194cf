import { Box, Typography } from '@mui/material'
import { QRCodeSVG } from 'qrcode.react'
import { useT } from '../i18n/I18n'

/** The authenticator's secret as a picture to scan and as text to type. Default export: it is loaded when somebody needs it. */
export default function SetUpCode({ email, secret }: { email: string; secret: string }) {
  const t = useT()
  const address = `otpauth://totp/${encodeURIComponent(`Packhouse:${email}`)}?${new URLSearchParams({ secret, issuer: 'Packhouse' })}`
  return (
    <Box sx={{ display: 'grid', justifyItems: 'center', gap: 1.5 }}>
      <Box sx={{ p: 1.5, bgcolor: '#fff', borderRadius: 1, lineHeight: 0 }}>
        <QRCodeSVG value={address} size={176} title={t('identity.qr')} />
      </Box>
      <Typography variant="body2" color="textSecondary" sx={{ textAlign: 'center' }}>
        {t('identity.set_up_by_hand')}
        <Box component="code" sx={{ display: 'block', mt: 0.5, color: 'text.primary', letterSpacing: '0.08em', overflowWrap: 'anywhere' }}>
          {secret.replace(/(.{4})/g, '$1 ').trim()}
        </Box>
      </Typography>
    </Box>
  )
}
