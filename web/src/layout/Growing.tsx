import { Box, Button, Skeleton } from '@mui/material'
import type { ReactNode } from 'react'
import type { Problem } from '../api/problem'
import { useT } from '../i18n/I18n'
import { EmptyState } from './EmptyState'
import { ProblemAlert } from './ProblemAlert'

type GrowingList<Item> = {
  items: Item[] | undefined
  problem: Problem | null
  hasMore: boolean
  isGrowing: boolean
  grow: () => void
}

/** A list inside a panel: loading, refused, empty, or its items with a button for more. */
export function Growing<Item>({
  list,
  empty,
  children,
}: {
  list: GrowingList<Item>
  empty: string
  children: (items: Item[]) => ReactNode
}) {
  const t = useT()
  if (list.problem)
    return (
      <Box sx={{ px: 2, pb: 1 }}>
        <ProblemAlert problem={list.problem} />
      </Box>
    )
  if (!list.items) return <Skeleton variant="rounded" height={96} sx={{ m: 2, mt: 0 }} />
  if (list.items.length === 0) return <EmptyState title={empty} />
  return (
    <>
      {children(list.items)}
      {list.hasMore && (
        <Box sx={{ p: 1, textAlign: 'center' }}>
          <Button onClick={list.grow} loading={list.isGrowing}>
            {t('action.more')}
          </Button>
        </Box>
      )}
    </>
  )
}
