/**
 * freqtrade's exits candle by candle, as a strategy of ours: entry and exit signals, stop-loss, time-dependent take-profit ("ROI"),
 * trailing stop, and asked prices that a candle is held to.
 *
 * Its rules are written with plain orders. What it decides from a whole candle is decided here at the points of the candle's path,
 * in the order that is declared for the case: nothing reads ahead.
 */

import { defineStrategy } from '@quarterdeck/sdk'
import type { InstrumentId, Strategy, StrategyContext, StrategyOrder } from '@quarterdeck/sdk'

export interface Signals {
  readonly enter: 'BUY' | 'SELL' | null
  readonly exit: boolean
}

export interface ExitTerms {
  readonly instrument: InstrumentId
  readonly signals: readonly Signals[]
  readonly candleMicros: number
  readonly startAt: number
  /** Share of the entry price, without leverage. */
  readonly stopLoss: number
  /** Minutes held and the ratio from then on, ascending. */
  readonly roi: readonly (readonly [minutes: number, ratio: number])[]
  readonly trailing: {
    readonly isOn: boolean
    readonly positive: number | null
    readonly offset: number
    readonly onlyPastOffset: boolean
    readonly isCustom: boolean
  }
  readonly entryPrice: number | null
  readonly adjustedEntryPrice: number | null
  /** Whether an entry waits for the next candle. */
  readonly entryWaits: boolean
  readonly exitPrice: number | null
}

interface Held {
  readonly side: 1 | -1
  readonly entry: number
  readonly candle: number
  best: number
  stop: number
  isTrailed: boolean
  /** Where the trailing stop stands after the candle of the entry. */
  trail: number
  roi: number
}

interface Locals {
  candle: number
  point: number
  open: number
  held: Held | null
  entryOrder: StrategyOrder | null
  /** An entry or exit whose asked price lies beyond the candle is traded at the candle's own nearest price. */
  clamped: { readonly side: 'BUY' | 'SELL'; readonly price: number; readonly tag: string } | null
  /** An exit that is not on a candle's opening is booked at the candle's worst. */
  atWorst: string | null
  /** Entered at a better price than the opening: profits of the same candle count on the way to its close alone. */
  isTakenLate: boolean
}

/** Points of a candle's way, from its opening as 0: twice at its worse extreme, once at the better one between. */
const POINT = { worse: 2, better: 5, worseAgain: 6 } as const

type Context = StrategyContext<unknown, unknown, Locals>
const MINUTE = 60e6

export function candleExits(terms: ExitTerms): Strategy {
  return defineStrategy({
    name: 'candle-exits',
    params: {},
    subscribe: () => [
      { kind: 'BARS', instrument: terms.instrument, timeframe: '1h', history: 1 },
      { kind: 'QUOTES', instrument: terms.instrument },
    ],
    prepare: (): Locals => ({
      candle: -1,
      point: 0,
      open: 0,
      held: null,
      entryOrder: null,
      clamped: null,
      atWorst: null,
      isTakenLate: false,
    }),
    onQuote: (context, quote) => {
      const { locals } = context
      const candle = Math.floor((quote.time - terms.startAt) / terms.candleMicros)
      if (enterCandle(locals, candle, quote.bid)) onOpen(context, terms)
      else if (quote.time > terms.startAt + candle * terms.candleMicros) locals.point += 1
      if (locals.held !== null) trail(context, terms, quote.bid)
      atExtreme(context, terms, quote.bid)
    },
    onBar: (context, { close }) => onClose(context, terms, close),
    onFill: (context, fill) => {
      const { locals, orders } = context
      if (fill.order.tag !== 'entry') {
        locals.held = null
        locals.atWorst = null
        locals.isTakenLate = false
        orders.cancelAll()
        return
      }
      // A fill at an opening is told before the opening is.
      enterCandle(locals, Math.floor((fill.time - terms.startAt) / terms.candleMicros), fill.price)
      locals.entryOrder = null
      const side = fill.side === 'BUY' ? 1 : -1
      const stop = fill.price * (1 - side * terms.stopLoss)
      locals.held = {
        side,
        entry: fill.price,
        candle: locals.candle,
        best: fill.price,
        stop,
        isTrailed: false,
        trail: stop,
        roi: -1,
      }
      locals.clamped = null
      placeStop(context, terms)
      locals.isTakenLate = (fill.price - locals.open) * side < 0
      if (!locals.isTakenLate) takeProfit(context, terms)
    },
  }) as Strategy
}

/** Notes that a candle has begun; false: it had already. */
function enterCandle(locals: Locals, candle: number, open: number): boolean {
  if (candle === locals.candle) return false
  locals.candle = candle
  locals.point = 0
  locals.open = open
  return true
}

function onClose(context: Context, terms: ExitTerms, close: number): void {
  const { locals, orders } = context
  const { enter, exit } = terms.signals[locals.candle] ?? { enter: null, exit: false }
  const { held } = locals
  if (held !== null && held.trail * held.side > held.stop * held.side) moveStop(context, terms, held.trail)
  const isLast = locals.candle === terms.signals.length - 1
  if (held !== null && (isLast || exit)) {
    const side = held.side > 0 ? 'SELL' : 'BUY'
    if (isLast || terms.exitPrice === null)
      market(context, terms, { side, tag: isLast ? 'FORCE_EXIT' : 'EXIT_SIGNAL' })
    else ask(context, terms, { side, price: terms.exitPrice, tag: 'EXIT_SIGNAL', close })
    return
  }
  if (locals.entryOrder !== null && held === null) {
    orders.cancel(locals.entryOrder)
    const side = locals.entryOrder.side
    locals.entryOrder = null
    if (terms.entryWaits && terms.adjustedEntryPrice !== null && !isLast)
      ask(context, terms, { side, price: terms.adjustedEntryPrice, tag: 'entry', close })
  } else if (enter !== null && held === null) {
    if (terms.entryPrice === null) market(context, terms, { side: enter, tag: 'entry' })
    else ask(context, terms, { side: enter, price: terms.entryPrice, tag: 'entry', close })
  }
}

function onOpen(context: Context, terms: ExitTerms): void {
  const { locals } = context
  if (locals.held !== null && locals.candle > locals.held.candle) takeProfit(context, terms)
}

/** Sets the take-profit that holds for as long as the position was held by now. */
function takeProfit(context: Context, terms: ExitTerms): void {
  const { locals, orders } = context
  const held = locals.held!
  const minutes = ((locals.candle - held.candle) * terms.candleMicros) / MINUTE
  const step = terms.roi.findLastIndex(([from]) => from <= minutes)
  if (step < 0 || step === held.roi) return
  held.roi = step
  const [from, ratio] = terms.roi[step]!
  for (const order of orders.working()) if (order.tag === 'ROI') orders.cancel(order)
  if (ratio === -1) {
    // A step that begins with a candle is taken at its opening, one within it at the candle's worst.
    if ((from * MINUTE) % terms.candleMicros === 0)
      market(context, terms, { side: held.side > 0 ? 'SELL' : 'BUY', tag: 'ROI' })
    else locals.atWorst = 'ROI'
    return
  }
  const target = held.entry * (1 + held.side * ratio)
  const side = held.side > 0 ? 'SELL' : 'BUY'
  const price = orders.roundToTick(terms.instrument, target)
  const isBehind = step > 0 && (locals.open - target) * held.side > 0
  const common = { instrument: terms.instrument, side, quantity: 1, timeInForce: 'GTC', tag: 'ROI' } as const
  // A step that came into effect between two openings, and lies behind the market, is taken on the market's way back to it.
  if (isBehind && from !== minutes) orders.submit({ ...common, type: 'STOP', stopPrice: price })
  else orders.submit({ ...common, type: 'LIMIT', limitPrice: price })
}

/** Follows the best price with the stop; in the candle of the entry it is taken to have armed just above the entry. */
function trail(context: Context, terms: ExitTerms, price: number): void {
  const held = context.locals.held!
  const { trailing } = terms
  if ((price - held.best) * held.side > 0) held.best = price
  if (!trailing.isOn && !trailing.isCustom) return
  const gained = ((held.best - held.entry) * held.side) / held.entry
  const isPast = gained > trailing.offset
  if (!trailing.isCustom && trailing.onlyPastOffset && !isPast) return
  const share =
    !trailing.isCustom && trailing.positive !== null && isPast ? trailing.positive : terms.stopLoss
  const next = held.best * (1 - held.side * share)
  if (!((next - held.stop) * held.side > 0)) return
  if (context.locals.candle > held.candle) return moveStop(context, terms, next)
  held.trail = next
  const { open } = context.locals
  const isPessimistic = !trailing.isCustom && trailing.onlyPastOffset && trailing.positive !== null
  const armed = isPessimistic ? 1 + held.side * (trailing.offset - trailing.positive!) : 1 - held.side * share
  if ((open * armed - held.stop) * held.side >= 0) moveStop(context, terms, open * armed)
}

function atExtreme(context: Context, terms: ExitTerms, price: number): void {
  const { locals, orders } = context
  const { held, clamped, atWorst } = locals
  const { point } = locals
  if (clamped !== null && point === (isAtBetter(terms, clamped) ? POINT.better : POINT.worse)) {
    for (const order of orders.working()) if (order.tag === clamped.tag) orders.cancel(order)
    locals.clamped = null
    return market(context, terms, clamped)
  }
  if (held === null) return
  const side = held.side > 0 ? 'SELL' : 'BUY'
  if (atWorst !== null && point === POINT.worse) return market(context, terms, { side, tag: atWorst })
  if (point !== POINT.worseAgain || locals.candle !== held.candle) return
  if (held.isTrailed && (held.trail - price) * held.side >= 0)
    market(context, terms, { side, tag: 'TRAILING_STOP_LOSS' })
  else if (locals.isTakenLate) {
    locals.isTakenLate = false
    takeProfit(context, terms)
  }
}

/** Whether what is asked beyond a candle is traded at its better extreme: an entry, and not an exit. */
function isAtBetter({ signals }: ExitTerms, { side }: { readonly side: 'BUY' | 'SELL' }): boolean {
  return signals.some(({ enter }) => enter === side)
}

/** Trades at exactly the asked price when a candle comes to it: from above by a limit, from below by a stop. */
function ask(
  context: Context,
  terms: ExitTerms,
  asked: {
    readonly side: 'BUY' | 'SELL'
    readonly price: number
    readonly tag: string
    readonly close: number
  },
): void {
  const { locals, orders } = context
  const { side, price, tag, close } = asked
  const common = { instrument: terms.instrument, side, quantity: 1, timeInForce: 'GTC', tag } as const
  const isPassive = (close - price) * (side === 'BUY' ? 1 : -1) >= 0
  const order = isPassive
    ? orders.submit({ ...common, type: 'LIMIT', limitPrice: price })
    : orders.submit({ ...common, type: 'STOP', stopPrice: price })
  if (!isPassive) locals.clamped = { side, price, tag }
  if (tag === 'entry') locals.entryOrder = order
}

function market(
  context: Context,
  terms: ExitTerms,
  { side, tag }: { readonly side: 'BUY' | 'SELL'; readonly tag: string },
): void {
  if (tag !== 'entry') context.orders.cancelAll()
  context.orders.submit({ type: 'MARKET', instrument: terms.instrument, side, quantity: 1, tag })
}

function moveStop(context: Context, terms: ExitTerms, price: number): void {
  const held = context.locals.held!
  held.stop = price
  held.isTrailed = true
  for (const order of context.orders.working())
    if (order.type === 'STOP' && order.tag !== 'ROI') context.orders.cancel(order)
  placeStop(context, terms)
}

function placeStop({ locals, orders }: Context, terms: ExitTerms): void {
  const held = locals.held!
  orders.submit({
    type: 'STOP',
    instrument: terms.instrument,
    side: held.side > 0 ? 'SELL' : 'BUY',
    quantity: 1,
    stopPrice: orders.roundToTick(terms.instrument, held.stop),
    timeInForce: 'GTC',
    tag: held.isTrailed ? 'TRAILING_STOP_LOSS' : 'STOP_LOSS',
  })
}
