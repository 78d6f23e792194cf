import { lazy, Suspense, useState, useSyncExternalStore } from 'react'
import { createBrowserRouter, RouterProvider } from 'react-router-dom'
import type { Cognito } from './identity/cognito'
import type { Session } from './identity/session'
import { SignIn } from './identity/SignIn'
import { I18nProvider } from './i18n/I18n'
import { ColourModeProvider } from './layout/ColourMode'
import { PageError } from './layout/PageError'
import { Splash } from './layout/Splash'
import { UpdatePrompt } from './layout/UpdatePrompt'

const Workspace = lazy(() => import('./identity/Workspace'))

/** Whoever is not signed in sees the sign-in page at whatever address they came to, and is there afterwards. */
export function App({ api, cognito, session }: { api: string; cognito: Cognito; session: Session }) {
  // One that can be asked to stay, see `layout/Unsaved.tsx`.
  const [router] = useState(() => createBrowserRouter([{ path: '*', element: <Workspace api={api} session={session} />, ErrorBoundary: PageError }]))
  const isSignedIn = useSyncExternalStore(session.subscribe, session.isSignedIn)
  return (
    <ColourModeProvider>
      <I18nProvider>
        <UpdatePrompt />
        {isSignedIn ? (
          <Suspense fallback={<Splash />}>
            <RouterProvider router={router} />
          </Suspense>
        ) : (
          <SignIn cognito={cognito} onSignedIn={tokens => session.begin(tokens)} />
        )}
      </I18nProvider>
    </ColourModeProvider>
  )
}
