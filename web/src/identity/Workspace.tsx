import { onlineManager, QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, useState } from 'react'
import { createBrowserRouter, Navigate, Route, RouterProvider, Routes, useParams } from 'react-router-dom'
import { Button, Skeleton, Typography } from '@mui/material'
import { whoAmI } from '../api/operations'
import { Problem } from '../api/problem'
import { retryUndecided } from '../api/queries'
import { createRequest, type SendRequest } from '../api/request'
import type { Acting, OwnPool } from '../api/store-context'
import type { Me } from '../api/types'
import { useI18n, useT } from '../i18n/I18n'
import { ownLocale } from '../i18n/translate'
import { CentredNotice } from '../layout/CentredNotice'
import { PageError } from '../layout/PageError'
import { preferences } from '../layout/preferences'
import { ProblemAlert } from '../layout/ProblemAlert'
import { Splash } from '../layout/Splash'
import { known } from '../outbox/device'
import { OutboxProvider } from '../outbox/OutboxProvider'
import { paths } from '../paths'
import { dropDevice, useKeptDevice } from '../push/useKeptDevice'
import type { Session } from './session'
import { StorePortal } from './StorePortal'

// Whoever loads the portal without a connection waits for one from the start, and what waits goes on by itself.
onlineManager.setOnline(navigator.onLine)

/** How long a sign-out waits until the API knows that nothing is to be pushed here any more. */
const LEAVE_MS = 3_000

const SecondFactor = lazy(() => import('./SecondFactor'))

/** Everything behind the sign-in. Default export: it is loaded after it. */
export default function Workspace({ api, session }: { api: string; session: Session }) {
  const [request] = useState(() => createRequest(api, session))
  const [own] = useState(() => ({ changePassword: session.changePassword, authenticator: session.authenticator }))
  const [client] = useState(() => new QueryClient({ defaultOptions: { queries: { retry: retryUndecided } } }))
  const [acting] = useState(() => actingOf(session))
  useEffect(() => watch(session), [session])
  // A router that can be asked to stay, see `layout/Unsaved.tsx`.
  const [router] = useState(() => {
    const element = <Stores request={request} signOut={() => void leave(request).finally(session.end)} own={own} acting={acting} isActing={session.actingFor() !== null} />
    return createBrowserRouter([{ path: '*', element, ErrorBoundary: PageError }])
  })
  return (
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  )
}

/** Who signs out leaves nothing here, and is pushed nothing more: that is said while the token is still good. */
async function leave(request: SendRequest) {
  const patience = new Promise(resolve => setTimeout(resolve, LEAVE_MS))
  await Promise.race([dropDevice(request).catch(() => undefined), patience])
  await known.forget()
}

/** Tells the session that somebody is there, and forgets what this device knows when it ends, however it ends. */
function watch(session: Session) {
  const touches = ['pointerdown', 'keydown'] as const
  for (const touch of touches) window.addEventListener(touch, session.touch, { passive: true })
  const unsubscribe = session.subscribe(() => {
    if (!session.isSignedIn()) void known.forget()
  })
  return () => {
    for (const touch of touches) window.removeEventListener(touch, session.touch)
    unsubscribe()
  }
}

function actingOf(session: Session): Acting {
  const go = (subject: string | null, path: string) => {
    session.actFor(subject)
    window.location.assign(path)
  }
  return { begin: (subject, store) => go(subject, paths(store).today()), end: () => go(null, '/') }
}

/** What somebody does with the user pool itself, past the API; and how they come out of a client's view. */
type Leaving = { signOut: () => void; own: OwnPool; acting: Acting }

function Stores({ request, signOut, own, acting, isActing }: { request: SendRequest; isActing: boolean } & Leaving) {
  const { t, setLocale } = useI18n()
  const { data: me, error, refetch } = useQuery({ queryKey: ['me'], queryFn: () => (isActing ? whoAmI(request) : meOrLastKnown(request)), networkMode: 'always', refetchOnReconnect: true })
  useKeptDevice(request, me)
  const chosen = ownLocale(me?.locale)
  // On a device where nobody has chosen a language the person's own holds; who chooses one here is left with it.
  useEffect(() => {
    if (chosen && !preferences.read('locale')) setLocale(chosen)
  }, [chosen, setLocale])
  const leave = isActing ? (
    <Button variant="outlined" onClick={acting.end}>
      {t('acting.end')}
    </Button>
  ) : (
    <Button variant="outlined" onClick={signOut}>
      {t('identity.sign_out')}
    </Button>
  )
  if (error && Problem.from(error).code === 'second_factor_required')
    return (
      <CentredNotice action={leave}>
        <Typography variant="h1" sx={{ mb: 1 }}>
          {t('identity.set_up_title')}
        </Typography>
        <Suspense fallback={<Skeleton variant="rounded" height={320} />}>
          <SecondFactor email="" authenticator={own.authenticator} onDone={() => void refetch()} />
        </Suspense>
      </CentredNotice>
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
        <Route path="/:store/*" element={<ChosenStore me={me} request={request} signOut={signOut} own={own} acting={acting} />} />
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

function ChosenStore({ me, request, ...leaving }: { me: Me; request: SendRequest } & Leaving) {
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
  return <StorePortal key={store.id} store={store} me={me} request={request} {...leaving} />
}
