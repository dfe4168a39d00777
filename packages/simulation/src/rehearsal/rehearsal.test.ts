/** What a rehearsal is to the code that is being written: the market goes on, the account and the state stay, a fault is the code's own. */

import { defineStrategy, type Strategy, type StrategyDefinition } from '@quarterdeck/sdk'
import { describe, expect, it } from 'vitest'
import { shares } from '../kernel/testing/market.ts'
import type { RehearsalMarket } from './market.ts'
import type { RehearsalNews } from './news.ts'
import { Rehearsal } from './rehearsal.ts'

const SECOND = 1e6
const MINUTE = 60e6
/** Monday 5 January 2026, a minute before New York opens. */
const START = Date.UTC(2026, 0, 5, 14, 29) * 1_000
const ACME = 'TEST:ACME'
const ZETA = 'TEST:ZETA'

/** Quotes both shares every second, around 100.00 and 50.00, a cent up each second of a minute; with a past of ten minutes. */
function market(): RehearsalMarket {
  const instruments = [shares(), shares({ symbol: 'ZETA' })]
  const middle = (id: string, at: number): number => (id === ACME ? 10_000 : 5_000) + ((at / SECOND) % 60)
  let done = START
  return {
    instruments,
    past: (id) =>
      Array.from({ length: 600 }, (_, index) => {
        const at = START - (600 - index) * SECOND
        return { at, ticks: middle(id, at) }
      }),
    step(until) {
      const quotes = []
      for (let at = done + SECOND; at <= until; at += SECOND) {
        done = at
        for (const { id } of instruments) {
          const ticks = middle(id, at)
          const sides = { bidTicks: ticks - 1, askTicks: ticks + 1, bidLots: 1_000, askLots: 1_000 }
          quotes.push({ instrumentId: id, ...sides, lastTicks: null, receivedAt: at })
        }
      }
      return { quotes, trades: [] }
    },
  }
}

type Callbacks = Partial<StrategyDefinition<Record<never, never>, { n: number } | null, unknown>>

function strategy(callbacks: Callbacks): Strategy {
  return defineStrategy({
    name: 'case',
    params: {},
    subscribe: () => [{ kind: 'BARS', instrument: ACME, timeframe: '1m' }],
    ...callbacks,
  } as Strategy)
}

function rehearsed(seed = 1): { readonly rehearsal: Rehearsal; readonly news: RehearsalNews[] } {
  const news: RehearsalNews[] = []
  const account = { currency: 'USD', cash: '1000000' }
  const onNews = (one: RehearsalNews): number => news.push(one)
  const budget = { commandsPerInstantMax: 200 }
  const rehearsal = new Rehearsal({ market: market(), at: START, account, seed, onNews, ...budget })
  rehearsal.advance(START + 2 * SECOND)
  return { rehearsal, news }
}

const lines = (news: readonly RehearsalNews[]): readonly string[] =>
  news.flatMap((one) => (one.type === 'LOG' ? [one.message] : []))

/** Buys ten at the start and counts the starts in its state. */
const buyer = (version: number, more: Callbacks = {}): Strategy =>
  strategy({
    state: { version, initial: () => ({ n: 0 }) },
    onStart({ orders, portfolio, state, setState, log }) {
      log.info(`n ${state?.n ?? -1}, held ${portfolio.position(ACME).lots}`)
      setState({ n: (state?.n ?? 0) + 1 })
      orders.targetPosition(ACME, 10)
    },
    ...more,
  })

describe('a rehearsal', () => {
  it('tells bars of several instruments and timeframes when they close, with the past in their windows', () => {
    const { rehearsal, news } = rehearsed()
    rehearsal.load(
      strategy({
        subscribe: () => [
          { kind: 'BARS', instrument: ACME, timeframe: '1m', history: 8 },
          { kind: 'BARS', instrument: ZETA, timeframe: '2m', history: 4 },
        ],
        onBar({ log, clock }, bar) {
          log.info(
            `${clock.iso().slice(11, 19)} ${bar.instrument} ${bar.timeframe} ${bar.close} of ${bar.window.length}`,
          )
        },
      }),
      {},
    )
    rehearsal.advance(START + 3 * MINUTE)
    expect(lines(news)).toEqual([
      `14:30:00 ${ACME} 1m 100.59 of 8`,
      `14:30:00 ${ZETA} 2m 50.59 of 4`,
      `14:31:00 ${ACME} 1m 100.59 of 8`,
      `14:32:00 ${ACME} 1m 100.59 of 8`,
      `14:32:00 ${ZETA} 2m 50.59 of 4`,
    ])
  })

  it('fires timers by the clock and by the sessions of an exchange', () => {
    const { rehearsal, news } = rehearsed()
    rehearsal.load(
      strategy({
        onStart({ timers }) {
          timers.onSession('opening', { calendar: 'XNYS', at: 'OPEN' })
          timers.every('tick', '50s')
        },
        onTimer({ log, clock }, { name }) {
          log.info(`${name} ${clock.iso().slice(11, 19)}`)
        },
      }),
      {},
    )
    rehearsal.advance(START + 2 * MINUTE)
    expect(lines(news)).toEqual(['tick 14:29:52', 'opening 14:30:00', 'tick 14:30:42'])
  })

  it('hands account and state over to the next version, and withdraws what the one before had ordered', () => {
    const { rehearsal, news } = rehearsed()
    const resting: Callbacks = {
      onBar({ orders }) {
        orders.submit({
          instrument: ACME,
          side: 'BUY',
          type: 'LIMIT',
          quantity: 1,
          limitPrice: 90,
          timeInForce: 'GTC',
        })
      },
    }
    rehearsal.load(buyer(1, resting), {})
    rehearsal.advance(START + MINUTE + SECOND)
    expect(rehearsal.standing()).toMatchObject({ workingOrders: 1, positions: [{ quantity: '10' }] })
    expect(rehearsal.load(buyer(1), {})).toEqual({ withdrawn: 1, notes: [] })
    rehearsal.advance(START + 2 * MINUTE)
    expect(lines(news)).toEqual(['n 0, held 0', 'n 1, held 10'])
    expect(rehearsal.standing()).toMatchObject({ workingOrders: 0, positions: [{ quantity: '10' }] })
  })

  it('migrates a state of an older version, and says when one begins anew', () => {
    const { rehearsal, news } = rehearsed()
    rehearsal.load(buyer(1), {})
    const migrate = (old: unknown): { n: number } => ({ n: (old as { n: number }).n + 100 })
    const migrating = buyer(2, { state: { version: 2, initial: () => ({ n: 0 }), migrate } })
    expect(rehearsal.load(migrating, {}).notes).toEqual([])
    expect(rehearsal.load(buyer(3), {}).notes).toEqual([
      'the state begins anew: version 2 is older, and the code declares no state.migrate (3)',
    ])
    expect(rehearsal.load(buyer(1), {}).notes).toEqual([
      'the state begins anew: version 3 is newer than the code wants (1)',
    ])
    expect(lines(news)).toEqual(['n 0, held 0', 'n 101, held 10', 'n 0, held 10', 'n 0, held 10'])
  })

  it('lets the version before go on where the next one cannot begin', () => {
    const { rehearsal, news } = rehearsed()
    rehearsal.load(buyer(1, { onBar: ({ log }) => log.info('goes on') }), {})
    const unfit = strategy({
      prepare() {
        throw new Error('no')
      },
    })
    expect(() => rehearsal.load(unfit, {})).toThrow('prepare failed')
    rehearsal.advance(START + MINUTE)
    expect(lines(news)).toEqual(['n 0, held 0', 'goes on'])
  })

  it('keeps what a strategy held that threw, for the version that is mended', () => {
    const { rehearsal, news } = rehearsed()
    rehearsal.load(
      buyer(1, {
        onBar() {
          throw new TypeError('wrong here')
        },
      }),
      {},
    )
    rehearsal.advance(START + 3 * MINUTE)
    expect(news.filter(({ type }) => type === 'FAULT')).toMatchObject([
      { callback: 'onBar', message: 'TypeError: wrong here' },
    ])
    expect(rehearsal.standing()).toMatchObject({ status: 'FAILED', positions: [{ quantity: '10' }] })
    rehearsal.load(buyer(1), {})
    expect(lines(news).at(-1)).toBe('n 1, held 10')
    expect(rehearsal.standing().status).toBe('RUNNING')
  })

  it('stops a strategy that answers its own orders without end at one instant', () => {
    const { rehearsal, news } = rehearsed()
    const again: Callbacks['onOrderUpdate'] = ({ orders }) =>
      void orders.submit({ instrument: ACME, side: 'BUY', type: 'LIMIT', quantity: 1e9, limitPrice: 100 })
    rehearsal.load(
      strategy({ onStart: (context) => again?.(context, undefined as never), onOrderUpdate: again }),
      {},
    )
    expect(news.at(-1)).toMatchObject({ type: 'FAULT', callback: null })
    expect(rehearsal.standing().status).toBe('FAILED')
  })

  it('is the same for the same market and seed, however its time is cut', () => {
    const decide: Callbacks = {
      onBar({ orders, random, portfolio }) {
        orders.targetPosition(ACME, portfolio.position(ACME).lots > 0 ? 0 : random.int(1, 50))
      },
    }
    const one = rehearsed()
    one.rehearsal.load(strategy(decide), {})
    one.rehearsal.advance(START + 20 * MINUTE)
    const other = rehearsed()
    other.rehearsal.load(strategy(decide), {})
    for (let at = START + 2 * SECOND; at <= START + 20 * MINUTE; at += 7 * SECOND + 13)
      other.rehearsal.advance(at)
    other.rehearsal.advance(START + 20 * MINUTE)
    expect(other.news).toEqual(one.news)
    expect(other.rehearsal.standing()).toEqual(one.rehearsal.standing())
    expect(one.rehearsal.standing().decisions).toBe(20)
  })
})
