/** Holds the protocol's word lists to the SDK's own. */

import {
  CALLBACKS,
  HISTORY_MAX,
  LOG_LEVELS,
  ORDER_TYPES,
  SIDES,
  SUBSCRIPTIONS_MAX,
  TIMES_IN_FORCE,
} from '@quarterdeck/sdk'
import * as sdk from '@quarterdeck/sdk'
import { describe, expect, it } from 'vitest'
import * as ours from './vocabulary.ts'

describe('the words of the protocol', () => {
  it("are the SDK's", () => {
    const { sides, orderTypes, timesInForce, logLevels, callbacks } = ours.WORDS
    expect({ sides, orderTypes, timesInForce, logLevels, callbacks }).toEqual({
      sides: SIDES,
      orderTypes: ORDER_TYPES,
      timesInForce: TIMES_IN_FORCE,
      logLevels: LOG_LEVELS,
      callbacks: CALLBACKS,
    })
  })

  it("are bounded as the SDK's", () => {
    expect([ours.HISTORY_MAX, ours.SUBSCRIPTIONS_MAX]).toEqual([HISTORY_MAX, SUBSCRIPTIONS_MAX])
  })

  it.each(['1m', '15m', '99999w', '0m', '1', 'm', '100000s', '1M', '1m ', ''])(
    'take %j as a timeframe where the SDK does',
    (text) => {
      expect(ours.isTimeframe(text)).toBe(sdk.isTimeframe(text))
    },
  )
})
