/** Fees that Alpaca posts by themselves, as its documents show them. */
import { describe, expect, it } from 'vitest'
import type { VenueAlert } from '../contract/alerts.ts'
import { ALPACA_MARKET } from '../simulators/alpaca/testing/rig.ts'
import { readCharges } from './charges.ts'
import { open, order } from './testing/opened.ts'

const CFEE = {
  id: '20220812000000000::53be51ba-46f9-43de-b81f-576f241dc680',
  activity_type: 'CFEE',
  date: '2022-08-12',
  net_amount: '0',
  description: 'Coin Pair Transaction Fee (Non USD)',
  symbol: 'ETHUSD',
  qty: '-0.000195',
  price: '1884.5',
  status: 'executed',
}
const FEE = {
  ...CFEE,
  activity_type: 'FEE',
  net_amount: '-0.01',
  description: 'TAF fee',
  qty: null,
  price: null,
}

function read(...rows: readonly object[]) {
  const alerts: VenueAlert[] = []
  const charges = readCharges(rows, { venueId: 'ALPACA', alert: (alert) => void alerts.push(alert) })
  return { charges, alerts: alerts.length }
}

describe('fees of Alpaca', () => {
  it('are of coins or of dollars, as they are posted', () => {
    expect(read(CFEE, FEE)).toEqual({
      charges: [
        {
          chargeId: CFEE.id,
          words: 'CFEE Coin Pair Transaction Fee (Non USD)',
          venueSymbol: 'ETH/USD',
          price: '1884.5',
          currency: null,
          amount: '-0.000195',
        },
        {
          chargeId: CFEE.id,
          words: 'FEE TAF fee',
          venueSymbol: null,
          price: null,
          currency: 'USD',
          amount: '-0.01',
        },
      ],
      alerts: 0,
    })
  })

  it('are left out while they are not carried out, and told to a person where it is not said what they took', () => {
    expect(read({ ...CFEE, status: 'pending' })).toEqual({ charges: [], alerts: 0 })
    expect(read({ ...CFEE, qty: null }, { ...FEE, net_amount: '0' })).toEqual({ charges: [], alerts: 2 })
  })

  it('are taken of what an execution brought, and listed once their day is over', async () => {
    const { reads, writes, simulator } = await open()
    await writes.place(order({ limitPrice: ALPACA_MARKET.takingBuyPrice, venueSymbol: 'BTC/USD' }))
    const since = () => reads.chargesSince?.(0)
    expect(await since()).toMatchObject({ ok: true, value: [] })
    const posted = { ok: true, value: [{ venueSymbol: 'BTC/USD', currency: null }] }
    simulator.faults.clockSkewMs = 86_400_000
    expect(await since()).toMatchObject(posted)
    simulator.postFees()
    expect(await since()).toMatchObject(posted)
  })
})
