import { describe, expect, it } from 'vitest'
import { COINBASE_CAPABILITIES } from '../../coinbase/capabilities.ts'
import { answered, failed } from '../../contract/answer.ts'
import type { VenueReads } from '../../contract/reads.ts'
import type { OrderRecord } from '../../contract/records.ts'
import type { PlaceOrder, VenueWrites } from '../../contract/writes.ts'
import type { SandboxMarket } from './market.ts'
import { notedWrites, type NotedOrder } from './noted-writes.ts'
import { tidy } from './tidy.ts'

const MARKET = { venueSymbol: 'BTC-USD', takingSellPrice: '99', quantityIncrement: '0.1' } as SandboxMarket
const NOTE: NotedOrder = { clientOrderId: 'c-1', venueSymbol: 'BTC-USD', sentAtMs: 0, venueOrderId: 'v-1' }
const FILLED = { venueOrderId: 'v-1', side: 'BUY', status: 'FILLED', filledQuantity: '2' } as OrderRecord

function at(reads: Partial<VenueReads>, writes: Partial<VenueWrites> = {}): Parameters<typeof tidy>[0] {
  return {
    reads: { capabilities: COINBASE_CAPABILITIES, ...reads } as VenueReads,
    writes: writes as VenueWrites,
    market: MARKET,
    newClientOrderId: () => 'sale',
  }
}

describe('what a case left at a venue', () => {
  it('is named where the venue does not say what became of it', async () => {
    const silent = at({ orderByVenueId: async () => failed('UNREACHABLE', 'no way there') })
    expect(await tidy(silent, [NOTE])).toEqual([expect.stringMatching(/c-1 may still work: .*no way there/)])
  })

  it('is nothing where an order whose answer was lost never came to be', async () => {
    const absent = at({ orderByClientId: async () => answered(null) })
    expect(await tidy(absent, [{ ...NOTE, venueOrderId: null }])).toEqual([])
  })

  it('is taken back where an order whose answer was lost is listed late', async () => {
    const late = { ...FILLED, status: 'NEW', filledQuantity: '0' } as OrderRecord
    let [asked, isCanceled] = [0, false]
    const hiding = at(
      {
        orderByClientId: async () => answered((asked += 1) < 3 ? null : late),
        orderByVenueId: async () => answered({ ...late, status: isCanceled ? 'CANCELED' : 'NEW' }),
      },
      {
        async cancel({ venueOrderId }) {
          isCanceled = venueOrderId === 'v-1'
          return { kind: 'ACCEPTED', final: true }
        },
      },
    )
    expect(await tidy(hiding, [{ ...NOTE, sentAtMs: Date.now(), venueOrderId: null }])).toEqual([])
    expect(isCanceled).toBe(true)
  })

  it('is named where nobody buys again what was bought', async () => {
    const sold = {
      ...FILLED,
      side: 'SELL',
      status: 'CANCELED',
      quantity: '2',
      filledQuantity: '0.5',
    } as OrderRecord
    const thin = at(
      { orderByVenueId: async (id) => answered(id === 'v-1' ? FILLED : sold) },
      { place: async ({ clientOrderId }) => ({ kind: 'ACCEPTED', venueOrderId: 'v-2', clientOrderId }) },
    )
    expect(await tidy(thin, [NOTE])).toEqual([expect.stringMatching(/^2 of BTC-USD was bought .*0\.5 of it/)])
  })
})

describe('what was bought', () => {
  it('is sold less the fee where the venue took that from it', async () => {
    const asked: string[] = []
    const sold = { status: 'FILLED', quantity: '1.9', filledQuantity: '1.9' } as OrderRecord
    const short = { code: 'INSUFFICIENT_FUNDS', venueCode: '', message: 'no' } as const
    const feeInKind = at(
      { orderByVenueId: async (id) => answered(id === 'v-1' ? FILLED : sold) },
      {
        async place({ clientOrderId, quantity }) {
          asked.push(quantity)
          return asked.length === 1
            ? { kind: 'REJECTED', reason: short }
            : { kind: 'ACCEPTED', venueOrderId: 'v-2', clientOrderId }
        },
      },
    )
    expect([await tidy(feeInKind, [NOTE]), asked]).toEqual([[], ['2', '1.9']])
  })
})

describe('orders that are noted', () => {
  const outcomes = {
    ACCEPTED: { kind: 'ACCEPTED', venueOrderId: 'v-1', clientOrderId: 'c-1' },
    UNKNOWN: { kind: 'UNKNOWN', evidence: { what: 'TIMEOUT', message: 'no answer' } },
    REJECTED: { kind: 'REJECTED', reason: { code: 'INVALID_PRICE', venueCode: '', message: 'no' } },
  } as const

  it.each([
    ['ACCEPTED', ['v-1']],
    ['UNKNOWN', [null]],
    ['REJECTED', []],
  ] as const)('are those that the venue took or may have taken: %s', async (kind, expected) => {
    const noted: NotedOrder[] = []
    const writes = { place: async () => outcomes[kind] } as unknown as VenueWrites
    const { place } = notedWrites(writes, noted)
    await place({ clientOrderId: 'c-1', venueSymbol: 'BTC-USD' } as PlaceOrder)
    expect(noted.map(({ venueOrderId }) => venueOrderId)).toEqual(expected)
  })
})
