/** What positions bring or cost without a trade: on what is held at its instant, to the last digit, wherever the run is cut. */

import { describe, expect, it } from 'vitest'
import { createBacktest, resumeBacktest, runBacktest } from '../run/backtest.ts'
import type { BacktestRequest } from '../run/request.ts'
import { barsOf, MINUTE, randomBars, shares, START } from './testing/market.ts'
import { ACME, first, FLAT, played } from './testing/played.ts'
import { randomTrader } from './testing/strategies.ts'

const buy = (side: 'BUY' | 'SELL' = 'BUY') =>
  first(({ orders }) => orders.submit({ type: 'MARKET', instrument: ACME, side, quantity: 10 }))
const dividend = (at: number, perUnit = '1.5') =>
  ({ kind: 'DIVIDEND', instrumentId: ACME, at, perUnit }) as const
const FOUR = [FLAT, FLAT, FLAT, FLAT]

describe('carry', () => {
  it('[SI-25] a dividend is paid on what is held when its day begins, and is in cash and equity from then on', () => {
    const result = played(FOUR, buy(), { carry: [dividend(START + 2 * MINUTE)] })
    expect(result.incomes).toEqual([
      { at: START + 2 * MINUTE, instrumentId: ACME, kind: 'DIVIDEND', amount: '15', currency: 'USD' },
    ])
    expect(result.account.equity).toBe('1000015')
    expect(Array.from(result.curve.equity).slice(-3)).toEqual([1_000_015, 1_000_015, 1_000_015])
  })

  it('[SI-25] who buys at the opening of the ex-date gets nothing, who bought at the close before it does', () => {
    const carry = [dividend(START + MINUTE)]
    expect(played(FOUR, buy(), { carry }).incomes).toEqual([])
    expect(played(FOUR, buy(), { carry, fills: { entry: 'THIS_CLOSE' } }).incomes).toHaveLength(1)
  })

  it('[SI-25] who is short pays the dividend', () => {
    const instruments = [shares({ funding: 'MARGINED' })]
    const result = played(FOUR, buy('SELL'), { instruments, carry: [dividend(START + 2 * MINUTE)] })
    expect(result.account.equity).toBe('999985')
  })

  it('[SI-25] funding is a share of the value at the mark, from longs to shorts, rounded at 8 decimals', () => {
    const at = START + 2 * MINUTE
    const funding = { kind: 'FUNDING', instrumentId: ACME, at, longPays: '0.000123456789' } as const
    const instruments = [shares({ funding: 'MARGINED' })]
    const rows = [FLAT, [100, 101, 100, 101], FLAT, FLAT] as const
    expect(played(rows, buy(), { instruments, carry: [funding] }).incomes[0]!.amount).toBe('-0.12469136')
    expect(played(rows, buy('SELL'), { instruments, carry: [funding] }).incomes[0]!.amount).toBe('0.12469136')
  })

  it('[SI-25] the strategy sees the money in its account', () => {
    const seen: number[] = []
    const { onBar } = buy()
    played(
      FOUR,
      {
        onBar(context, bar) {
          onBar!(context, bar)
          seen.push(context.portfolio.cash('USD'))
        },
      },
      { carry: [dividend(START + 2 * MINUTE)] },
    )
    expect(seen).toEqual([1_000_000, 999_000, 999_015, 999_015])
  })

  it('[SI-15] a run that is cut between two of them ends as one that was not', () => {
    const carry = [...Array(40).keys()].map((n) => dividend(START + (n * 37 + 5) * MINUTE, '0.01'))
    const request: BacktestRequest = {
      strategy: randomTrader,
      instruments: [shares()],
      series: [{ kind: 'BARS', instrumentId: ACME, timeframe: '1m', bars: randomBars(1_500, 7) }],
      account: { currency: 'USD', cash: [{ currency: 'USD', amount: '1000000' }] },
      carry,
    }
    const whole = runBacktest(request)
    expect(whole.incomes.length).toBeGreaterThan(3)
    const begun = createBacktest(request)
    begun.step(700)
    const saved = JSON.parse(JSON.stringify(begun.snapshot())) as ReturnType<typeof begun.snapshot>
    const rest = resumeBacktest(request, saved)
    while (rest.step(500));
    expect(rest.result().digests).toEqual(whole.digests)
    expect(rest.result().incomes).toEqual(whole.incomes)
  })

  it.each([
    [{ ...dividend(START), instrumentId: 'TEST:NONE' }, 'carry[0].instrumentId'],
    [dividend(1.5), 'carry[0].at'],
    [dividend(START, 'much'), 'carry[0].perUnit'],
  ])('[SI-18] what cannot be is refused by its field', (event, field) => {
    const bars = barsOf(FOUR)
    const request = {
      strategy: randomTrader,
      instruments: [shares()],
      series: [{ kind: 'BARS', instrumentId: ACME, timeframe: '1m', bars }],
      account: { currency: 'USD', cash: [{ currency: 'USD', amount: '1' }] },
      carry: [event],
    } as BacktestRequest
    expect(() => runBacktest(request)).toThrow(field)
  })
})
