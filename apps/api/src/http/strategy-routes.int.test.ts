/** The doors for archives of strategies and the files of their artifacts: what they take, what they give, and to whom. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { globalId } from '../schema/global-id.ts'
import { pretendStrategies } from '../testing/pretended-strategies.ts'
import { type TestServer, startServer } from '../testing/server.ts'

let server: TestServer
let owner: { readonly authorization: string }
let organizationId: string
let versionId: string

beforeAll(async () => {
  server = await startServer({ strategies: pretendStrategies })
  const { organizationId: stored } = server.demo
  owner = { authorization: await server.bearer(stored, 'OWNER') }
  organizationId = globalId('Organization', stored)
  const actor = { kind: 'SYSTEM', id: 'doors', name: 'doors', userId: null } as const
  const strategies = await server.runtime.strategies()
  const source = { kind: 'ZIP', uploadId: 'upload' } as const
  const made = await strategies.submit({ organizationId: stored, actor }, 'momentum', source)
  versionId = globalId('StrategyVersion', made.versionId)
})
afterAll(() => server?.close())

const upload = (body: string | Uint8Array<ArrayBuffer>, headers: Readonly<Record<string, string>>) =>
  fetch(`${server.url}/api/strategies/uploads?organizationId=${organizationId}&name=momentum.zip`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/octet-stream', ...headers },
  })

describe('the doors for archives and artifacts', () => {
  it('hand out the files of an artifact, to be kept and never run', async () => {
    const url = `${server.url}/api/strategies/versions/${versionId}/bundle.js`
    const answer = await fetch(url, { headers: { ...owner } })
    expect([
      answer.status,
      answer.headers.get('content-type'),
      answer.headers.get('content-disposition'),
    ]).toEqual([200, 'text/plain; charset=utf-8', 'attachment; filename="bundle.js"'])
    expect(await answer.text()).toBe('bundle.js of a version')
  })

  it.each(['secret.txt', '..%2fbundle.js', ''])('have no file %j', async (name) => {
    const answer = await fetch(`${server.url}/api/strategies/versions/${versionId}/${name}`, {
      headers: { ...owner },
    })
    expect(answer.status).toBe(404)
  })

  it('take no archive of more than 16 MiB, whether it says so or not', async () => {
    const large = new Uint8Array(16 * 2 ** 20 + 1)
    const said = await upload(large, owner)
    expect(said.status).toBe(400)
    expect(await said.text()).toContain('16 MiB')
    const unsaid = await fetch(`${server.url}/api/strategies/uploads?organizationId=${organizationId}`, {
      method: 'POST',
      body: new Blob([large]).stream(),
      duplex: 'half',
      headers: { 'content-type': 'application/octet-stream', ...owner },
    } as RequestInit)
    expect(unsaid.status).toBe(400)
  })

  it.each([
    ['nobody', {}, 401],
    ['a form', { 'content-type': 'text/plain' }, 400],
    ['a packed body', { 'content-encoding': 'gzip' }, 400],
    ['a foreign page', { origin: 'https://evil.example' }, 403],
  ])('are shut to %s', async (who, headers, status) => {
    const credential = who === 'a form' || who === 'a packed body' ? owner : {}
    expect((await upload('an archive', { ...credential, ...headers })).status).toBe(status)
  })

  it('are shut to a viewer who wants to submit', async () => {
    const authorization = await server.bearer(server.demo.organizationId, 'VIEWER')
    expect((await upload('an archive', { authorization })).status).toBe(403)
  })
})
