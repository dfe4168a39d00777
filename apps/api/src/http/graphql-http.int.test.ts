/** GraphQL over HTTP as its specification wants it: all audits of graphql-http, run by somebody who may introspect. */
import { auditServer } from 'graphql-http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestServer, startServer } from '../testing/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server?.close())

describe('GraphQL over HTTP', () => {
  it('passes all 61 audits', async () => {
    const authorization = await server.bearer(server.demo.organizationId, 'VIEWER')
    const results = await auditServer({
      url: `${server.url}/graphql`,
      fetchFn: (url: string, init: RequestInit = {}) =>
        fetch(url, {
          ...init,
          headers: { ...(init.headers as Record<string, string> | undefined), authorization },
        }),
    })
    const failed = results
      .filter(({ status }) => status !== 'ok')
      .map((result) => `${result.id} ${result.name} ${'reason' in result ? result.reason : ''}`)
    expect(failed).toEqual([])
    expect(results).toHaveLength(61)
  })
})
