/** Venues from a terminal: every simulator is connected to by the file and the credential that it writes, looked at and let go of. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createQuarterdeckClient, openAccount, viewer } from '@quarterdeck/client'
import { createDatabase, type ServerProcess, startServer } from '@quarterdeck/testkit'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

const MAIN = join(import.meta.dirname, '..', 'src', 'main.ts')
/** What may take long on a machine that is busy with others. */
const WAIT = { timeout: 60_000, interval: 200 }
const VENUES = [
  { venue: 'coinbase', venueId: 'COINBASE', symbol: 'BTC-USD' },
  { venue: 'kalshi', venueId: 'KALSHI', symbol: 'KXRAINNYC-28DEC31-T0' },
  { venue: 'alpaca', venueId: 'ALPACA', symbol: 'BTC/USD' },
  { venue: 'ibkr', venueId: 'IBKR', symbol: '265598' },
] as const

const directory = mkdtempSync(join(tmpdir(), 'quarterdeck-venues-'))
const at = (...names: string[]): string => join(directory, ...names)
const simulators: ChildProcess[] = []
let server: ServerProcess

interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

function quarterdeck(...args: readonly string[]): Promise<Ran> {
  return new Promise((resolve) => {
    const env = { ...process.env, PORT: String(server.port), QUARTERDECK_DATA_DIR: at('data') }
    execFile(process.execPath, [MAIN, ...args], { env }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    )
  })
}

/** Runs it until the end of the file; resolves once it has written where it is. */
async function simulate(venue: string): Promise<void> {
  const child = spawn(process.execPath, [MAIN, 'venue-simulator', venue, '--write', at(venue)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  simulators.push(child)
  await once(child.stdout, 'data')
}

beforeAll(async () => {
  await Promise.all(VENUES.map(({ venue }) => simulate(venue)))
  const files = VENUES.map(
    ({ venue }) => JSON.parse(readFileSync(at(venue, 'venues.json'), 'utf8')) as object,
  )
  writeFileSync(at('venues.json'), JSON.stringify(Object.assign({}, ...files)))
  // LIVE accounts want PostgreSQL.
  const { url: databaseUrl } = await createDatabase()
  const env = { QUARTERDECK_VENUES: at('venues.json'), QUARTERDECK_DEMO: '1' }
  server = await startServer({ dataDir: at('data'), databaseUrl, env })
})
afterAll(async () => {
  await server?.stop()
  for (const child of simulators) {
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    await ended
  }
  rmSync(directory, { recursive: true, force: true })
})

function terms(venue: string, symbol: string): readonly string[] {
  const file = at(venue, 'credential.json')
  return ['--name', `my-${venue}`, '--purpose', 'READ', '--symbol', symbol, '--credential-file', file]
}

describe('a connection from a terminal', () => {
  it.each(VENUES)(
    'to $venueId is added, becomes ready, and shows its account but never its credential',
    async (to) => {
      const { venue, venueId, symbol } = to
      const added = await quarterdeck('venues', 'add', venueId, ...terms(venue, symbol))
      expect(added.code, added.err).toBe(0)
      let shown = ''
      await vi.waitFor(async () => {
        shown = (await quarterdeck('venues', 'show', `my-${venue}`)).out
        expect(shown).toMatch(/State +READY/)
      }, WAIT)
      expect(shown).toMatch(/LIMIT (DAY|GTC)/)
      expect(shown).toContain('kept for cancels')
      const account = await quarterdeck('venues', 'account', `my-${venue}`)
      expect(account.code, account.err).toBe(0)
      expect(account.out).toMatch(/USD +100000/)
      for (const secret of Object.values(secrets(venue)))
        expect(shown + account.out + server.output()).not.toContain(secret)
    },
  )

  it('is tried step by step before it is kept, searched, closed, opened and removed', async () => {
    const tried = await quarterdeck('venues', 'test', 'COINBASE', ...terms('coinbase', 'BTC-USD'))
    expect(tried.code, tried.out + tried.err).toBe(0)
    expect(tried.out).toMatch(/^ok +CREDENTIAL: [^]*ok +INSTRUMENTS: /)
    const wrong = await quarterdeck('venues', 'test', 'COINBASE', ...terms('coinbase', 'NOT-LISTED'))
    expect([wrong.code, wrong.out]).toEqual([1, expect.stringMatching(/FAIL +INSTRUMENTS: .*NOT-LISTED/)])
    expect((await quarterdeck('venues', 'search', 'my-coinbase', 'eth')).out).toContain('ETH-USD')
    expect((await quarterdeck('venues', 'disable', 'my-coinbase')).out).toBe('my-coinbase is closed.\n')
    expect((await quarterdeck('venues', 'list')).out).toMatch(/my-coinbase .*CLOSED/)
    expect((await quarterdeck('venues', 'enable', 'my-coinbase')).code).toBe(0)
    expect((await quarterdeck('venues', 'remove', 'my-coinbase')).code).toBe(0)
    const gone = await quarterdeck('venues', 'show', 'my-coinbase')
    expect([gone.code, gone.err]).toEqual([1, expect.stringContaining('There is no connection')])
  })
})

/** What of a credential must be seen nowhere: all but what names it. */
function secrets(venue: string): Readonly<Record<string, string>> {
  const file = at(venue, 'credential.json')
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const { keyName, keyId, gatewayUser, ...secret } = JSON.parse(readFileSync(file, 'utf8'))
  expect([keyName, keyId, gatewayUser].filter((name) => name !== undefined)).toHaveLength(1)
  return secret
}

describe('a LIVE account from a terminal', () => {
  it('is compared with its venue, its opening balances are booked, and then its gate is opened', async () => {
    const add = ['--name', 'desk', '--purpose', 'TRADE', '--symbol', 'BTC-USD']
    const credential = ['--credential-file', at('coinbase', 'credential.json')]
    expect((await quarterdeck('venues', 'add', 'COINBASE', ...add, ...credential)).code).toBe(0)
    await vi.waitFor(async () => {
      expect((await quarterdeck('venues', 'list')).out).toMatch(/ desk .*READY/)
    }, WAIT)
    await openLive('desk', 'Real')
    await vi.waitFor(async () => {
      const compared = await quarterdeck('reconcile', 'run', 'desk')
      expect([compared.code, compared.err]).toEqual([0, ''])
      expect(compared.out).toMatch(/^Compared 0 orders, 1 positions and 1 balances: \d new differences\.$/m)
      expect(await openBreaks()).toHaveLength(2)
    }, WAIT)
    const enable = 'live enable Real --user owner@demo.test --reason drill --confirm Real'.split(' ')
    const early = await quarterdeck(...enable)
    expect([early.code, early.err]).toEqual([1, expect.stringContaining('NO_OPEN_BREAK is 2 open')])
    for (const { id } of await openBreaks()) {
      const corrected = await quarterdeck('reconcile', 'correct', id, '--reason', 'what was there before')
      expect([corrected.code, corrected.out]).toEqual([0, expect.stringMatching(/^CORRECTED: .* of Real/)])
    }
    const enabled = await quarterdeck(...enable)
    expect([enabled.code, enabled.err]).toEqual([0, ''])
    expect((await quarterdeck('live', 'list')).out).toMatch(/ Real +desk +open +5 %/)
    expect((await quarterdeck('live', 'disable', 'Real', '--reason', 'over')).code).toBe(0)
  })

  async function openLive(connection: string, name: string): Promise<void> {
    const listed = JSON.parse((await quarterdeck('venues', 'list', '--json')).out) as {
      readonly id: string
      readonly name: string
    }[]
    const client = createQuarterdeckClient({ url: `${server.url}/graphql`, apiKey: server.ownerKey() })
    const { viewer: owner } = await client.request(viewer, {})
    const input = {
      organizationId: owner?.memberships[0]?.organization.id ?? '',
      connectionId: listed.find((one) => one.name === connection)?.id ?? '',
      name,
      mode: 'LIVE',
      currency: 'USD',
    } as const
    const { openAccount: opened } = await client.request(openAccount, { input })
    expect(opened.__typename).toBe('OpenAccountPayload')
    await client.close()
  }

  async function openBreaks(): Promise<readonly { readonly id: string }[]> {
    return JSON.parse((await quarterdeck('reconcile', 'breaks', '--json')).out) as { readonly id: string }[]
  }
})

describe('a person', () => {
  it('who gets it wrong is told what is allowed and nothing of the secret; what is not there yet is said to be none', async () => {
    const file = at('broken.json')
    writeFileSync(file, '{"privateKey": "canary-in-a-broken-file')
    const add = 'venues add COINBASE --name x --symbol BTC-USD --credential-file'.split(' ')
    const broken = await quarterdeck(...add, file)
    expect([broken.code, broken.out]).toEqual([2, ''])
    expect(broken.err).toContain('must hold a JSON object')
    expect(broken.err).not.toContain('canary')
    const unknown = await quarterdeck('venues', 'add', 'NOWHERE', '--name', 'x', '--symbol', 'A')
    expect([unknown.code, unknown.err]).toEqual([1, expect.stringContaining('COINBASE')])
    const enable = 'live enable Paper --user owner@demo.test --reason drill --confirm Paper'.split(' ')
    const live = await quarterdeck(...enable)
    expect([live.code, live.err]).toEqual([1, expect.stringContaining('There is no LIVE account Paper')])
    const shadow = await quarterdeck('shadow', 'Paper')
    expect([shadow.code, shadow.out]).toEqual([0, expect.stringMatching(/All orders +0[^]*NO_OPEN_BREAK/)])
    const breaks = await quarterdeck('reconcile', 'breaks')
    expect([breaks.code, breaks.out]).toEqual([0, 'None.\n'])
  })
})
