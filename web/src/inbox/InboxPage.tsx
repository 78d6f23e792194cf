import { Box, Button, Paper, Typography } from '@mui/material'
import { useQueryClient } from '@tanstack/react-query'
import { useCommand, useGrowingList } from '../api/queries'
import { useOperations, useStoreContext } from '../api/store-context'
import type { Notice } from '../api/types'
import { useT } from '../i18n/I18n'
import { AppLink } from '../layout/AppLink'
import { EmptyState } from '../layout/EmptyState'
import { Growing } from '../layout/Growing'
import { PageHeader } from '../layout/PageHeader'
import { ProblemAlert } from '../layout/ProblemAlert'
import { When } from '../layout/When'
import { paths } from '../paths'
import { placeOf } from './notices'

/** What one should know, the newest first. Opening the thing of a notice is reading it. */
export default function InboxPage() {
  const t = useT()
  const client = useQueryClient()
  const { listNotices, readNotices } = useOperations()
  const list = useGrowingList(['inbox', 'list'], cursor => listNotices({ limit: 50, cursor }))
  const read = useCommand((ids: string[] | null, key) => readNotices(ids ? { notices: ids } : {}, key), [], () => client.invalidateQueries({ queryKey: ['inbox'] }))
  const hasUnread = list.items?.some(notice => !notice.is_read)
  return (
    <>
      <PageHeader
        title={t('inbox.title')}
        below={t('inbox.below')}
        actions={
          hasUnread && (
            <Button variant="outlined" onClick={() => read.send(null)} loading={read.isSending}>
              {t('inbox.read_all')}
            </Button>
          )
        }
      />
      {read.problem && <ProblemAlert problem={read.problem} />}
      <Paper variant="outlined" sx={{ overflow: 'hidden', maxWidth: 860, pt: list.items?.length ? 0 : 2 }}>
        {list.items?.length === 0 ? (
          <EmptyState title={t('inbox.empty')} hint={t('inbox.empty_hint')} />
        ) : (
          <Growing list={list} empty={t('inbox.empty')}>
            {items => (
              <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
                {items.map(notice => (
                  <Line key={notice.id} notice={notice} onRead={() => read.send([notice.id])} />
                ))}
              </Box>
            )}
          </Growing>
        )}
      </Paper>
    </>
  )
}

function Line({ notice, onRead }: { notice: Notice; onRead: () => void }) {
  const t = useT()
  const { me, store } = useStoreContext()
  const place = me.stores.find(it => it.id === notice.store)
  const { name, n } = notice
  return (
    <Box component="li" sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: 1.5, px: 2, py: 1.25, borderTop: 1, borderColor: 'divider', '&:first-of-type': { borderTop: 0 } }}>
      <Box sx={{ flex: '1 1 240px', minWidth: 0 }}>
        <Box sx={{ overflowWrap: 'anywhere', fontWeight: notice.is_read ? 400 : 650 }} onClick={notice.is_read ? undefined : onRead}>
          <AppLink to={placeOf(notice, paths(notice.store))}>{t(`inbox.says.${notice.kind}`, { name, n })}</AppLink>
        </Box>
        <Typography variant="body2" color="textSecondary">
          {!notice.is_read && <strong>{t('inbox.unread')} · </strong>}
          {notice.store !== store.id && place && `${place.name} · `}
          <When at={notice.at} />
        </Typography>
      </Box>
      {!notice.is_read && (
        <Button size="small" color="inherit" onClick={onRead} aria-label={`${t('inbox.read_one')}: ${t(`inbox.says.${notice.kind}`, { name, n })}`}>
          {t('inbox.read_one')}
        </Button>
      )}
    </Box>
  )
}
