import { lazy, Suspense, useSyncExternalStore } from 'react'
import type { Cognito } from './identity/cognito'
import type { Session } from './identity/session'
import { I18nProvider } from './i18n/I18n'
import { ColourModeProvider } from './layout/ColourMode'
import { Splash } from './layout/Splash'
import { UpdatePrompt } from './layout/UpdatePrompt'

const SignIn = lazy(() => import('./identity/SignIn'))
const Workspace = lazy(() => import('./identity/Workspace'))

/** Whoever is not signed in sees the sign-in page at whatever address they came to, and is there afterwards. */
export function App({ api, cognito, session }: { api: string; cognito: Cognito; session: Session }) {
  const isSignedIn = useSyncExternalStore(session.subscribe, session.isSignedIn)
  return (
    <ColourModeProvider>
      <I18nProvider>
        <UpdatePrompt />
        <Suspense fallback={<Splash />}>
          {isSignedIn ? <Workspace api={api} session={session} /> : <SignIn cognito={cognito} onSignedIn={tokens => session.begin(tokens)} />}
        </Suspense>
      </I18nProvider>
    </ColourModeProvider>
  )
}
