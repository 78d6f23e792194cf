import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { Keyring } from './idempotency'
import { Problem } from './problem'
import { sources, type Detail, type ResourceName } from './resources'
import { useOperations } from './store-context'
import type { Page } from './types'

/** How often an object that is still being worked on is looked at, and how often one at rest. */
const WORKING_MS = 2_000
const RESTING_MS = 30_000

/** The object of a page, kept fresh. */
export function useRecord<Name extends ResourceName>(
  resource: Name,
  id: string,
  isWorking: (record: Detail<Name>) => boolean = () => false,
) {
  const operations = useOperations()
  const { data, error } = useQuery({
    queryKey: [resource, 'record', id],
    queryFn: () => sources(operations)[resource].one(id),
    refetchInterval: ({ state }) => (state.data && isWorking(state.data) ? WORKING_MS : RESTING_MS),
  })
  return { record: data, problem: error ? Problem.from(error) : null }
}

/** A list inside a page, that grows by a button. Its key begins with the resource it belongs to, so that a command on that one renews it. */
export function useGrowingList<Item>(key: [ResourceName | 'inbox' | 'settings', ...unknown[]], fetchPage: (cursor: string | null) => Promise<Page<Item>>) {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => fetchPage(pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: page => page.next,
  })
  return {
    items: query.data?.pages.flatMap(page => page.items),
    problem: query.error ? Problem.from(query.error) : null,
    hasMore: query.hasNextPage,
    isGrowing: query.isFetchingNextPage,
    grow: () => void query.fetchNextPage(),
  }
}

/** Something a person does: sent once however often it is pressed, and what it changed is read again afterwards. */
export function useCommand<Input, Answer>(
  run: (input: Input, key: string) => Promise<Answer>,
  changes: ResourceName[],
  onDone?: (answer: Answer) => void,
) {
  const keyring = useRef(new Keyring())
  const client = useQueryClient()
  const mutation = useMutation<Answer, unknown, Input>({
    mutationFn: input => keyring.current.attempt(input, key => run(input, key)),
    onSuccess: async answer => {
      await Promise.all(changes.map(resource => client.invalidateQueries({ queryKey: [resource] })))
      onDone?.(answer)
    },
  })
  return {
    send: mutation.mutate,
    isSending: mutation.isPending,
    problem: mutation.error ? Problem.from(mutation.error) : null,
    reset: mutation.reset,
  }
}

/** A refusal is final; a lost connection deserves two more attempts. */
export const retryUndecided = (failures: number, error: unknown) => failures < 2 && Problem.from(error).isUndecided
