import AccountCircleOutlined from '@mui/icons-material/AccountCircleOutlined'
import Logout from '@mui/icons-material/Logout'
import ManageAccountsOutlined from '@mui/icons-material/ManageAccountsOutlined'
import SupervisedUserCircleOutlined from '@mui/icons-material/SupervisedUserCircleOutlined'
import { Box, Button, ListItemButton, ListItemIcon, ListItemText, Popover } from '@mui/material'
import { lazy, Suspense, useState } from 'react'
import { Link as RouterLink } from 'react-router-dom'
import { useMay, useStoreContext } from '../api/store-context'
import { useT, useWord } from '../i18n/I18n'
import { Appearance } from './Appearance'
import { usePaths } from './usePaths'

const ActDialog = lazy(() => import('../acting/ActDialog'))

export function AccountMenu() {
  const t = useT()
  const word = useWord()
  const may = useMay()
  const { me, signOut, acting } = useStoreContext()
  const path = usePaths()
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const [isChoosing, setIsChoosing] = useState(false)
  return (
    <Box sx={{ borderTop: 1, borderColor: 'divider', pt: 1 }}>
      <ListItemButton
        component="button"
        aria-haspopup="dialog"
        aria-expanded={Boolean(anchor)}
        onClick={event => setAnchor(event.currentTarget)}
        sx={{ px: 1.25, py: 0.5, border: 0, bgcolor: 'transparent', font: 'inherit', color: 'inherit', textAlign: 'left', width: '100%' }}
      >
        <ListItemIcon sx={{ minWidth: 32 }}>
          <AccountCircleOutlined fontSize="small" />
        </ListItemIcon>
        <ListItemText
          primary={me.name}
          secondary={word('role', me.role)}
          title={`${me.name} · ${me.email}`}
          slotProps={{ primary: { noWrap: true, variant: 'body2', sx: { fontSize: '0.8125rem' } }, secondary: { noWrap: true, variant: 'caption' } }}
          sx={{ my: 0, minWidth: 0 }}
        />
      </ListItemButton>
      <Popover
        anchorEl={anchor}
        open={Boolean(anchor)}
        onClose={() => setAnchor(null)}
        anchorOrigin={{ vertical: 'top', horizontal: 'left' }}
        transformOrigin={{ vertical: 'bottom', horizontal: 'left' }}
        slotProps={{ paper: { role: 'dialog', 'aria-label': t('layout.account'), variant: 'outlined', sx: { p: 2, width: 256, display: 'grid', gap: 2 } } }}
      >
        <Appearance />
        {me.acting ? (
          <Button variant="outlined" color="inherit" startIcon={<SupervisedUserCircleOutlined />} onClick={acting.end}>
            {t('acting.end')}
          </Button>
        ) : (
          <Button component={RouterLink} to={path.account()} variant="outlined" color="inherit" startIcon={<ManageAccountsOutlined />} onClick={() => setAnchor(null)}>
            {t('account.open')}
          </Button>
        )}
        {may('users.act_as') && (
          <Button
            variant="outlined"
            color="inherit"
            startIcon={<SupervisedUserCircleOutlined />}
            onClick={() => {
              setAnchor(null)
              setIsChoosing(true)
            }}
          >
            {t('acting.begin')}
          </Button>
        )}
        <Button variant="outlined" color="inherit" startIcon={<Logout />} onClick={signOut}>
          {t('identity.sign_out')}
        </Button>
      </Popover>
      {isChoosing && (
        <Suspense>
          <ActDialog onClose={() => setIsChoosing(false)} />
        </Suspense>
      )}
    </Box>
  )
}
