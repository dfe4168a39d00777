/** Checks what a strategy subscribes to, and says which instruments it needs. */

import type { InstrumentId } from '../instrument.ts'
import type { Strategy } from '../strategy/definition.ts'
import type { ParamSchema, ParamValues } from '../strategy/param.ts'
import {
  HISTORY_DEFAULT,
  HISTORY_MAX,
  type Subscription,
  SUBSCRIPTIONS_MAX,
} from '../strategy/subscription.ts'
import { StrategyDefinitionError } from '../strategy/terms-error.ts'
import { isTimeframe } from '../strategy/time.ts'
import type { Feed } from './session.ts'

/** What a strategy has to be told and may trade, with its parameters as `parseParams` gives them. */
export interface StrategyNeeds {
  /** The feeds to deliver, in the order of the subscriptions. */
  readonly feeds: readonly Feed[]
  /** The instruments that a session has to be created with: subscribed ones first, each once. */
  readonly instruments: readonly InstrumentId[]
}

/** What a strategy needs with these parameters. Throws a `StrategyDefinitionError` that names the wrong subscription. */
export function strategyNeeds(strategy: Strategy, params: ParamValues<ParamSchema>): StrategyNeeds {
  const subscriptions = strategy.subscribe(params)
  if (!Array.isArray(subscriptions) || subscriptions.length > SUBSCRIPTIONS_MAX) {
    throw new StrategyDefinitionError(
      `${strategy.name}: subscribe must return a list of at most ${SUBSCRIPTIONS_MAX} subscriptions`,
    )
  }
  const seen = new Set<string>()
  const feeds = (subscriptions as readonly Subscription[]).map((subscription, index) => {
    const feed = feedOf(strategy, subscription, index)
    const key = `${feed.kind} ${feed.instrumentId} ${feed.kind === 'BARS' ? feed.timeframe : ''}`
    if (seen.has(key)) throw fault(strategy, index, `is there twice: ${key.trim()}`)
    seen.add(key)
    return feed
  })
  const traded = strategy.trades?.(params) ?? []
  return {
    feeds,
    instruments: [...new Set([...feeds.map(({ instrumentId }) => instrumentId), ...traded])],
  }
}

function feedOf(strategy: Strategy, subscription: Subscription, index: number): Feed {
  const { kind, instrument } = subscription
  if (typeof instrument !== 'string' || instrument === '') {
    throw fault(strategy, index, `instrument must be an instrument id (was ${String(instrument)})`)
  }
  if (kind === 'QUOTES' || kind === 'TRADES') return { kind, instrumentId: instrument }
  if (kind !== 'BARS')
    throw fault(strategy, index, `kind must be BARS, QUOTES or TRADES (was ${String(kind)})`)
  const { timeframe, history = HISTORY_DEFAULT } = subscription
  if (typeof timeframe !== 'string' || !isTimeframe(timeframe)) {
    throw fault(strategy, index, `timeframe must be such as "1m", "4h" or "1d" (was ${String(timeframe)})`)
  }
  if (!Number.isInteger(history) || history < 1 || history > HISTORY_MAX) {
    throw fault(strategy, index, `history must be a whole number from 1 to ${HISTORY_MAX} (was ${history})`)
  }
  return { kind, instrumentId: instrument, timeframe, history }
}

function fault(strategy: Strategy, index: number, what: string): StrategyDefinitionError {
  return new StrategyDefinitionError(`${strategy.name}: subscription ${index + 1}: ${what}`)
}
