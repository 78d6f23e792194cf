import AllInboxOutlined from '@mui/icons-material/AllInboxOutlined'
import AssignmentOutlined from '@mui/icons-material/AssignmentOutlined'
import AssignmentReturnOutlined from '@mui/icons-material/AssignmentReturnOutlined'
import BalanceOutlined from '@mui/icons-material/BalanceOutlined'
import CategoryOutlined from '@mui/icons-material/CategoryOutlined'
import ChecklistOutlined from '@mui/icons-material/ChecklistOutlined'
import ContactsOutlined from '@mui/icons-material/ContactsOutlined'
import FactCheckOutlined from '@mui/icons-material/FactCheckOutlined'
import HistoryOutlined from '@mui/icons-material/HistoryOutlined'
import InputOutlined from '@mui/icons-material/InputOutlined'
import Inventory2Outlined from '@mui/icons-material/Inventory2Outlined'
import FileDownloadOutlined from '@mui/icons-material/FileDownloadOutlined'
import KeyboardReturnOutlined from '@mui/icons-material/KeyboardReturnOutlined'
import KeyOutlined from '@mui/icons-material/KeyOutlined'
import LayersOutlined from '@mui/icons-material/LayersOutlined'
import LocalShippingOutlined from '@mui/icons-material/LocalShippingOutlined'
import PeopleOutlined from '@mui/icons-material/PeopleOutlined'
import ReplayCircleFilledOutlined from '@mui/icons-material/ReplayCircleFilledOutlined'
import PinOutlined from '@mui/icons-material/PinOutlined'
import ReportProblemOutlined from '@mui/icons-material/ReportProblemOutlined'
import SavingsOutlined from '@mui/icons-material/SavingsOutlined'
import MoveToInboxOutlined from '@mui/icons-material/MoveToInboxOutlined'
import PanToolAltOutlined from '@mui/icons-material/PanToolAltOutlined'
import SchemaOutlined from '@mui/icons-material/SchemaOutlined'
import SettingsOutlined from '@mui/icons-material/SettingsOutlined'
import StorefrontOutlined from '@mui/icons-material/StorefrontOutlined'
import TodayOutlined from '@mui/icons-material/TodayOutlined'
import UploadFileOutlined from '@mui/icons-material/UploadFileOutlined'
import ViewKanbanOutlined from '@mui/icons-material/ViewKanbanOutlined'
import WebhookOutlined from '@mui/icons-material/WebhookOutlined'
import { Box, List, ListItem, ListItemButton, ListItemIcon, ListItemText, Typography } from '@mui/material'
import type { ComponentType } from 'react'
import { NavLink } from 'react-router-dom'
import { useMay, useStoreContext } from '../api/store-context'
import type { Permission } from '../api/types'
import type { MessageKey } from '../i18n/translate'
import { useT } from '../i18n/I18n'
import { Bell } from '../inbox/Bell'
import { paths, type Paths } from '../paths'
import { SearchButton } from '../search/SearchButton'
import { AccountMenu } from './AccountMenu'
import { Brand } from './Brand'
import { StoreLogo } from './StoreLogo'
import { StoreMenu } from './StoreMenu'

type Place = { label: MessageKey; to: (path: Paths) => string; icon: ComponentType; needs?: Permission; /** Says nothing to whoever reaches one store alone. */ isForMany?: boolean }

/** In the order of the day. What is added later goes to the end of its group. */
const GROUPS: { label: MessageKey | null; places: Place[] }[] = [
  {
    label: null,
    places: [
      { label: 'today.title', to: path => path.today(), icon: TodayOutlined },
      { label: 'head_office.title', to: path => path.headOffice(), icon: StorefrontOutlined, needs: 'orders.read', isForMany: true },
      { label: 'board.title', to: path => path.board(), icon: ViewKanbanOutlined, needs: 'orders.read' },
      { label: 'orders.title', to: path => path.orders(), icon: AssignmentOutlined, needs: 'orders.read' },
      { label: 'imports.title', to: path => path.imports(), icon: UploadFileOutlined, needs: 'imports.read' },
      { label: 'stock.title', to: path => path.stock(), icon: Inventory2Outlined, needs: 'stock.read' },
      { label: 'inbound.title', to: path => path.asns(), icon: InputOutlined, needs: 'stock.read' },
      { label: 'returns.title', to: path => path.returns(), icon: AssignmentReturnOutlined, needs: 'orders.read' },
      { label: 'counts.title', to: path => path.counts(), icon: ChecklistOutlined, needs: 'stock.read' },
    ],
  },
  {
    label: 'fulfilment.title',
    places: [
      { label: 'batches.title', to: path => path.batches(), icon: LayersOutlined, needs: 'fulfilment.read' },
      { label: 'manifests.title', to: path => path.manifests(), icon: LocalShippingOutlined, needs: 'fulfilment.read' },
      { label: 'reconciliations.title', to: path => path.reconciliations(), icon: BalanceOutlined, needs: 'reconciliation.read' },
      { label: 'costs.title', to: path => path.costs(), icon: SavingsOutlined, needs: 'costs.read' },
      { label: 'exports.title', to: path => path.exports(), icon: FileDownloadOutlined },
      { label: 'findings.title', to: path => path.findings(), icon: ReportProblemOutlined, needs: 'findings.read' },
    ],
  },
  {
    label: 'warehouse.title',
    places: [
      { label: 'warehouse.pick', to: path => path.pickStart(), icon: PanToolAltOutlined, needs: 'fulfilment.pick' },
      { label: 'warehouse.pack', to: path => path.pack(), icon: AllInboxOutlined, needs: 'fulfilment.pack' },
      { label: 'warehouse.hand_over', to: path => path.handOverStart(), icon: FactCheckOutlined, needs: 'fulfilment.ship' },
      { label: 'stock.receive', to: path => path.receive(), icon: MoveToInboxOutlined, needs: 'stock.receive' },
      { label: 'returns.receive_title', to: path => path.takeBack(), icon: KeyboardReturnOutlined, needs: 'stock.receive' },
      { label: 'counts.count_goods', to: path => path.countStart(), icon: PinOutlined, needs: 'stock.adjust' },
    ],
  },
  {
    label: 'setup.title',
    places: [
      { label: 'products.title', to: path => path.products(), icon: CategoryOutlined, needs: 'catalogue.read' },
      { label: 'customers.title', to: path => path.customers(), icon: ContactsOutlined, needs: 'customers.read' },
      { label: 'profiles.title', to: path => path.profiles(), icon: SchemaOutlined, needs: 'imports.read' },
      { label: 'keys.title', to: path => path.apiKeys(), icon: KeyOutlined, needs: 'keys.write' },
      { label: 'webhooks.title', to: path => path.webhooks(), icon: WebhookOutlined, needs: 'keys.write' },
      { label: 'settings.title', to: path => path.settings(), icon: SettingsOutlined, needs: 'settings.read' },
      { label: 'people.title', to: path => path.people(), icon: PeopleOutlined, needs: 'users.read' },
      { label: 'audit.title', to: path => path.audit(), icon: HistoryOutlined, needs: 'audit.read' },
      { label: 'dead_letters.title', to: path => path.deadLetters(), icon: ReplayCircleFilledOutlined, needs: 'operations.read' },
    ],
  },
]

/** Every place that the navigation leads to. */
export const PLACES = GROUPS.flatMap(group => group.places)

export function Navigation({ onNavigate, hasSearchKey = false }: { onNavigate: () => void; hasSearchKey?: boolean }) {
  const t = useT()
  const may = useMay()
  const { me, store } = useStoreContext()
  const path = paths(store.id)
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', height: '100%', width: '100%', p: 1.5, gap: 1.5 }}>
      <Box sx={{ pl: 1, pt: 0.5, display: 'flex', alignItems: 'center', justifyContent: 'space-between' }}>
        <Brand />
        {!me.acting && <Bell onNavigate={onNavigate} />}
      </Box>
      <StoreLogo />
      <StoreMenu />
      <SearchButton hasKey={hasSearchKey} />
      <Box component="nav" aria-label={t('layout.navigation')} sx={{ flex: 1, overflowY: 'auto' }}>
        {GROUPS.map(group => {
          const places = group.places.filter(place => (!place.needs || may(place.needs)) && (!place.isForMany || me.stores.length > 1))
          return (
            places.length > 0 && (
              <Box key={group.label}>
                {group.label && (
                  <Typography variant="overline" component="p" color="textSecondary" sx={{ px: 1.25, pt: 1 }}>
                    {t(group.label)}
                  </Typography>
                )}
                <List dense disablePadding>
                  {places.map(place => (
                    <ListItem key={place.label} disablePadding sx={{ mb: '1px' }}>
                      <ListItemButton
                        component={NavLink}
                        to={place.to(path)}
                        end={place.to(path) === path.today()}
                        onClick={onNavigate}
                        sx={{
                          px: 1.25,
                          minHeight: { xs: 40, md: 30 },
                          py: 0,
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
