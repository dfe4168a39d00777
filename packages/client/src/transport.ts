/** One request over HTTP: posts a document, gives its data or throws what the server said. */

import { GraphQLRequestError, type GraphQLErrorShape } from './errors.ts'

export interface TransportOptions {
  /** Where GraphQL is served, for example http://127.0.0.1:4000/graphql. */
  readonly url: string
  /** `qd_…`, sent as a bearer token. */
  readonly apiKey: string
  readonly fetch?: typeof globalThis.fetch
}

interface ResponseBody {
  readonly data?: unknown
  readonly errors?: readonly GraphQLErrorShape[]
}

/** Posts one operation. Throws GraphQLRequestError for GraphQL errors and for answers that are not GraphQL. */
export async function post(options: TransportOptions, query: string, variables: unknown): Promise<unknown> {
  const request = options.fetch ?? globalThis.fetch
  const response = await request(options.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json, application/json',
      authorization: `Bearer ${options.apiKey}`,
    },
    body: JSON.stringify({ query, variables }),
  })
  const body = parseBody(await response.text())
  if (body === null)
    throw new GraphQLRequestError(`The server answered ${response.status} without a GraphQL body`, [])
  if (body.errors !== undefined && body.errors.length > 0) {
    throw new GraphQLRequestError(body.errors.map((error) => error.message).join('; '), body.errors)
  }
  return body.data
}

function parseBody(text: string): ResponseBody | null {
  try {
    const body: unknown = JSON.parse(text)
    return typeof body === 'object' && body !== null ? body : null
  } catch {
    return null
  }
}
