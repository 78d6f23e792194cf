import { TextField } from '@mui/material'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useCommand } from '../api/queries'
import { useOperations } from '../api/store-context'
import type { DeadLetter, DeadLetterQueue, DeadLettersSettled } from '../api/types'
import { useT, useWord } from '../i18n/I18n'
import { CommandDialog } from '../layout/CommandDialog'
import { useSaid } from '../layout/Said'
import { wordOf } from './words'

type Queue = DeadLetterQueue['queue']

type Dialog = { queue: Queue; onClose: () => void; onDone: () => void }

/** Sends messages back to their queue; all of it where none are named. */
export function RetryDialog({ queue, letters, onClose, onDone }: Dialog & { letters: DeadLetter[] | null }) {
  const t = useT()
  const word = useWord()
  const { replayDeadLetters } = useOperations()
  const renew = useRenew()
  const say = useSaidSettled()
  const command = useCommand(replayDeadLetters, ['audit'], answer => {
    say(answer, t(answer.more ? 'dead_letters.retried_more' : 'dead_letters.retried', { n: answer.done }))
    renew()
    onDone()
  })
  return (
    <CommandDialog
      {...command}
      title={letters ? t('dead_letters.retry_title', { n: letters.length }) : t('dead_letters.retry_all_title', { queue: word('dead_letters.queue', wordOf(queue)) })}
      explanation={t('dead_letters.retry_hint')}
      confirm={t('dead_letters.retry')}
      onConfirm={() => command.send({ queue, messages: letters?.map(letter => letter.id) ?? null })}
      onClose={onClose}
    />
  )
}

/** Removes messages for good; why, stays in the log. */
export function DiscardDialog({ queue, letters, onClose, onDone }: Dialog & { letters: DeadLetter[] }) {
  const t = useT()
  const { discardDeadLetters } = useOperations()
  const renew = useRenew()
  const say = useSaidSettled()
  const [reason, setReason] = useState('')
  const command = useCommand(discardDeadLetters, ['audit'], answer => {
    say(answer, t('dead_letters.discarded', { n: answer.done }))
    renew()
    onDone()
  })
  return (
    <CommandDialog
      {...command}
      title={t('dead_letters.discard_title', { n: letters.length })}
      explanation={t('dead_letters.discard_hint')}
      confirm={t('dead_letters.discard')}
      isDangerous
      isReady={reason.trim() !== ''}
      onConfirm={() => command.send({ queue, messages: letters.map(letter => letter.id), reason: reason.trim() })}
      onClose={onClose}
    >
      <TextField label={t('orders.reason')} value={reason} onChange={event => setReason(event.target.value)} required autoFocus multiline minRows={2} slotProps={{ htmlInput: { maxLength: 500 } }} />
    </CommandDialog>
  )
}

/** Looks at all queues again. */
function useRenew() {
  const client = useQueryClient()
  return () => void client.invalidateQueries({ queryKey: ['dead-letters'] })
}

/** Says what was done, and what was not there to do it with. */
function useSaidSettled() {
  const t = useT()
  const say = useSaid()
  return ({ missing }: DeadLettersSettled, sentence: string) => say(missing.length > 0 ? `${sentence}. ${t('dead_letters.missing', { n: missing.length })}` : sentence)
}
