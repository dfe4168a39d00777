/** Classification: what symbols of each form are taken for, what overrides a guess, and what is left open. */
import { readFileSync } from 'node:fs'
import type { AssetClass } from '@quarterdeck/sdk'
import { sharedIsPresent, sharedPath } from '@quarterdeck/testkit'
import { describe, expect, it } from 'vitest'
import { CALENDAR_NAMES, exchangeCalendar } from '../calendar/calendars.ts'
import { classify } from './classify.ts'
import { FUTURES_CALENDARS, VENUES } from './known-codes.ts'
import { readFutureSymbol, readOptionSymbol, readPair } from './symbol-forms.ts'

describe('classification: symbols alone', () => {
  it.each<[string, AssetClass]>([
    ['BTC-USD', 'CRYPTO'],
    ['BTCUSDT', 'CRYPTO'],
    ['ETH/USDT:USDT', 'CRYPTO'],
    ['LTC-BTC', 'CRYPTO'],
    ['AAPL', 'EQUITY'],
    ['BRK.B', 'EQUITY'],
    ['AAPL231103C00170000', 'OPTION'],
    ['SPXW  261120P05900500', 'OPTION'],
    ['ESZ6', 'FUTURE'],
    ['6EH2027', 'FUTURE'],
    ['GC=F', 'FUTURE'],
    ['BIP-20DEC30-CDE', 'FUTURE'],
    ['ADA-PERP-INTX', 'FUTURE'],
    ['EURUSD', 'FX'],
    ['EUR/USD', 'FX'],
    ['USDJPY=X', 'FX'],
    ['GBP_JPY', 'FX'],
    ['XAUUSD', 'METAL'],
    ['XAG/USD', 'METAL'],
    ['KXHIGHNY-26JUN13-B87.5', 'EVENT_CONTRACT'],
    ['FED-23DEC-T3.00', 'EVENT_CONTRACT'],
    ['KXELONMARS-99', 'EVENT_CONTRACT'],
    ['^GSPC', 'INDEX'],
    ['SPX', 'INDEX'],
  ])('%s is %s', (symbol, assetClass) => {
    const found = classify({ symbol })
    expect(found.assetClass).toBe(assetClass)
    expect(found.evidence[0]?.reason).not.toBe('')
  })

  it.each(['', '???', '12345', 'AAPL231343C00170000'])('"%s" points to nothing', (symbol) => {
    expect(classify({ symbol })).toEqual({
      assetClass: null,
      confidence: 'GUESS',
      evidence: [],
      calendar: null,
    })
  })
})

describe('classification: evidence', () => {
  it('a bare ticker is a guess, a ticker of an exchange is likely, and the type of the venue is certain', () => {
    expect(classify({ symbol: 'AAPL' }).confidence).toBe('GUESS')
    expect(classify({ symbol: 'AAPL', venue: 'XNAS' }).confidence).toBe('LIKELY')
    expect(classify({ symbol: 'AAPL', type: 'us_equity' }).confidence).toBe('CERTAIN')
  })

  it('the word of the venue outweighs the form of the symbol, and both are shown', () => {
    const { assetClass, evidence } = classify({ symbol: 'SPX', type: 'OPT' })
    expect(assetClass).toBe('OPTION')
    expect(evidence.map((one) => `${one.kind} ${one.assetClass}`)).toContain('CODES INDEX')
  })

  it('an override outweighs everything, by venue before by symbol', () => {
    const overrides = new Map<string, AssetClass>([
      ['ES', 'EQUITY'],
      ['CME:ES', 'INDEX'],
    ])
    expect(classify({ symbol: 'ES', venue: 'CME', type: 'FUT' }, overrides)).toMatchObject({
      assetClass: 'INDEX',
      confidence: 'CERTAIN',
    })
    expect(classify({ symbol: 'es', venue: 'XNYS' }, overrides).assetClass).toBe('EQUITY')
  })

  it.each([
    [{ symbol: 'ESZ6', venue: 'CME' }, 'CME-EQUITY'],
    [{ symbol: 'GC=F' }, 'CME-METALS'],
    [{ symbol: 'XYZZ6', venue: 'ICE' }, null],
    [{ symbol: 'VOD', venue: 'LSE' }, 'XLON'],
    [{ symbol: 'BTC-USD', venue: 'COINBASE' }, '24/7'],
    [{ symbol: 'XAUUSD', venue: 'OANDA' }, 'FX'],
    [{ symbol: 'AAPL' }, null],
  ])('%j trades by the calendar %s', (subject, calendar) => {
    expect(classify(subject).calendar).toBe(calendar)
  })

  it('names only calendars that exist', () => {
    const names = [...FUTURES_CALENDARS.values(), ...[...VENUES.values()].map(({ calendar }) => calendar)]
    for (const name of names) if (name !== null) expect(CALENDAR_NAMES).toContain(exchangeCalendar(name).name)
  })
})

describe('classification: forms of symbols', () => {
  it('an OCC symbol gives root, expiry, right and strike', () => {
    expect(readOptionSymbol('SPXW  261120P05900500')).toEqual({
      root: 'SPXW',
      expiry: '2026-11-20',
      right: 'PUT',
      strike: '5900.5',
    })
    expect(readOptionSymbol('AAPL231103C00170000')?.strike).toBe('170')
    expect(readOptionSymbol('F260116C00000500')?.strike).toBe('0.5')
    expect(readOptionSymbol('AAPL230231C00170000')).toBeNull()
  })

  it('a future gives its month, and its year unless it has one digit', () => {
    expect(readFutureSymbol('ESZ6')).toEqual({ root: 'ES', month: 12, year: null })
    expect(readFutureSymbol('6EH25')).toEqual({ root: '6E', month: 3, year: 2025 })
    expect(readFutureSymbol('ES')).toBeNull()
  })

  it('a pair without a separator ends in the longest quote that it can', () => {
    expect(readPair('BTCFDUSD', ['USD', 'FDUSD'])).toEqual({ base: 'BTC', quote: 'FDUSD' })
    expect(readPair('AAPL', ['USD'])).toBeNull()
  })
})

describe.runIf(sharedIsPresent)('classification: a published list', () => {
  const path = ['market-data', 'lean', 'Data', 'symbol-properties', 'symbol-properties-database.csv']
  const rows = (sharedIsPresent ? readFileSync(sharedPath('data', ...path), 'utf8') : '')
    .split(/\r?\n/)
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(','))
  const shareOf = (type: string, fits: (venue: string, symbol: string) => boolean): number => {
    const listed = rows.filter((row) => row[2] === type && !row[1]!.includes('*') && row[1] !== '')
    expect(listed.length).toBeGreaterThan(100)
    return listed.filter(([venue, symbol]) => fits(venue!, symbol!)).length / listed.length
  }

  it('every currency pair of two brokers is one, without knowing the broker', () => {
    expect(shareOf('forex', (_venue, symbol) => classify({ symbol }).assetClass === 'FX')).toBe(1)
  })

  it('nearly all of the crypto pairs of ten venues are CRYPTO without the venue, all that the venue is known for with it', () => {
    expect(
      shareOf('crypto', (_venue, symbol) => classify({ symbol }).assetClass === 'CRYPTO'),
    ).toBeGreaterThan(0.6)
    const known = (venue: string): boolean => VENUES.has(venue.toUpperCase())
    expect(
      shareOf(
        'crypto',
        (venue, symbol) => !known(venue) || classify({ symbol, venue }).assetClass === 'CRYPTO',
      ),
    ).toBeGreaterThan(0.99)
  })
})
