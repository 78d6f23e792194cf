/**
 * Amazon Cognito's user-pool protocol, as far as the portal needs it: one JSON POST per step. The SDK would weigh more than the sign-in page.
 */

export type Tokens = { idToken: string; accessToken: string; refreshToken: string; expiresAt: number }

/** What Cognito wants next. `username` is its own name for the person, which may differ from what they typed. */
export type Challenge = { username: string; session: string } & (
  | { kind: 'code' }
  | { kind: 'new-password' }
  | { kind: 'set-up-code'; secret: string }
)

export type Step = { kind: 'signed-in'; tokens: Tokens } | Challenge

export class CognitoError extends Error {
  override readonly name = 'CognitoError'

  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message)
  }
}

type AuthenticationResult = { IdToken: string; AccessToken: string; RefreshToken?: string; ExpiresIn: number }

type AuthAnswer = {
  AuthenticationResult?: AuthenticationResult
  ChallengeName?: string
  ChallengeParameters?: Record<string, string>
  Session?: string
}

export function createCognito(endpoint: string, clientId: string, now: () => number = Date.now) {
  async function call<Answer>(operation: string, body: Record<string, unknown>): Promise<Answer> {
    let response: Response
    try {
      response = await fetch(endpoint, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-amz-json-1.1',
          'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
        },
        body: JSON.stringify(body),
      })
    } catch {
      throw new CognitoError('Unreachable', '')
    }
    const answer = await response.json().catch(() => ({}))
    if (!response.ok) throw new CognitoError(String(answer.__type ?? '').replace(/^.*#/, ''), String(answer.message ?? ''))
    return answer
  }

  function tokens(result: AuthenticationResult, refreshToken = result.RefreshToken ?? ''): Tokens {
    return {
      idToken: result.IdToken,
      accessToken: result.AccessToken,
      refreshToken,
      expiresAt: now() + result.ExpiresIn * 1000,
    }
  }

  async function nextStep(answer: AuthAnswer, typed: string): Promise<Step> {
    if (answer.AuthenticationResult) return { kind: 'signed-in', tokens: tokens(answer.AuthenticationResult) }
    const username = answer.ChallengeParameters?.['USER_ID_FOR_SRP'] ?? typed
    const session = answer.Session ?? ''
    switch (answer.ChallengeName) {
      case 'SOFTWARE_TOKEN_MFA':
        return { kind: 'code', username, session }
      case 'NEW_PASSWORD_REQUIRED':
        return { kind: 'new-password', username, session }
      case 'MFA_SETUP': {
        const setUp = await call<{ SecretCode: string; Session: string }>('AssociateSoftwareToken', { Session: session })
        return { kind: 'set-up-code', username, session: setUp.Session, secret: setUp.SecretCode }
      }
      default:
        throw new CognitoError('UnknownChallenge', answer.ChallengeName ?? '')
    }
  }

  async function respond(challenge: Challenge, name: string, responses: Record<string, string>, session = challenge.session) {
    const answer = await call<AuthAnswer>('RespondToAuthChallenge', {
      ClientId: clientId,
      ChallengeName: name,
      Session: session,
      ChallengeResponses: { USERNAME: challenge.username, ...responses },
    })
    return nextStep(answer, challenge.username)
  }

  return {
    async signIn(email: string, password: string) {
      const answer = await call<AuthAnswer>('InitiateAuth', {
        AuthFlow: 'USER_PASSWORD_AUTH',
        ClientId: clientId,
        AuthParameters: { USERNAME: email, PASSWORD: password },
      })
      return nextStep(answer, email)
    },

    answerCode: (challenge: Challenge, code: string) => respond(challenge, 'SOFTWARE_TOKEN_MFA', { SOFTWARE_TOKEN_MFA_CODE: code }),

    answerNewPassword: (challenge: Challenge, password: string) =>
      respond(challenge, 'NEW_PASSWORD_REQUIRED', { NEW_PASSWORD: password }),

    async answerSetUp(challenge: Challenge, code: string) {
      const verified = await call<{ Session: string; Status: string }>('VerifySoftwareToken', {
        Session: challenge.session,
        UserCode: code,
        FriendlyDeviceName: 'Packhouse',
      })
      if (verified.Status !== 'SUCCESS') throw new CognitoError('CodeMismatchException', '')
      return respond(challenge, 'MFA_SETUP', {}, verified.Session)
    },

    async refresh(refreshToken: string): Promise<Tokens> {
      const answer = await call<AuthAnswer>('InitiateAuth', {
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        ClientId: clientId,
        AuthParameters: { REFRESH_TOKEN: refreshToken },
      })
      if (!answer.AuthenticationResult) throw new CognitoError('NotAuthorizedException', '')
      return tokens(answer.AuthenticationResult, answer.AuthenticationResult.RefreshToken ?? refreshToken)
    },

    /** Registers an authenticator for whoever is signed in already: its secret, then its first code. From then on the pool asks for codes. */
    associateFactor: async (accessToken: string) => (await call<{ SecretCode: string }>('AssociateSoftwareToken', { AccessToken: accessToken })).SecretCode,

    async confirmFactor(accessToken: string, code: string) {
      const verified = await call<{ Status: string }>('VerifySoftwareToken', { AccessToken: accessToken, UserCode: code, FriendlyDeviceName: 'Packhouse' })
      if (verified.Status !== 'SUCCESS') throw new CognitoError('CodeMismatchException', '')
      await call<unknown>('SetUserMFAPreference', { AccessToken: accessToken, SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true } })
    },

    /** Answers the same whether or not there is such a person. */
    forgotPassword: (email: string) => call<unknown>('ForgotPassword', { ClientId: clientId, Username: email }),

    confirmForgotPassword: (email: string, code: string, password: string) =>
      call<unknown>('ConfirmForgotPassword', { ClientId: clientId, Username: email, ConfirmationCode: code, Password: password }),

    changePassword: (accessToken: string, current: string, proposed: string) =>
      call<unknown>('ChangePassword', { AccessToken: accessToken, PreviousPassword: current, ProposedPassword: proposed }),

    revoke: (refreshToken: string) => call<unknown>('RevokeToken', { ClientId: clientId, Token: refreshToken }),
  }
}

export type Cognito = ReturnType<typeof createCognito>
