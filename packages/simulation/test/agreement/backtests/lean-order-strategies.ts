/** LEAN's regression algorithms on order types, as strategies of ours: stops, limits of every duration, openings, parts, touches. */

import { defineStrategy } from '@quarterdeck/sdk'
import type { InstrumentId, Strategy } from '@quarterdeck/sdk'

const MINUTE = 60e6
const TICK = 1e-8

/** Sells on the first bar, and protects that by a stop which the market has passed already, sent with the next bar's opening. */
export function stopOnFill(instrument: InstrumentId): Strategy {
  return defineStrategy({
    name: 'stop-on-fill',
    params: {},
    subscribe: () => [
      { kind: 'BARS', instrument, timeframe: '1m', history: 1 },
      { kind: 'QUOTES', instrument },
    ],
    prepare: () => ({ bars: 0, stop: Number.NaN }),
    onBar: ({ locals, orders }) => {
      locals.bars += 1
      if (locals.bars === 1) orders.submit({ type: 'MARKET', instrument, side: 'SELL', quantity: 100 })
    },
    onFill: ({ locals }, { side, price }) => {
      if (side === 'SELL') locals.stop = price - 2
    },
    onQuote: ({ locals, orders }, { time }) => {
      if (Number.isNaN(locals.stop) || time % MINUTE !== 1) return
      const stopPrice = orders.roundToTick(instrument, locals.stop)
      locals.stop = Number.NaN
      orders.submit({ type: 'STOP', instrument, side: 'BUY', quantity: 100, stopPrice, timeInForce: 'GTC' })
    },
  }) as Strategy
}

/** At one close a buy stop two below it, which fills with what comes next. */
export function stopBelow(instrument: InstrumentId, at: number): Strategy {
  return defineStrategy({
    name: 'stop-below',
    params: {},
    subscribe: () => [{ kind: 'BARS', instrument, timeframe: '1h', history: 1 }],
    onBar: ({ clock, orders }, { close }) => {
      if (clock.now !== at) return
      const stopPrice = orders.roundToTick(instrument, close - 2)
      orders.submit({ type: 'STOP', instrument, side: 'BUY', quantity: 1, stopPrice, timeInForce: 'GTC' })
    },
  }) as Strategy
}

/** Two market orders at an hour when nobody trades: both meet the next opening. */
export function atNextOpen(instrument: InstrumentId, at: number): Strategy {
  return defineStrategy({
    name: 'at-next-open',
    params: {},
    subscribe: () => [{ kind: 'BARS', instrument, timeframe: '1h', history: 1 }],
    onStart: ({ timers }) => timers.at('midnight', at),
    onTimer: ({ orders }) => {
      for (let order = 0; order < 2; order += 1)
        orders.submit({ type: 'MARKET', instrument, side: 'BUY', quantity: 1 })
    },
  }) as Strategy
}

/** Limits of every duration, near and far; those to a date are withdrawn when it comes. */
export function durations(instrument: InstrumentId, withdrawAt: number): Strategy {
  const terms = [
    ['GTC', 100],
    ['GTC', 160],
    ['DAY', 140],
    ['DAY', 180],
    ['GTD', 100],
    ['GTD', 160],
  ] as const
  return defineStrategy({
    name: 'durations',
    params: {},
    subscribe: () => [{ kind: 'BARS', instrument, timeframe: '1m', history: 1 }],
    prepare: () => ({ bars: 0 }),
    onStart: ({ timers }) => timers.at('date', withdrawAt),
    onBar: ({ locals, orders }) => {
      locals.bars += 1
      if (locals.bars > 1) return
      for (const [duration, limitPrice] of terms) {
        const timeInForce = duration === 'GTD' ? 'GTC' : duration
        const tag = `${duration}@${limitPrice}`
        orders.submit({ type: 'LIMIT', instrument, side: 'BUY', quantity: 10, limitPrice, timeInForce, tag })
      }
    },
    onTimer: ({ orders }) => {
      for (const order of orders.working()) if (order.tag?.startsWith('GTD') === true) orders.cancel(order)
    },
  }) as Strategy
}

/** Once a day, before or after the regular hours, a limit at the low of the bar. */
export function outsideHours(instrument: InstrumentId): Strategy {
  return defineStrategy({
    name: 'outside-hours',
    params: {},
    subscribe: () => [{ kind: 'BARS', instrument, timeframe: '1m', history: 1 }],
    prepare: () => ({ day: -1 }),
    onBar: ({ locals, clock, orders }, { low }) => {
      const minute = (clock.now / MINUTE) % 1440
      const day = Math.floor(clock.now / MINUTE / 1440)
      if (day === locals.day || (minute >= 570 && minute < 960)) return
      locals.day = day
      // Such a limit has to be passed there, not only met: it is one tick lower here.
      const limitPrice = orders.roundToTick(instrument, low - TICK, 'DOWN')
      orders.submit({ type: 'LIMIT', instrument, side: 'BUY', quantity: 10, limitPrice, timeInForce: 'GTC' })
    },
  }) as Strategy
}

/** Microseconds after an opening at which it is offered whole, and after the last close at which what still waits is given up. */
export const AFTER = { opening: 5, end: 9 } as const

/**
 * One patient order at a time, each filled in parts: long from the eleventh of a month, less from the twenty-first. What it decides at a
 * close is sent to that close's offer, and at a day's last close to the next opening's. It logs the close that has none.
 */
export function patientOrders(instrument: InstrumentId, endsAt: number): Strategy {
  return defineStrategy({
    name: 'patient-orders',
    params: {},
    subscribe: () => [
      { kind: 'BARS', instrument, timeframe: '1h', history: 1 },
      { kind: 'QUOTES', instrument },
    ],
    prepare: () => ({ wanted: 0, decidedAt: 0 }),
    onStart: ({ timers }) => timers.at('end', endsAt),
    onTimer: ({ orders }) => orders.cancelAll(),
    onBar: ({ locals, clock, portfolio, orders }) => {
      if (orders.working().length > 0) return
      const day = Number(clock.iso().slice(8, 10))
      const { lots } = portfolio.position(instrument)
      locals.decidedAt = clock.now
      if (day > 10 && lots <= 0) locals.wanted = 105
      else if (day > 20 && lots >= 0) locals.wanted = -100
    },
    onQuote: ({ locals, orders, log }, { time }) => {
      const { wanted, decidedAt } = locals
      if (wanted === 0) return
      const isLastClose = (decidedAt / MINUTE) % 1440 === 960
      // What waiting orders are offered after a day's last close is not for this one.
      if (isLastClose && time === decidedAt + 1) return
      locals.wanted = 0
      if (isLastClose ? time % MINUTE !== AFTER.opening : time !== decidedAt) {
        log.info(String(decidedAt))
        return
      }
      const side = wanted > 0 ? 'BUY' : 'SELL'
      const quantity = Math.abs(wanted)
      orders.submit({ type: 'MARKET', instrument, side, quantity, timeInForce: 'GTC' })
    },
  }) as Strategy
}

interface Touch {
  readonly direction: 1 | -1
  readonly limit: number
  trigger: number
  quantity: number
  isTouched: boolean
}

/**
 * Limits that wait until their trigger is touched. Such an order is no order of ours: the strategy watches the trigger and sends the
 * limit when the quote would fill it. Each is made smaller by one every minute and given up at one.
 */
export function limitIfTouched(instrument: InstrumentId, longUntil: number): Strategy {
  return defineStrategy({
    name: 'limit-if-touched',
    params: {},
    subscribe: () => [
      { kind: 'BARS', instrument, timeframe: '1m', history: 1 },
      { kind: 'QUOTES', instrument },
    ],
    prepare: () => ({ touch: null as Touch | null, asked: 0, bid: 0, ask: 0 }),
    onQuote: ({ locals }, { time, bid, ask }) => {
      if (time % MINUTE === 0) return
      locals.bid = bid
      locals.ask = ask
    },
    onBar: ({ locals, clock, orders, log }, { high, low, close }) => {
      const { touch } = locals
      if (touch !== null && isFilled(touch, { high, low, bid: locals.bid, ask: locals.ask })) {
        const side = touch.direction > 0 ? 'BUY' : 'SELL'
        const limitPrice = orders.roundToTick(instrument, touch.limit)
        orders.submit({
          type: 'LIMIT',
          instrument,
          side,
          quantity: touch.quantity,
          limitPrice,
          timeInForce: 'IOC',
        })
        log.info(JSON.stringify([locals.asked, touch.limit, touch.trigger]))
        locals.touch = null
      }
      const open = locals.touch
      if (open === null) {
        const direction = clock.now < longUntil ? 1 : -1
        locals.touch = {
          direction,
          limit: close - direction,
          trigger: close - 0.25 * direction,
          quantity: 10,
          isTouched: false,
        }
        locals.asked += 1
        log.info('asked')
      } else if (open.quantity === 1 && open.direction > 0) locals.touch = null
      else {
        open.quantity = Math.max(1, open.quantity - 1)
        open.trigger = Number(open.trigger.toPrecision(5))
      }
    },
  }) as Strategy
}

function isFilled(
  touch: Touch,
  seen: { readonly high: number; readonly low: number; readonly bid: number; readonly ask: number },
): boolean {
  const isLong = touch.direction > 0
  if (isLong ? seen.low <= touch.trigger : seen.high >= touch.trigger) touch.isTouched = true
  return touch.isTouched && (isLong ? seen.ask <= touch.limit : seen.bid >= touch.limit)
}
