/** Contracts of every kind, found by what an operator calls them, and as the engine lists them. */
import { afterEach, describe, expect, it } from 'vitest'
import { listingFault } from '../conformance/listing.ts'
import { openIbkrRig, type IbkrRig } from '../simulators/ibkr/testing/rig.ts'
import type { IbkrContract } from './settings.ts'

const rigs: IbkrRig[] = []
afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.close()
})

async function listed(contracts: readonly IbkrContract[]) {
  const rig = await openIbkrRig({ settings: { contracts } })
  rigs.push(rig)
  const answer = await rig.reads.instruments()
  if (!answer.ok) throw new Error(answer.failure.message)
  return { instruments: answer.value.map(({ instrument }) => instrument), rig }
}

const OPTION: IbkrContract = {
  kind: 'OPTION',
  symbol: 'AAPL',
  underlying: 'STOCK',
  expiry: '20281215',
  strike: '190',
  right: 'CALL',
}

describe('what an operator names', () => {
  it.each<[IbkrContract, object]>([
    [
      { kind: 'STOCK', symbol: 'AAPL' },
      {
        symbol: 'AAPL',
        venueSymbol: '265598',
        assetClass: 'EQUITY',
        currency: 'USD',
        calendar: 'XNYS',
        multiplier: '1',
      },
    ],
    [
      { kind: 'STOCK', symbol: 'SPY', exchange: 'ARCA' },
      { symbol: 'SPY@ARCA', venueSymbol: '756733', assetClass: 'EQUITY' },
    ],
    [
      { kind: 'FUTURE', symbol: 'ES', expiry: '20281215' },
      {
        symbol: 'ES-20281215',
        venueSymbol: '495512563',
        assetClass: 'FUTURE',
        multiplier: '50',
        priceIncrement: '0.25',
        funding: 'MARGINED',
        calendar: 'CME',
        expiry: '2028-12-15T22:00:00Z',
      },
    ],
    [
      OPTION,
      {
        symbol: 'AAPL-20281215-190-C',
        venueSymbol: '654371995',
        assetClass: 'OPTION',
        multiplier: '100',
        strike: '190',
        right: 'CALL',
        settlement: 'PHYSICAL',
        expiry: '2028-12-15T21:00:00Z',
      },
    ],
    [
      { kind: 'FX', base: 'EUR', quote: 'USD' },
      {
        symbol: 'EUR.USD',
        venueSymbol: '12087792',
        assetClass: 'FX',
        priceIncrement: '0.00001',
        calendar: 'FX',
      },
    ],
    [
      { kind: 'METAL', base: 'XAU', quote: 'USD' },
      { symbol: 'XAU.USD', venueSymbol: '69067924', assetClass: 'METAL' },
    ],
    [
      { kind: 'METAL', base: 'XAU', quote: 'USD', conid: '69067924' },
      { symbol: 'XAU.USD', venueSymbol: '69067924' },
    ],
  ])('is found: %j', async (contract, terms) => {
    const { instruments, rig } = await listed([contract])
    expect(instruments).toMatchObject([terms])
    expect([instruments.map(listingFault), rig.alerts]).toEqual([[null], []])
  })

  it.each<[string, IbkrContract, string]>([
    ['is not there', { kind: 'STOCK', symbol: 'NOBODY' }, 'has no such contract'],
    ['expires on another day', { kind: 'FUTURE', symbol: 'ES', expiry: '20290316' }, 'has no such contract'],
    ['is of another strike', { ...OPTION, strike: '191' }, 'has no such contract'],
    [
      'is something else under its number',
      { kind: 'FX', base: 'EUR', quote: 'USD', conid: '756733' },
      'is STK at the venue',
    ],
    ['is the same as another', { kind: 'STOCK', symbol: 'AAPL', exchange: 'NASDAQ' }, 'the same contract as'],
    [
      'has a number that means nothing',
      { kind: 'STOCK', symbol: 'X', conid: '1' },
      'tells nothing of its number',
    ],
  ])('and %s is left out with the reason, and the others are listed', async (_what, contract, why) => {
    const { instruments, rig } = await listed([{ kind: 'STOCK', symbol: 'AAPL' }, contract])
    expect(instruments.map(({ symbol }) => symbol)).toEqual(['AAPL'])
    expect(rig.alerts).toMatchObject([
      { kind: 'CONTRADICTION', message: expect.stringContaining(why) as string },
    ])
  })

  it('is searched for once, whoever asks meanwhile', async () => {
    const rig = await openIbkrRig()
    rigs.push(rig)
    await Promise.all([rig.reads.instruments(), rig.reads.instruments(), rig.reads.instruments()])
    expect(rig.simulator.truth.messages.filter(({ path }) => path.endsWith('/trsrv/stocks'))).toHaveLength(1)
  })
})
