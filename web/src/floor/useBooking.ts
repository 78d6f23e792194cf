import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Problem } from '../api/problem'
import type { ResourceName } from '../api/resources'
import type { useDraft } from './useDraft'

/**
 * Books a draft, once however often it is tried: the count and its name stay until the API has said yes or no, and what is booked lets the next
 * count begin with nothing and the named resources be read again.
 */
export function useBooking<Counted>(draft: ReturnType<typeof useDraft<Counted>>, resources: readonly ResourceName[]) {
  const client = useQueryClient()
  const [isSending, setIsSending] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  async function book(send: (key: string) => Promise<unknown>, onBooked: () => void) {
    setIsSending(true)
    setProblem(null)
    draft.sent()
    try {
      await send(draft.key)
    } catch (error) {
      const refusal = Problem.from(error)
      setProblem(refusal)
      setIsSending(false)
      if (!refusal.isUndecided) draft.refused()
      return
    }
    draft.begin()
    await Promise.all(resources.map(resource => client.invalidateQueries({ queryKey: [resource] })))
    onBooked()
  }
  return { book, isSending, problem, isLocked: draft.isSent || isSending }
}
