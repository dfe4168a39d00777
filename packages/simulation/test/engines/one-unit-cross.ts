/** The price crossing its average as backtrader's test strategy has it: one unit long above, flat below, one order at a time. */

import { defineStrategy, param } from '@quarterdeck/sdk'
import type { Strategy } from '@quarterdeck/sdk'

export const oneUnitCross: Strategy = defineStrategy({
  name: 'one-unit-cross',
  params: { instrument: param.instrument(), length: param.int({ default: 15 }) },
  subscribe: ({ instrument, length }) => [{ kind: 'BARS', instrument, timeframe: '1d', history: length }],
  prepare: () => ({ sign: 0 }),
  onBar({ locals, params, portfolio, orders, log }, { close, window }) {
    if (window.length < params.length) return
    // In cents, so that an average that equals the close is seen to.
    let sum = 0
    for (let ago = 0; ago < params.length; ago += 1) sum += Math.round(window.close.at(ago) * 100)
    const sign = Math.sign(Math.round(close * 100) * params.length - sum)
    const before = locals.sign
    if (sign !== 0) locals.sign = sign
    if (sign === 0 || before === 0 || sign === before || orders.working().length > 0) return
    const { lots } = portfolio.position(params.instrument)
    if (lots === 0 && sign > 0) {
      log.info(`buy ${close.toFixed(2)}`)
      orders.submit({ type: 'MARKET', instrument: params.instrument, side: 'BUY', quantity: 1 })
    } else if (lots > 0 && sign < 0) {
      log.info(`sell ${close.toFixed(2)}`)
      orders.submit({ type: 'MARKET', instrument: params.instrument, side: 'SELL', quantity: lots })
    }
  },
}) as Strategy
