import { totp } from '../totp'
import type { Answer } from './answers'

/** People of the fake: with and without a second factor, and one who was invited a moment ago. */
export const LOGINS = [
  { role: 'supervisor', email: 'supervisor@meridian.example', password: 'Correct-Horse-7', totp_secret: 'JBSWY3DPEHPK3PXP' },
  { role: 'client_user', email: 'client@online-retail.example', password: 'Correct-Horse-7', totp_secret: null },
  { role: 'without_factor', email: 'fresh@meridian.example', password: 'Correct-Horse-7', totp_secret: null },
  { role: 'invited', email: 'invited@meridian.example', password: 'Temporary-Pass-1', totp_secret: null },
]

export const SET_UP_SECRET = 'KRSXG5CTMVRXEZLU'

/** Who has to set up an authenticator before the API lets them in. */
const WITHOUT_FACTOR = new Set(['fresh@meridian.example'])

export const needsFactor = (email: string) => WITHOUT_FACTOR.has(email)

/** The code that is mailed to whoever forgot their password. */
export const RECOVERY_CODE = '246810'

export function fakeCognito(operation: string, body: Record<string, unknown>): Answer {
  switch (operation) {
    case 'InitiateAuth': {
      const parameters = body['AuthParameters'] as Record<string, string>
      if (parameters['REFRESH_TOKEN']) return signedIn(parameters['REFRESH_TOKEN'])
      const login = LOGINS.find(it => it.email === parameters['USERNAME'] && it.password === parameters['PASSWORD'])
      if (!login) return refused('NotAuthorizedException')
      if (login.role === 'invited') return challenge('NEW_PASSWORD_REQUIRED', login.email)
      return login.totp_secret ? challenge('SOFTWARE_TOKEN_MFA', login.email) : signedIn(login.email)
    }
    case 'RespondToAuthChallenge': {
      const responses = body['ChallengeResponses'] as Record<string, string>
      const email = responses['USERNAME'] ?? ''
      if (responses['NEW_PASSWORD']) return responses['NEW_PASSWORD'].length < 12 ? refused('InvalidPasswordException') : challenge('MFA_SETUP', email)
      const code = responses['SOFTWARE_TOKEN_MFA_CODE']
      const secret = LOGINS.find(it => it.email === email)?.totp_secret
      if (code && secret && code !== totp(secret)) return refused('CodeMismatchException')
      return signedIn(email)
    }
    case 'AssociateSoftwareToken':
      return { status: 200, body: { SecretCode: SET_UP_SECRET, Session: 'associated' } }
    case 'VerifySoftwareToken':
      return body['UserCode'] === totp(SET_UP_SECRET) ? { status: 200, body: { Status: 'SUCCESS', Session: 'verified' } } : refused('EnableSoftwareTokenMFAException')
    case 'SetUserMFAPreference':
      WITHOUT_FACTOR.delete(String(body['AccessToken']))
      return { status: 200, body: {} }
    case 'ConfirmForgotPassword':
      return body['ConfirmationCode'] === RECOVERY_CODE ? { status: 200, body: {} } : refused('CodeMismatchException')
    case 'ChangePassword':
      return LOGINS.some(it => it.email === body['AccessToken'] && it.password === body['PreviousPassword']) ? { status: 200, body: {} } : refused('NotAuthorizedException')
    default:
      return { status: 200, body: {} }
  }
}

const challenge = (name: string, email: string): Answer => ({
  status: 200,
  body: { ChallengeName: name, Session: 'session', ChallengeParameters: { USER_ID_FOR_SRP: email } },
})

/** The tokens say who it is; the fake API believes them. */
const signedIn = (email: string): Answer => ({
  status: 200,
  body: { AuthenticationResult: { IdToken: email, AccessToken: email, RefreshToken: email, ExpiresIn: 1800 } },
})

const refused = (code: string): Answer => ({ status: 400, body: { __type: code, message: code } })
