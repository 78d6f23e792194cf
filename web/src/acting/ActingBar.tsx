import SupervisedUserCircleOutlined from '@mui/icons-material/SupervisedUserCircleOutlined'
import { Box, Button, Typography } from '@mui/material'
import { useStoreContext } from '../api/store-context'
import { useFormat, useT } from '../i18n/I18n'
import type { MessageKey } from '../i18n/translate'

/** In whose place somebody is, always in view, and the way out of it. */
export function ActingBar() {
  const t = useT()
  const format = useFormat()
  const { me, acting } = useStoreContext()
  if (!me.acting) return null
  const withheld = me.acting.withheld.map(permission => t(`permission.${permission.replace('.', '_')}` as MessageKey))
  return (
    <Box
      role="region"
      aria-label={t('acting.title')}
      sx={theme => ({
        display: 'flex',
        alignItems: 'center',
        gap: 1.5,
        px: { xs: 1.5, sm: 3 },
        py: 0.75,
        color: theme.palette.tones.warn.ink,
        backgroundColor: theme.palette.tones.warn.wash,
        borderBottom: `1px solid ${theme.palette.tones.warn.solid}`,
      })}
    >
      <SupervisedUserCircleOutlined fontSize="small" />
      <Box sx={{ flex: 1, minWidth: 0 }}>
        <Typography variant="body2" component="p" sx={{ fontWeight: 600 }}>
          {t('acting.banner', { client: me.name, name: me.acting.name })}
        </Typography>
        <Typography variant="caption" component="p" sx={{ display: { xs: 'none', sm: 'block' } }}>
          {withheld.length > 0 ? t('acting.withheld', { list: format.list(withheld) }) : t('acting.told')}
        </Typography>
      </Box>
      <Button variant="outlined" color="inherit" onClick={acting.end} sx={{ flexShrink: 0 }}>
        {t('acting.end')}
      </Button>
    </Box>
  )
}
