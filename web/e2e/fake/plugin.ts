import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Connect, Plugin } from 'vite'
import type { Answer } from './answers'
import { createFakeApi } from './api'
import { fakeCognito } from './cognito'

/** The same policy as the deployed portal has; see `infra/web.yaml`. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

/** Puts a user pool, an API and files behind the built portal, for trying it without a cloud: `npm run fake`. */
export function fakeBackend(): Plugin {
  return {
    name: 'packhouse-fake-backend',
    configurePreviewServer(server) {
      server.middlewares.use(backend())
    },
  }
}

function backend(): Connect.NextHandleFunction {
  const api = createFakeApi()
  return (request, response, next) => {
    response.setHeader('content-security-policy', CONTENT_SECURITY_POLICY)
    const url = new URL(request.url ?? '/', 'http://fake')
    if (url.pathname === '/config.json')
      return send(response, { status: 200, body: { region: 'eu-west-2', userPoolId: 'fake', clientId: 'fake', cognitoEndpoint: '/cognito/', api: '/v1' } })
    if (url.pathname.startsWith('/fake-file/')) {
      response.setHeader('content-disposition', 'attachment')
      return void response.end('fake')
    }
    if (url.pathname === '/cognito/')
      return void read(request).then(body =>
        send(response, fakeCognito(String(request.headers['x-amz-target']).split('.')[1] ?? '', JSON.parse(body.toString()))),
      )
    if (!url.pathname.startsWith('/v1/')) return next()
    const email = request.headers.authorization?.replace('Bearer ', '')
    if (!email) return send(response, { status: 401, body: { code: 'unauthorized', title: 'Not signed in' } })
    void read(request).then(body => {
      const answered =
        api(
          email,
          {
            method: request.method ?? 'GET',
            path: url.pathname.slice('/v1'.length),
            query: url.searchParams,
            ifMatch: request.headers['if-match'],
            actAs: request.headers['act-as']?.toString(),
            body: () => JSON.parse(body.toString()),
            bytes: body.length,
          },
          request.headers['idempotency-key']?.toString(),
        )
      // Lists and what is only asked for have none, as in the API.
      const isTagged = request.method === 'GET' && answered.status === 200 && !('items' in (answered.body as object))
      if (isTagged) response.setHeader('etag', `"${createHash('sha256').update(JSON.stringify(answered.body)).digest('hex').slice(0, 16)}"`)
      send(response, isTagged && request.headers['if-none-match'] === response.getHeader('etag') ? { status: 304 } : answered)
    })
  }
}

function send(response: ServerResponse, { status, body }: Answer) {
  response.statusCode = status
  response.setHeader('content-type', status < 400 ? 'application/json' : 'application/problem+json')
  response.end(body === undefined ? '' : JSON.stringify(body))
}

async function read(request: IncomingMessage) {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
