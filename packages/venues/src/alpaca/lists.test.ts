/** What Alpaca lists: in pages to the last, each thing once, and of what nobody knows nothing. */
import { describe, expect, it } from 'vitest'
import { ALPACA_ACCOUNT, ALPACA_MARKET, type AlpacaRig } from '../simulators/alpaca/testing/rig.ts'
import { open, order } from './testing/opened.ts'

describe('lists of Alpaca', () => {
  const seed = ({ simulator }: AlpacaRig, orders: number): void => {
    for (let index = 0; index < orders; index += 1)
      simulator.exchange.place(ALPACA_ACCOUNT, {
        clientOrderId: `p-${index}`,
        symbol: 'BTC/USD',
        side: 'BUY',
        lots: 10_000,
        limitTicks: 5_000_000,
        stopTicks: null,
        time: 'GTC',
        endsAtMs: null,
        postOnly: false,
      })
  }

  it('are read to their last page, each thing once', async () => {
    const rig = await open()
    seed(rig, 700)
    rig.stage.somebody('SELL', '1.0015', '50000')
    const [orders, fills] = await Promise.all([rig.reads.openOrders(), rig.reads.fillsSince(null)])
    expect([orders.ok && orders.value.length, fills.ok && fills.value.fills.length]).toEqual([550, 150])
    const again = fills.ok ? await rig.reads.fillsSince(fills.value.cursor) : fills
    // Readings overlap: the same executions again, under the same identities.
    expect(again).toEqual(fills)
  })

  it('that do not move on are a failure, not an end', async () => {
    const rig = await open()
    seed(rig, 600)
    // As if it did not know how its list is continued.
    let first: string | null = null
    const change = (body: string): string => (first ??= body)
    rig.simulator.faults.onHttp('GET /v2/orders', { kind: 'CHANGED', change }, 3)
    expect(await rig.reads.openOrders()).toMatchObject({ ok: false, failure: { kind: 'UNREADABLE' } })
  })

  it('take no cursor that is not theirs, and book no execution of a kind that nobody knows', async () => {
    const { reads, simulator, writes, alerts } = await open()
    expect(await reads.fillsSince('nonsense')).toMatchObject({ ok: false, failure: { kind: 'REFUSED' } })
    await writes.place(order({ limitPrice: ALPACA_MARKET.takingBuyPrice }))
    const change = (body: string): string => body.replace('"type":"fill"', '"type":"trade_bust"')
    simulator.faults.onHttp('GET /v2/account/activities', { kind: 'CHANGED', change })
    const page = await reads.fillsSince(null)
    expect(page.ok && page.value.fills).toEqual([])
    expect(alerts).toMatchObject([{ kind: 'UNKNOWN_WORD', subject: 'activity.type' }])
  })

  it('are not read whole for a few symbols, of which unknown ones are left out', async () => {
    const { reads, simulator } = await open()
    const listed = await reads.instruments(['BTC/USD', 'NONE', 'KO'])
    expect(listed.ok && listed.value.map(({ instrument, status }) => [instrument.symbol, status])).toEqual([
      ['BTC/USD', 'OPEN'],
      ['KO', 'OPEN'],
    ])
    const asked = simulator.truth.messages
      .map(({ path }) => path)
      .filter((path) => path.includes('/v2/assets'))
    expect(asked).toHaveLength(3)
    expect(asked.filter((path) => !path.includes('/v2/assets/'))).toEqual([])
  })

  it('say what is closed, and depth of pairs only', async () => {
    const { reads, simulator } = await open()
    simulator.marketIsOpen = false
    const listed = await reads.instruments()
    expect(listed.ok && listed.value.map(({ instrument, status }) => [instrument.symbol, status])).toEqual([
      ['KO', 'CLOSED'],
      ['OCGN', 'CLOSED'],
      ['BTC/USD', 'OPEN'],
    ])
    const health = await reads.health()
    expect(health).toMatchObject({ ok: true, value: { trading: true } })
    expect(health.ok && health.value.message).toContain('closed until')
    expect(await reads.depth('KO', 5)).toMatchObject({ ok: false, failure: { kind: 'UNSUPPORTED' } })
    const quote = await reads.quote('KO')
    expect(quote).toMatchObject({ ok: true, value: { bid: '86.98', ask: '87.02', askQuantity: '100' } })
    expect(await reads.quote('OCGN')).toMatchObject({ ok: true, value: { bid: null, askQuantity: null } })
  })

  it('tell coins as positions, and cash as the balance', async () => {
    const { reads } = await open()
    const [positions, balances] = await Promise.all([reads.positions(), reads.balances()])
    expect(
      positions.ok && positions.value.map(({ venueSymbol, quantity }) => [venueSymbol, quantity]),
    ).toEqual([
      ['BTC/USD', '5'],
      ['KO', '100'],
    ])
    expect(balances.ok && balances.value.map(({ currency }) => currency)).toEqual(['USD'])
  })
})
