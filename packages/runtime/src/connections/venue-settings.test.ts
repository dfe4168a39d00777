import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { venueCatalogue } from './venue-catalogue.ts'
import { readVenueSettings, VenueSettingsFault } from './venue-settings.ts'

const KEY = 'a key of a gateway'
let directory: string
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'quarterdeck-venues-'))
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

describe('the settings of venues', () => {
  it('are the venues own where the operator sets none, and his where he does', () => {
    expect([...venueCatalogue()].map(([venueId, { rehearsal }]) => [venueId, rehearsal])).toEqual([
      ['COINBASE', false],
      ['KALSHI', false],
      ['ALPACA', false],
      ['IBKR', false],
    ])
    const catalogue = venueCatalogue({ COINBASE: { restBaseUrl: 'http://127.0.0.1:1/api' } })
    expect(catalogue.get('COINBASE')!.rehearsal).toBe(true)
  })

  it.each([
    [{ timeoutMs: 5_000 }, false],
    [{ contracts: [{ kind: 'STOCK', symbol: 'AAPL' }] }, false],
    [{ mode: 'GATEWAY', gatewayKey: KEY }, false],
    [
      {
        mode: 'GATEWAY',
        gatewayKey: KEY,
        restBaseUrl: 'https://10.0.0.2:5000/v1/api',
        wsUrl: 'wss://10.0.0.2:5000/v1/api/ws',
      },
      false,
    ],
    [{ mode: 'GATEWAY', gatewayKey: KEY, restBaseUrl: 'http://127.0.0.1:7000/v1/api' }, true],
    [{ restBaseUrl: 'http://127.0.0.1:7000/v1/api' }, true],
  ])('make a venue no rehearsal while it may be real: %j', (settings, rehearsal) => {
    expect(venueCatalogue({ IBKR: settings }).get('IBKR')!.rehearsal).toBe(rehearsal)
  })

  it.each([
    [{ NOWHERE: {} }, 'NOWHERE is no venue of this release; allowed are COINBASE'],
    [{ COINBASE: [] }, 'COINBASE must be a JSON object'],
    [{ COINBASE: { url: 'http://a' } }, 'COINBASE.url is unknown; allowed are restBaseUrl'],
    [{ COINBASE: { timeoutMs: '5' } }, 'COINBASE.timeoutMs must be a number'],
    [{ COINBASE: { timeoutMs: -1 } }, 'COINBASE.timeoutMs must be a number from 0'],
    [
      { COINBASE: { restBaseUrl: 'ftp://a' } },
      'COINBASE.restBaseUrl must be an address that begins with http:// or https://',
    ],
    [
      { COINBASE: { wsUserUrl: 'http://a' } },
      'COINBASE.wsUserUrl must be an address that begins with ws:// or wss://',
    ],
    [
      { COINBASE: { restBaseUrl: 'http://me:word@a' } },
      'COINBASE.restBaseUrl must hold no user and no password',
    ],
    [{ COINBASE: { restBaseUrl: 'http://a/' } }, 'COINBASE.restBaseUrl must not end with a slash'],
    [{ KALSHI: { listedSeries: 'KX' } }, 'KALSHI.listedSeries must be a list of texts'],
    [
      { IBKR: { mode: 'GATEWAY' } },
      'IBKR.gatewayKey must be a text of at least 16 characters with mode GATEWAY',
    ],
    [{ IBKR: { mode: 'GATEWAY', gatewayKey: 'short' } }, 'IBKR.gatewayKey must be a text of at least 16'],
    [{ IBKR: { mode: 'BOTH' } }, 'IBKR.mode must be one of GATEWAY, OAUTH'],
    [{ IBKR: { contracts: ['AAPL'] } }, 'IBKR.contracts must be a list of objects'],
    [{ IBKR: { contracts: [{ kind: 'BOND' }] } }, 'IBKR.contracts [0].kind must be one of'],
    [{ IBKR: { region: 'Europe/London' } }, 'IBKR.region must be one of'],
    [{ IBKR: { accountId: 7 } }, 'IBKR.accountId must be a text or null'],
  ])('name what is wrong with %j', (settings, message) => {
    expect(() => venueCatalogue(settings)).toThrow(message)
    expect(() => venueCatalogue(settings)).toThrow(VenueSettingsFault)
  })

  it('are read from the file that the operator names, which has to be JSON', () => {
    const path = join(directory, 'venues.json')
    writeFileSync(path, JSON.stringify({ IBKR: { mode: 'GATEWAY', gatewayKey: KEY, accountId: 'U1' } }))
    const catalogue = venueCatalogue(readVenueSettings(path))
    const { access, credentialFields } = catalogue.get('IBKR')!
    expect(credentialFields.map(({ name }) => name)).toEqual(['gatewayUser', 'gatewayKey'])
    // The gateway lets in whoever reaches it: we let in whoever knows the key.
    expect(access({ gatewayUser: 'me', gatewayKey: KEY }).ok).toBe(true)
    expect(access({ gatewayUser: 'me', gatewayKey: `${KEY}x` })).toEqual({
      ok: false,
      message: 'the gateway key is not the one that the operator set',
    })
    writeFileSync(path, 'no json')
    expect(() => readVenueSettings(path)).toThrow(`${path} cannot be read as JSON`)
    expect(readVenueSettings(null)).toEqual({})
  })
})
