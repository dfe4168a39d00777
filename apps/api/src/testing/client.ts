/** What tests say to a server: GraphQL over HTTP and WebSocket, sign-in for a cookie. */
import { type Client, createClient } from 'graphql-ws'
import WebSocket from 'ws'
import { PASSWORD } from './server.ts'

export interface Answer {
  readonly status: number
  readonly data: Record<string, never> | null | undefined
  readonly errors:
    | readonly {
        readonly message: string
        readonly path?: readonly unknown[]
        readonly extensions: { readonly code: string } & Record<string, unknown>
      }[]
    | undefined
}

export interface Credential {
  readonly authorization?: string
  readonly cookie?: string
  /** What a browser says beside a cookie. */
  readonly origin?: string
}

export async function ask(
  url: string,
  credential: Credential,
  query: string,
  variables: object = {},
): Promise<Answer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', ...credential },
    body: JSON.stringify({ query, variables }),
  })
  const body = (await response.json()) as Omit<Answer, 'status'>
  return { status: response.status, data: body.data, errors: body.errors }
}

/** Signs in and returns the cookie header. */
export async function signIn(url: string, email: string, password = PASSWORD): Promise<string> {
  const response = await fetch(`${url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ email, password }),
  })
  if (!response.ok) throw new Error(`sign-in answered ${response.status}: ${await response.text()}`)
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}

export interface SocketOptions {
  readonly authorization?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** A graphql-ws client that does not retry, so that a refusal shows. */
export function socketClient(url: string, { authorization, headers = {} }: SocketOptions): Client {
  class WithHeaders extends WebSocket {
    constructor(address: string, protocols?: string | string[]) {
      super(address, protocols, { headers: { ...headers } })
    }
  }
  return createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WithHeaders,
    retryAttempts: 0,
    ...(authorization === undefined ? {} : { connectionParams: { authorization } }),
  })
}

/** A root field of an answer, as what the query asked for; fails with the answer's errors where it has none. */
export function dataOf<Data>(answer: Pick<Answer, 'data' | 'errors'>, field: string): Data {
  const found = (answer.data as Record<string, unknown> | null | undefined)?.[field]
  if (found == null) throw new Error(`no ${field}: ${JSON.stringify(answer.errors)}`)
  return found as Data
}
