import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Navigate, Route, Routes, useParams } from 'react-router-dom'
import { Button } from '@mui/material'
import { whoAmI } from '../api/operations'
import { Problem } from '../api/problem'
import { retryUndecided } from '../api/queries'
import { createRequest, type SendRequest } from '../api/request'
import type { Me } from '../api/types'
import { useT } from '../i18n/I18n'
import { CentredNotice } from '../layout/CentredNotice'
import { preferences } from '../layout/preferences'
import { ProblemAlert } from '../layout/ProblemAlert'
import { Splash } from '../layout/Splash'
import { known } from '../outbox/device'
import { OutboxProvider } from '../outbox/OutboxProvider'
import { paths } from '../paths'
import type { Session } from './session'
import { StorePortal } from './StorePortal'

/** Everything behind the sign-in. Default export: it is loaded after it. */
export default function Workspace({ api, session }: { api: string; session: Session }) {
  const [request] = useState(() => createRequest(api, session))
  const [client] = useState(() => new QueryClient({ defaultOptions: { queries: { retry: retryUndecided } } }))
  return (
    <QueryClientProvider client={client}>
      <Stores request={request} signOut={() => void known.forget().finally(session.end)} />
    </QueryClientProvider>
  )
}

function Stores({ request, signOut }: { request: SendRequest; signOut: () => void }) {
  const t = useT()
  const { data: me, error } = useQuery({ queryKey: ['me'], queryFn: () => meOrLastKnown(request), networkMode: 'always', refetchOnReconnect: true })
  const leave = (
    <Button variant="outlined" onClick={signOut}>
      {t('identity.sign_out')}
    </Button>
  )
  if (error)
    return (
      <CentredNotice action={leave}>
        <ProblemAlert problem={Problem.from(error)} />
      </CentredNotice>
    )
  if (!me) return <Splash />
  const [first] = me.stores
  if (!first) return <CentredNotice title={t('identity.no_store')} hint={t('identity.no_store_hint')} action={leave} />
  const home = me.stores.find(store => store.id === preferences.read('store')) ?? first
  return (
    <OutboxProvider subject={me.subject} request={request}>
      <Routes>
        <Route index element={<Navigate to={paths(home.id).today()} replace />} />
        <Route path="/:store/*" element={<ChosenStore me={me} request={request} signOut={signOut} />} />
      </Routes>
    </OutboxProvider>
  )
}

/** Without a connection a warehouse goes on with who it knows to be signed in; the API checks every call anyhow. */
async function meOrLastKnown(request: SendRequest): Promise<Me> {
  try {
    const me = await whoAmI(request)
    await known.write('me', me)
    return me
  } catch (error) {
    const last = Problem.from(error).status === 0 ? await known.read<Me>('me') : undefined
    if (last) return last
    throw error
  }
}

function ChosenStore({ me, request, signOut }: { me: Me; request: SendRequest; signOut: () => void }) {
  const t = useT()
  const { store: id } = useParams()
  const store = me.stores.find(known => known.id === id)
  if (!store)
    return (
      <CentredNotice
        title={t('identity.unknown_store')}
        hint={t('identity.unknown_store_hint')}
        action={
          <Button variant="outlined" href="/">
            {t('identity.to_my_store')}
          </Button>
        }
      />
    )
  // A new key: nothing of one store's data outlives the change to another.
  return <StorePortal key={store.id} store={store} me={me} request={request} signOut={signOut} />
}
