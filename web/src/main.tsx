import '@fontsource-variable/inter'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App'
import { loadConfig } from './config'
import { createCognito } from './identity/cognito'
import { openSession } from './identity/session'

const root = createRoot(document.getElementById('root') as HTMLElement)

loadConfig().then(
  async config => {
    const cognito = createCognito(config.cognitoEndpoint, config.clientId)
    const session = await openSession(cognito)
    root.render(
      <StrictMode>
        <App api={config.api} cognito={cognito} session={session} />
      </StrictMode>,
    )
  },
  () => root.render(<p role="alert">Packhouse cannot be reached. Please reload the page in a moment.</p>),
)
