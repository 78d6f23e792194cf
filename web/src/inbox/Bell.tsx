import NotificationsOutlined from '@mui/icons-material/NotificationsOutlined'
import { Badge, IconButton } from '@mui/material'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router-dom'
import { useOperations } from '../api/store-context'
import { useT } from '../i18n/I18n'
import { usePaths } from '../layout/usePaths'

/** How often the bell asks. */
const ASKED_MS = 60_000

/** How much is unread, and the way to it. A bell that gets no answer shows nothing; the inbox says why. */
export function Bell({ onNavigate }: { onNavigate?: () => void }) {
  const t = useT()
  const path = usePaths()
  const { countUnread } = useOperations()
  const { data } = useQuery({ queryKey: ['inbox', 'unread'], queryFn: countUnread, refetchInterval: ASKED_MS })
  const n = data?.n ?? 0
  return (
    <IconButton component={Link} to={path.inbox()} color="inherit" onClick={onNavigate} aria-label={n > 0 ? t('inbox.n_unread', { n }) : t('inbox.open')}>
      <Badge badgeContent={data?.at_least ? t('inbox.more', { n }) : n} color="error" max={99}>
        <NotificationsOutlined fontSize="small" />
      </Badge>
    </IconButton>
  )
}
