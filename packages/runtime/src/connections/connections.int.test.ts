/** Connections from end to end against a stand-in of Coinbase: tried, added, followed, rotated, cut, closed, opened again, removed. */
import { inspect } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Logger } from '../logger.ts'
import {
  type Desk,
  newPlace,
  openDesk,
  ORGANIZATION,
  type Place,
  removePlaces,
  TRADER,
  until,
} from '../testing/desk.ts'
import { type KeyedCoinbase, type KeyOfCoinbase, startKeyedCoinbase } from '../testing/keyed-coinbase.ts'
import type { Connections, ConnectionTerms } from './connections.ts'

const ASKING = { organizationId: ORGANIZATION, actor: TRADER }
const BTC_USD = 'COINBASE:BTC-USD'
/** It cannot be removed. */
const BOUND = 'Bound'
const [SECRET, NEXT_SECRET] = ['a secret of the platform, first', 'a secret of the platform, second']

let venue: KeyedCoinbase
let place: Place
let desk: Desk
let connections: Connections
const said: string[] = []
const listening: Logger = {
  debug: (fields, message) => said.push(inspect(fields, { depth: 9 }) + message),
  info: (fields, message) => said.push(inspect(fields, { depth: 9 }) + message),
  warn: (fields, message) => said.push(inspect(fields, { depth: 9 }) + message),
  error: (fields, message) => said.push(inspect(fields, { depth: 9 }) + message),
}

const open = async (secrets: { readonly secret?: string; readonly previousSecret?: string } = {}) => {
  desk = await openDesk({
    place,
    logger: listening,
    secret: SECRET,
    venueSettings: venue.settings,
    connectionTiming: { askMs: 50, retryMs: 50, rotateMs: 20_000 },
    ...secrets,
  })
  connections = await desk.runtime.connections()
}
const terms = (change: Partial<ConnectionTerms> = {}, key: KeyOfCoinbase = 'first'): ConnectionTerms => ({
  venueId: 'COINBASE',
  name: 'Coinbase',
  purpose: 'READ',
  credential: venue.credential(key),
  symbols: ['BTC-USD'],
  ...change,
})
const standing = (id: string) => connections.standing(ORGANIZATION, id)
const stands = (id: string, state: string) =>
  until(
    `it is ${state}, not ${standing(id)?.state}: ${standing(id)?.message}`,
    () => standing(id)?.state === state,
  )
const added = async (change: Partial<ConnectionTerms> = {}) => {
  const id = await connections.add(ASKING, terms(change))
  await stands(id, 'READY')
  return id
}
const view = async (id: string) => (await connections.find(ORGANIZATION, id))!
const rows = async (text: string) =>
  (await desk.runtime.database.query<{ row: string }>(text)).map(({ row }) => row)

beforeAll(async () => {
  venue = await startKeyedCoinbase()
  venue.simulator.exchange.deposit('portfolio-one', 'USD', '5000')
  place = await newPlace('PGlite')
  await open()
})
afterEach(async () => {
  venue.simulator.faults.sessionLost = false
  for (const { id, name } of await connections.list(ORGANIZATION))
    if (name !== BOUND) await connections.remove(ASKING, id)
})
afterAll(async () => {
  await desk.runtime.close()
  await venue.close()
  removePlaces()
})

describe('a connection', { timeout: 120_000 }, () => {
  it('is tried step by step before anything is kept, and shows what its credential may do too much', async () => {
    const good = await connections.test(ASKING, terms())
    expect(good).toMatchObject({ ok: true, excessScopes: ['trade'] })
    expect(good.steps.map(({ step }) => step)).toEqual([
      'CREDENTIAL',
      'CLOCK',
      'HEALTH',
      'ACCOUNT',
      'BALANCES',
      'INSTRUMENTS',
    ])
    const stranger = await connections.test(ASKING, terms({}, 'stranger'))
    expect(stranger.steps.filter(({ ok }) => !ok).map(({ step }) => step)).toContain('ACCOUNT')
    await expect(connections.add(ASKING, terms({}, 'stranger'))).rejects.toThrow('ACCOUNT')
    await expect(connections.add(ASKING, terms({ purpose: 'TRADE' }, 'reader'))).rejects.toThrow(
      'may not trade',
    )
    await expect(connections.add(ASKING, terms({ symbols: ['NO-SUCH'] }))).rejects.toThrow(
      'does not list NO-SUCH',
    )
    expect(await connections.list(ORGANIZATION)).toEqual([])
    expect(await rows('SELECT connection_id AS row FROM connection_credential')).toEqual([])
  })

  it.each([
    ['venueId', { venueId: 'NOWHERE' }],
    ['name', { name: ' ' }],
    ['symbols', { symbols: [] }],
    ['symbols', { symbols: ['BTC-USD', 'BTC-USD'] }],
    ['credential', { credential: null }],
    ['credential', { credential: { keyName: 'a', privateKey: 'no key at all' } }],
    ['credential.privateKey', { credential: { keyName: 'a' } }],
    ['credential', { credential: { keyName: 'a', privateKey: 'b', other: 'c' } }],
  ] as const)('with a bad %s is refused with the field named: %j', async (field, change) => {
    await expect(connections.add(ASKING, terms(change))).rejects.toMatchObject({ code: 'BAD_INPUT', field })
  })

  it('stands ready, brings its market to those who follow it, and reads its account', async () => {
    const id = await added()
    await until('its quote shows', () => desk.runtime.quote(BTC_USD)?.bid === '59990')
    expect(desk.runtime.isVisible(BTC_USD, [ORGANIZATION])).toBe(true)
    expect(desk.runtime.isVisible(BTC_USD, ['another'])).toBe(false)
    await until('its clock and the way are measured', () => standing(id)!.latencyMs.p50 !== null)
    expect(standing(id)).toMatchObject({ reconnects: 0, reconciled: null, fallbacks: [] })
    expect(standing(id)!.clockOffsetMs).not.toBeNull()
    expect(standing(id)!.budget.limits.map(({ limitId }) => limitId)).toEqual(['private', 'public'])
    const reading = await connections.account(ASKING, id)
    expect(reading.balances).toMatchObject([{ currency: 'USD', total: '5000' }])
    expect(connections.standing('another', id)).toBeNull()
    await expect(connections.account({ ...ASKING, organizationId: 'another' }, id)).rejects.toThrow(
      'not found',
    )
  })

  it('needs no credential for market data, and then has no account', async () => {
    const id = await added({ purpose: 'MARKET_DATA', credential: null })
    await until('its quote shows', () => desk.runtime.quote(BTC_USD)?.bid === '59990')
    expect(await view(id)).toMatchObject({ credentialHint: null, credentialSetAt: null })
    await expect(connections.account(ASKING, id)).rejects.toThrow('has no account')
  })

  it('takes another credential without ever standing worse than ready, and none that is refused', async () => {
    const id = await added()
    const states = new Set<string>()
    const stop = new AbortController()
    const watched = (async () => {
      for await (const { id: of } of connections.watch(ORGANIZATION, stop.signal))
        states.add(standing(of)!.state)
    })()
    const before = await view(id)
    await expect(connections.rotate(ASKING, id, venue.credential('stranger'))).rejects.toThrow('ACCOUNT')
    await expect(connections.rotate(ASKING, id, venue.credential('other'))).rejects.toThrow(
      'opens account portfolio-two, and the connection is to portfolio-one',
    )
    expect(await view(id)).toEqual(before)
    const asked = desk.runtime.openConnections()[0]!
    await connections.rotate(ASKING, id, venue.credential('reader'))
    expect(desk.runtime.openConnections()[0]).toBe(asked)
    expect((await view(id)).credentialHint).toBe('reader')
    venue.simulator.exchange.market('BTC-USD', 'BUY', '1', '59995')
    await until('its market goes on', () => desk.runtime.quote(BTC_USD)?.bid === '59995')
    const trial = await connections.account(ASKING, id)
    expect(trial.venueAccountId).toBe('portfolio-one')
    stop.abort()
    await watched
    expect(states).toEqual(new Set(['READY']))
    // The kept one is the new one: it opens with it again.
    await desk.runtime.close()
    await open()
    await stands(id, 'READY')
  })

  it('comes back by itself when the cable is cut, and says that it was', async () => {
    const id = await added()
    venue.simulator.cutStreams()
    await until(
      'it was lost and is back',
      () => standing(id)!.reconnects > 0 && standing(id)!.state === 'READY',
    )
    venue.simulator.exchange.market('BTC-USD', 'BUY', '1', '59996')
    await until('its market goes on', () => desk.runtime.quote(BTC_USD)?.bid === '59996')
  })

  it('whose credential is refused later is down, is not tried on, and is up again with another', async () => {
    const id = await added()
    venue.simulator.faults.sessionLost = true
    await stands(id, 'DOWN')
    expect(standing(id)!.message).toContain('the credential is refused')
    venue.simulator.faults.sessionLost = false
    await connections.rotate(ASKING, id, venue.credential('second'))
    await stands(id, 'READY')
  })

  it('follows other symbols when it is told, if the venue lists them', async () => {
    const id = await added()
    await expect(connections.setSymbols(ASKING, id, ['NO-SUCH'])).rejects.toMatchObject({ field: 'symbols' })
    await connections.setSymbols(ASKING, id, ['ETH-USD'])
    await until('it is listed', () => desk.runtime.isVisible('COINBASE:ETH-USD', [ORGANIZATION]))
    let bid = 3_000
    await until('its quotes show', () => {
      // Each is a change that the venue tells of.
      venue.simulator.exchange.market('ETH-USD', 'BUY', '1', String((bid += 1)))
      return desk.runtime.quote('COINBASE:ETH-USD')?.bid != null
    })
    expect((await view(id)).symbols).toEqual(['ETH-USD'])
  })

  it('is closed and opened, opened again by a start, and removed with its credential; all of it is on record', async () => {
    const id = await added()
    await connections.setEnabled(ASKING, id, false)
    expect(standing(id)).toBeNull()
    await desk.runtime.close()
    await open()
    expect(standing(id)).toBeNull()
    await connections.setEnabled(ASKING, id, true)
    await stands(id, 'READY')
    await connections.remove(ASKING, id)
    expect(await connections.find(ORGANIZATION, id)).toBeNull()
    const late = { name: 'Late', mode: 'SHADOW', currency: 'USD', connectionId: id } as const
    const { outcome } = await desk.submit({ type: 'OpenAccount', ...late })
    expect(outcome).toMatchObject({ kind: 'REFUSED', code: 'CONFLICT', field: 'connectionId' })
    expect(await rows('SELECT connection_id AS row FROM connection_credential')).toEqual([])
    const record = await rows(
      `SELECT action AS row FROM audit_entry WHERE action LIKE 'connection.%' ORDER BY seq DESC LIMIT 4`,
    )
    expect(record).toEqual(['connection.remove', 'connection.enable', 'connection.enable', 'connection.add'])
  })

  it('opens under another secret of the platform while the one before is told, and after that without it', async () => {
    const id = await added()
    const keyIds = () => rows('SELECT key_id AS row FROM organization_key')
    const [before] = await keyIds()
    await desk.runtime.close()
    await open({ secret: NEXT_SECRET, previousSecret: SECRET })
    await stands(id, 'READY')
    expect(await keyIds()).not.toEqual([before])
    await desk.runtime.close()
    await open({ secret: NEXT_SECRET })
    await stands(id, 'READY')
    await desk.runtime.close()
    await open({ secret: SECRET })
    expect(standing(id)).toMatchObject({
      state: 'DOWN',
      message: expect.stringContaining('another secret') as string,
    })
    // The key is not replaced while something is sealed with it that may yet be opened.
    await expect(connections.add(ASKING, terms({ name: 'another' }))).rejects.toThrow('another secret')
    await connections.remove(ASKING, id)
    await added()
  })

  it('leaves no trace of its credential: not in a log, an error, a view, a crash or the database', async () => {
    const faults: unknown[] = []
    const keep = (error: unknown) => void faults.push(error)
    const id = await added({ purpose: 'TRADE' })
    await connections.add(ASKING, terms({ name: 'x' }, 'stranger')).catch(keep)
    await connections
      .add(ASKING, terms({ name: 'x', credential: { ...venue.credential('second'), keyName: '' } }))
      .catch(keep)
    await connections.rotate(ASKING, id, venue.credential('stranger')).catch(keep)
    await connections.rotate(ASKING, id, venue.credential('second'))
    // A venue that sends back what it was sent, once to a trial and once to an open connection.
    const echo = (key: KeyOfCoinbase) => {
      const [secret = ''] = venue.secrets(key)
      const body = JSON.stringify({ error: secret, message: secret })
      venue.simulator.faults.onHttp('GET /api/v3/brokerage/accounts', {
        kind: 'STATUS_BEFORE',
        status: 400,
        body,
      })
    }
    echo('first')
    await connections.rotate(ASKING, id, venue.credential('first')).catch(keep)
    echo('second')
    await connections.account(ASKING, id).catch(keep)
    venue.simulator.faults.sessionLost = true
    await stands(id, 'DOWN')
    expect(faults).toHaveLength(5)
    const tables = await rows(
      `SELECT table_name AS row FROM information_schema.tables WHERE table_schema = 'public'`,
    )
    const stored = await Promise.all(tables.map((table) => rows(`SELECT t::text AS row FROM "${table}" t`)))
    const shown = [
      ...stored.flat(),
      ...said,
      inspect(faults, { depth: 20, showHidden: true }),
      ...faults.map((fault) => (fault as Error).stack ?? ''),
      JSON.stringify([await connections.list(ORGANIZATION), standing(id), connections.venues()]),
      // What a crash would print of whatever is at hand.
      inspect([connections, desk.runtime.openConnections()], { depth: 20, showHidden: true }),
    ]
    expect(inspect(faults)).toContain('[credential]')
    const secrets = venue.secrets()
    expect(secrets.length).toBeGreaterThan(3)
    for (const secret of secrets) expect(shown.filter((text) => text.includes(secret))).toEqual([])
    // What was looked through is what there is.
    expect(stored.flat().some((row) => row.includes(id))).toBe(true)
  })

  it('is not removed while an account is bound to it', async () => {
    const id = await added({ name: BOUND })
    await desk.submit({
      type: 'OpenAccount',
      name: 'Shadow',
      mode: 'SHADOW',
      currency: 'USD',
      connectionId: id,
    })
    await expect(connections.remove(ASKING, id)).rejects.toThrow('bound to Shadow')
  })

  it('has sent its venue nothing but questions in all of this', () => {
    expect(venue.simulator.truth.messages.length).toBeGreaterThan(50)
    expect(venue.simulator.truth.writes()).toEqual([])
  })
})
