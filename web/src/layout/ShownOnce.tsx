import ContentCopy from '@mui/icons-material/ContentCopy'
import { Alert, Box, Button, Typography } from '@mui/material'
import { useSaid } from './Said'

/** A secret that is shown when it is made and never again. */
export function ShownOnce({
  title,
  secret,
  words,
  onSeen,
}: {
  title: string
  secret: string
  words: { copy: string; copied: string; haveIt: string }
  onSeen: () => void
}) {
  const say = useSaid()
  return (
    <Alert severity="success" variant="outlined" sx={{ mb: 2, '& .MuiAlert-message': { minWidth: 0, flex: 1 } }}>
      <Typography sx={{ fontWeight: 600 }}>{title}</Typography>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center', mt: 1 }}>
        <Box component="code" sx={{ p: 1, borderRadius: 1, bgcolor: 'sunken', color: 'text.primary', overflowWrap: 'anywhere', flex: '1 1 240px' }}>
          {secret}
        </Box>
        <Button variant="outlined" startIcon={<ContentCopy />} onClick={() => void navigator.clipboard?.writeText(secret).then(() => say(words.copied))}>
          {words.copy}
        </Button>
        <Button color="inherit" onClick={onSeen}>
          {words.haveIt}
        </Button>
      </Box>
    </Alert>
  )
}
