import type { Instrument } from '@quarterdeck/sdk'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatPrice, formatQuantity, instrumentPrice, instrumentQuantity } from '../src/index.ts'
import { accepted, desk, instrumentTerms, refused, SPOT, World } from './given.ts'

const seed = Number(process.env.QUARTERDECK_TEST_SEED ?? 20_261_121)

describe('prices and quantities at the edge', () => {
  it('[NU-01] refuses what is off the increment with the nearest values', () => {
    expect(instrumentPrice(SPOT, '100.005', 'limitPrice')).toMatchObject({
      code: 'BAD_USER_INPUT',
      field: 'limitPrice',
      message: 'limitPrice must be a multiple of 0.01; the nearest are 100 and 100.01',
    })
    expect(instrumentPrice(SPOT, '-100.005', 'stopPrice')).toMatchObject({
      message: 'stopPrice must be a multiple of 0.01; the nearest are -100.01 and -100',
    })
    expect(instrumentQuantity(SPOT, '0.0005', 'quantity')).toMatchObject({
      field: 'quantity',
      message: 'quantity must be a multiple of 0.001; the nearest are 0 and 0.001',
    })
    expect(instrumentQuantity(SPOT, '1.500', 'quantity')).toEqual({ ok: true, lots: 1500 })
  })

  it.each([
    '',
    'NaN',
    'Infinity',
    '1e3',
    '+1',
    ' 1',
    '1 ',
    '1,5',
    '0x10',
    '.5',
    '5.',
    '--1',
    '1.0000000000000000001',
    '9'.repeat(40),
    '1'.repeat(100_000),
    '١',
  ])('[NU-02] refuses %.20j', (text) => {
    expect(instrumentPrice(SPOT, text, 'limitPrice')).toMatchObject({
      code: 'BAD_USER_INPUT',
      field: 'limitPrice',
    })
    expect(instrumentQuantity(SPOT, text, 'quantity')).toMatchObject({
      code: 'BAD_USER_INPUT',
      field: 'quantity',
    })
  })

  it('[NU-02] refuses what is beyond 2^53 increments, and takes the last that is not', () => {
    expect(instrumentPrice(SPOT, '90071992547409.92', 'limitPrice')).toMatchObject({ field: 'limitPrice' })
    expect(instrumentPrice(SPOT, '90071992547409.91', 'limitPrice')).toEqual({
      ok: true,
      ticks: Number.MAX_SAFE_INTEGER,
    })
    expect(Object.is(instrumentPrice(SPOT, '-0', 'limitPrice'), -0)).toBe(false)
    expect(instrumentPrice(SPOT, '-0', 'limitPrice')).toEqual({ ok: true, ticks: 0 })
  })

  it(`[NU-05] formats back to what it came from, seed ${seed}`, () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -(2 ** 53) + 1, max: 2 ** 53 - 1 }),
        fc.constantFrom('0.01', '0.25', '1', '5', '0.000000000000000001'),
        (count, increment) => {
          const instrument = instrumentTerms({
            priceIncrement: increment,
            quantityIncrement: increment === '0.000000000000000001' ? '1' : increment,
          })
          expect(instrumentPrice(instrument, formatPrice(instrument, count), 'p')).toEqual({
            ok: true,
            ticks: count,
          })
          expect(instrumentQuantity(instrument, formatQuantity(instrument, count), 'q')).toEqual({
            ok: true,
            lots: count,
          })
        },
      ),
      { seed, numRuns: 500 },
    )
  })
})

describe('listing instruments', () => {
  it('[IN-01] lists under venue and symbol, and the same again changes nothing', () => {
    const { world } = desk()
    expect(accepted(world.when({ type: 'ListInstrument', instrument: SPOT })).events).toEqual([])
    expect(
      refused(world.when({ type: 'ListInstrument', instrument: { ...SPOT, id: 'SIM:OTHER' } })),
    ).toMatchObject({ field: 'instrument.id' })
  })

  it.each([
    'assetClass',
    'currency',
    'priceIncrement',
    'quantityIncrement',
    'multiplier',
    'funding',
  ] as const)('[IN-02] never changes the %s of a known id', (field) => {
    const { world } = desk()
    const other = {
      assetClass: 'METAL',
      currency: 'EUR',
      priceIncrement: '0.02',
      quantityIncrement: '0.0005',
      multiplier: '2',
      funding: 'MARGINED',
    } as const
    const refusal = refused(
      world.when({ type: 'ListInstrument', instrument: { ...SPOT, [field]: other[field] } as Instrument }),
    )
    expect(refusal).toMatchObject({ code: 'CONFLICT', field: `instrument.${field}` })
  })

  it('[IN-02] restates what may change, from the next order on', () => {
    const { world, accountId } = desk()
    world.list({ ...SPOT, minQuantity: '2' })
    expect(world.book.instruments[0]).toMatchObject({ index: 0, minLots: 2000 })
    expect(
      world.ask({
        type: 'SubmitOrder',
        accountId,
        instrumentId: SPOT.id,
        clientOrderId: 'c',
        side: 'BUY',
        orderType: 'LIMIT',
        timeInForce: 'GTC',
        quantityLots: 1999,
        limitTicks: 1,
        stopTicks: null,
        requestedMode: null,
        strategyId: null,
      }),
    ).toMatchObject({ field: 'quantity' })
  })

  it.each<[string, Partial<Instrument>]>([
    [
      'instrument.priceIncrement',
      {
        priceIncrement: '0.000000000001',
        quantityIncrement: '0.0000001',
        minQuantity: '1',
        maxQuantity: '2',
      },
    ],
    ['instrument.feePerUnit', { feePerUnit: '0.0000000000000001' }],
  ])('[IN-03] refuses money that would not be exact: %s', (field, terms) => {
    expect(
      refused(new World().when({ type: 'ListInstrument', instrument: instrumentTerms(terms) })),
    ).toMatchObject({ code: 'BAD_USER_INPUT', field })
  })

  it.each<[string, Partial<Instrument>]>([
    ['instrument.priceIncrement', { priceIncrement: '0' }],
    ['instrument.quantityIncrement', { quantityIncrement: '-1' }],
    ['instrument.multiplier', { multiplier: 'x' }],
    ['instrument.minQuantity', { minQuantity: '0.0005' }],
    ['instrument.maxQuantity', { minQuantity: '2', maxQuantity: '1' }],
    ['instrument.maxQuantity', { maxQuantity: '99999999999999999' }],
    ['instrument.maxPrice', { minPrice: '2', maxPrice: '1' }],
    ['instrument.minPrice', { minPrice: '0.001' }],
    ['instrument.minPrice', { minPrice: '-400' }],
    ['instrument.initialMarginRate', { initialMarginRate: '-0.1' }],
    ['instrument.expiry', { expiry: '2026-02-30T00:00:00Z' }],
    ['instrument.expiry', { expiry: 'tomorrow' }],
    ['instrument.currency', { currency: '$' }],
    ['instrument.assetClass', { assetClass: 'TULIPS' as 'CRYPTO' }],
    ['instrument.symbol', { symbol: '' }],
    ['instrument.name', { name: 'x'.repeat(101) }],
  ])('[IN-04] refuses %s of %j', (field, terms) => {
    const world = new World()
    expect(refused(world.when({ type: 'ListInstrument', instrument: instrumentTerms(terms) }))).toMatchObject(
      { code: 'BAD_USER_INPUT', field },
    )
    expect(world.book.instruments).toEqual([])
  })
})
