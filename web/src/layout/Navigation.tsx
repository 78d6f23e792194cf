import AssignmentOutlined from '@mui/icons-material/AssignmentOutlined'
import BalanceOutlined from '@mui/icons-material/BalanceOutlined'
import Inventory2Outlined from '@mui/icons-material/Inventory2Outlined'
import LayersOutlined from '@mui/icons-material/LayersOutlined'
import LocalShippingOutlined from '@mui/icons-material/LocalShippingOutlined'
import SavingsOutlined from '@mui/icons-material/SavingsOutlined'
import TodayOutlined from '@mui/icons-material/TodayOutlined'
import UploadFileOutlined from '@mui/icons-material/UploadFileOutlined'
import { Box, List, ListItem, ListItemButton, ListItemIcon, ListItemText, Typography } from '@mui/material'
import type { ComponentType } from 'react'
import { NavLink } from 'react-router-dom'
import { useMay, useStoreContext } from '../api/store-context'
import type { Permission } from '../api/types'
import type { MessageKey } from '../i18n/translate'
import { useT } from '../i18n/I18n'
import { paths, type Paths } from '../paths'
import { AccountMenu } from './AccountMenu'
import { Brand } from './Brand'
import { StoreMenu } from './StoreMenu'

type Place = { label: MessageKey; to: (path: Paths) => string; icon: ComponentType; needs?: Permission }

const GROUPS: { label: MessageKey | null; places: Place[] }[] = [
  {
    label: null,
    places: [
      { label: 'today.title', to: path => path.today(), icon: TodayOutlined },
      { label: 'orders.title', to: path => path.orders(), icon: AssignmentOutlined, needs: 'orders.read' },
      { label: 'imports.title', to: path => path.imports(), icon: UploadFileOutlined, needs: 'imports.read' },
      { label: 'stock.title', to: path => path.stock(), icon: Inventory2Outlined, needs: 'stock.read' },
    ],
  },
  {
    label: 'fulfilment.title',
    places: [
      { label: 'batches.title', to: path => path.batches(), icon: LayersOutlined, needs: 'fulfilment.read' },
      { label: 'manifests.title', to: path => path.manifests(), icon: LocalShippingOutlined, needs: 'fulfilment.read' },
      { label: 'reconciliations.title', to: path => path.reconciliations(), icon: BalanceOutlined, needs: 'reconciliation.read' },
      { label: 'costs.title', to: path => path.costs(), icon: SavingsOutlined, needs: 'costs.read' },
    ],
  },
]

export function Navigation({ onNavigate }: { onNavigate: () => void }) {
  const t = useT()
  const may = useMay()
  const { store } = useStoreContext()
  const path = paths(store.id)
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', height: '100%', width: '100%', p: 1.5, gap: 1.5 }}>
      <Box sx={{ px: 1, pt: 0.5 }}>
        <Brand />
      </Box>
      <StoreMenu />
      <Box component="nav" aria-label={t('layout.navigation')} sx={{ flex: 1, overflowY: 'auto' }}>
        {GROUPS.map(group => {
          const places = group.places.filter(place => !place.needs || may(place.needs))
          return (
            places.length > 0 && (
              <Box key={group.label}>
                {group.label && (
                  <Typography variant="overline" component="p" color="textSecondary" sx={{ px: 1.25, pt: 1.5 }}>
                    {t(group.label)}
                  </Typography>
                )}
                <List dense disablePadding>
                  {places.map(place => (
                    <ListItem key={place.label} disablePadding sx={{ mb: '2px' }}>
                      <ListItemButton
                        component={NavLink}
                        to={place.to(path)}
                        end={place.to(path) === path.today()}
                        onClick={onNavigate}
                        sx={{
                          px: 1.25,
                          minHeight: 36,
                          '&.active': {
                            bgcolor: theme => theme.palette.tones.active.wash,
                            color: theme => theme.palette.tones.active.ink,
                            '& .MuiListItemIcon-root': { color: 'inherit' },
                            '& .MuiListItemText-primary': { fontWeight: 650 },
                          },
                        }}
                      >
                        <ListItemIcon sx={{ minWidth: 32, '& svg': { fontSize: 19 } }}>
                          <place.icon />
                        </ListItemIcon>
                        <ListItemText primary={t(place.label)} sx={{ my: 0 }} />
                      </ListItemButton>
                    </ListItem>
                  ))}
                </List>
              </Box>
            )
          )
        })}
      </Box>
      <AccountMenu />
    </Box>
  )
}
