import { Alert, Box, Button, Checkbox, Skeleton, Typography } from '@mui/material'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Problem } from '../api/problem'
import { useMay, useOperations, useStoreContext } from '../api/store-context'
import type { DeadLetter, DeadLetterQueue } from '../api/types'
import { useFormat, useT, useWord } from '../i18n/I18n'
import { Panel } from '../layout/Panel'
import { ProblemAlert } from '../layout/ProblemAlert'
import { SmallTable } from '../layout/SmallTable'
import { When } from '../layout/When'
import { About } from './About'
import { Details } from './Details'
import { DiscardDialog, RetryDialog } from './dialogs'
import { useTitle, wordOf } from './words'

const REFRESH_MS = 60_000

/** What of a function's work is stuck. */
export function QueuePanel({ queue: { queue, letters: n, oldest_sent_at } }: { queue: DeadLetterQueue }) {
  const t = useT()
  const word = useWord()
  const format = useFormat()
  const may = useMay()('operations.replay')
  const { listDeadLetters } = useOperations()
  const { data, error } = useQuery({ queryKey: ['dead-letters', queue], queryFn: () => listDeadLetters(queue), refetchInterval: REFRESH_MS })
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [doing, setDoing] = useState<'retry' | 'retry_all' | 'discard' | null>(null)
  const letters = data?.items ?? []
  const named = letters.filter(letter => chosen.has(letter.id))
  const close = () => setDoing(null)
  const done = () => {
    setChosen(new Set())
    close()
  }
  const name = word('dead_letters.queue', wordOf(queue))
  return (
    <Panel
      title={name}
      flush
      aside={
        may && (
          <Button size="small" onClick={() => setDoing('retry_all')} disabled={!letters.some(letter => letter.can_be_replayed)}>
            {t('dead_letters.retry_all')}
          </Button>
        )
      }
    >
      <Typography variant="body2" color="textSecondary" sx={{ px: 2, pb: 1 }}>
        {t('dead_letters.n', { n: data ? letters.length : n })}
        {oldest_sent_at && `, ${t('dead_letters.oldest', { at: format.dateTime(oldest_sent_at) })}`}
      </Typography>
      {may && named.length > 0 && (
        <Box sx={{ px: 2, pb: 1, display: 'flex', flexWrap: 'wrap', gap: 1 }}>
          <Button size="small" variant="contained" onClick={() => setDoing('retry')} disabled={!named.every(letter => letter.can_be_replayed)}>
            {t('dead_letters.retry')} ({named.length})
          </Button>
          <Button size="small" variant="outlined" color="error" onClick={() => setDoing('discard')}>
            {t('dead_letters.discard')} ({named.length})
          </Button>
        </Box>
      )}
      {error && (
        <Box sx={{ px: 2, pb: 1 }}>
          <ProblemAlert problem={Problem.from(error)} />
        </Box>
      )}
      {!data && !error && <Skeleton variant="rounded" height={96} sx={{ m: 2, mt: 0 }} />}
      {data && <Letters queue={queue} letters={letters} chosen={may ? chosen : null} onChoose={setChosen} />}
      {data?.more && (
        <Alert severity="info" variant="outlined" sx={{ m: 2 }}>
          {t('dead_letters.more')}
        </Alert>
      )}
      {doing === 'retry' && <RetryDialog queue={queue} letters={named} onClose={close} onDone={done} />}
      {doing === 'retry_all' && <RetryDialog queue={queue} letters={null} onClose={close} onDone={done} />}
      {doing === 'discard' && <DiscardDialog queue={queue} letters={named} onClose={close} onDone={done} />}
    </Panel>
  )
}

function Letters({
  queue,
  letters,
  chosen,
  onChoose,
}: {
  queue: string
  letters: DeadLetter[]
  /** None may be chosen where it is null. */
  chosen: ReadonlySet<string> | null
  onChoose: (chosen: ReadonlySet<string>) => void
}) {
  const t = useT()
  const title = useTitle()
  const [shown, setShown] = useState<DeadLetter | null>(null)
  const toggle = (id: string) => {
    const next = new Set(chosen)
    if (!next.delete(id)) next.add(id)
    onChoose(next)
  }
  const choice = chosen && {
    label: t('dead_letters.choose'),
    cell: (letter: DeadLetter) => (
      <Checkbox
        size="small"
        checked={chosen.has(letter.id)}
        onChange={() => toggle(letter.id)}
        slotProps={{ input: { 'aria-label': t('dead_letters.choose_one', { what: title(letter) }) } }}
        sx={{ p: { xs: 0.5, sm: 0.25 }, ml: -0.5 }}
      />
    ),
  }
  return (
    <>
      <SmallTable
        rows={letters}
        rowKey={letter => letter.id}
        columns={[
          ...(choice ? [choice] : []),
          { label: t('dead_letters.what'), cell: title },
          { label: t('dead_letters.about'), cell: letter => <Box component="span" sx={{ overflowWrap: 'anywhere' }}><About letter={letter} /></Box> },
          { label: t('dead_letters.store'), cell: letter => <StoreOf letter={letter} /> },
          { label: t('dead_letters.sent_at'), cell: letter => <Box component="span" sx={{ whiteSpace: 'nowrap' }}><When at={letter.sent_at} /></Box> },
          { label: t('dead_letters.why'), cell: letter => <Box component="span" sx={{ overflowWrap: 'anywhere' }}>{letter.cause ?? t('dead_letters.why_in_log')}</Box> },
          {
            label: t('dead_letters.details'),
            cell: letter => (
              <Button size="small" onClick={() => setShown(letter)} aria-label={t('dead_letters.details_of', { what: title(letter) })}>
                {t('dead_letters.details')}
              </Button>
            ),
          },
        ]}
      />
      {shown && <Details queue={queue} letter={shown} onClose={() => setShown(null)} />}
    </>
  )
}

export function StoreOf({ letter: { store } }: { letter: DeadLetter }) {
  const t = useT()
  const { me } = useStoreContext()
  return <>{store ? (me.stores.find(known => known.id === store)?.name ?? store) : t('dead_letters.no_store')}</>
}
