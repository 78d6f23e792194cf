import Check from '@mui/icons-material/Check'
import UnfoldMore from '@mui/icons-material/UnfoldMore'
import { Button, ListItemText, Menu, MenuItem } from '@mui/material'
import { useState } from 'react'
import { useNavigate } from 'react-router-dom'
import { useStoreContext } from '../api/store-context'
import { useT } from '../i18n/I18n'
import { paths } from '../paths'

export function StoreMenu() {
  const t = useT()
  const { store, me } = useStoreContext()
  const navigate = useNavigate()
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  return (
    <>
      <Button
        variant="outlined"
        color="inherit"
        fullWidth
        endIcon={<UnfoldMore />}
        aria-haspopup="menu"
        aria-expanded={Boolean(anchor)}
        aria-label={t('layout.switch_store', { store: store.name })}
        onClick={event => setAnchor(event.currentTarget)}
        sx={{ justifyContent: 'space-between', borderColor: 'divider', minHeight: 38, textAlign: 'left' }}
      >
        {store.name}
      </Button>
      <Menu anchorEl={anchor} open={Boolean(anchor)} onClose={() => setAnchor(null)} slotProps={{ paper: { sx: { minWidth: 208 } } }}>
        {me.stores.map(other => (
          <MenuItem
            key={other.id}
            selected={other.id === store.id}
            onClick={() => {
              setAnchor(null)
              navigate(paths(other.id).today())
            }}
          >
            <ListItemText primary={other.name} />
            {other.id === store.id && <Check fontSize="small" />}
          </MenuItem>
        ))}
      </Menu>
    </>
  )
}
