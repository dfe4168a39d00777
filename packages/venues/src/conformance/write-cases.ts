/** Rules of the writing half: what was asked for is what the venue has, digit by digit, once. */

import assert from 'node:assert/strict'
import { decimalUnits } from '@quarterdeck/sdk'
import { isFinalRecord } from '../contract/words.ts'
import { eventually, lookup, must, order, placed, recordWhen, value } from './ask.ts'
import { ALWAYS, stageOf, type ConformanceCase } from './case.ts'

const units = (text: string): bigint => decimalUnits(text, 18)

export const WRITE_CASES: readonly ConformanceCase[] = [
  {
    id: 'VC-20',
    rule: 'a limit order rests with exactly the terms that were sent, and is found by either id and in the list',
    leftOut: ALWAYS,
    needs: null,
    run: async (rig) => {
      const terms = order(rig)
      const sentAtMs = Date.now()
      const venueOrderId = await placed(rig, terms)
      const record = await recordWhen(rig, {
        venueOrderId,
        what: 'it works',
        is: ({ status }) => status === 'NEW',
      })
      assert.deepEqual(
        [
          record.clientOrderId,
          record.venueSymbol,
          record.side,
          record.quantity,
          record.limitPrice,
          record.filledQuantity,
        ],
        [terms.clientOrderId, terms.venueSymbol, 'BUY', terms.quantity, terms.limitPrice, '0'],
      )
      const found = await eventually('it is found by its client id', () => lookup(rig, terms, sentAtMs))
      assert.equal(found.venueOrderId, venueOrderId)
      const open = await value(rig.reads.openOrders())
      assert.ok(open.some((one) => one.venueOrderId === venueOrderId))
    },
  },
  {
    id: 'VC-21',
    rule: 'a canceled order ends, and leaves the list of open ones',
    leftOut: ALWAYS,
    needs: null,
    run: async (rig) => {
      const terms = order(rig)
      const venueOrderId = await placed(rig, terms)
      must(await rig.writes.cancel({ ...terms, venueOrderId }), 'ACCEPTED')
      await recordWhen(rig, {
        venueOrderId,
        what: 'it is canceled',
        is: ({ status }) => status === 'CANCELED',
      })
      const open = await value(rig.reads.openOrders())
      assert.ok(!open.some((one) => one.venueOrderId === venueOrderId))
    },
  },
  {
    id: 'VC-22',
    rule: 'canceling what is done, or unknown, is answered and never unknown',
    leftOut: ALWAYS,
    needs: null,
    run: async (rig) => {
      const terms = order(rig)
      const venueOrderId = await placed(rig, terms)
      must(await rig.writes.cancel({ ...terms, venueOrderId }), 'ACCEPTED')
      await recordWhen(rig, {
        venueOrderId,
        what: 'it is canceled',
        is: ({ status }) => status === 'CANCELED',
      })
      const again = await rig.writes.cancel({ ...terms, venueOrderId })
      assert.ok(again.kind === 'REJECTED' || again.kind === 'ACCEPTED', JSON.stringify(again))
    },
  },
  {
    id: 'VC-23',
    rule: 'an order that takes is filled, and its fills add up to it, each with an identity and a fee of its own',
    leftOut: ({ orders }) =>
      orders.LIMIT?.IOC?.kind === 'NATIVE' ? null : 'it has no immediate-or-cancel limit orders',
    needs: null,
    reach: 'TRADES',
    run: async (rig) => {
      const before = (await value(rig.reads.fillsSince(null))).cursor
      const terms = order(rig, { timeInForce: 'IOC', limitPrice: rig.market.takingBuyPrice })
      const venueOrderId = await placed(rig, terms)
      const record = await recordWhen(rig, {
        venueOrderId,
        what: 'it is final',
        is: ({ status }) => isFinalRecord(status),
      })
      const fills = await eventually('its fills add up', async () => {
        const page = await value(rig.reads.fillsSince(before))
        const own = page.fills.filter((fill) => fill.venueOrderId === venueOrderId)
        const sum = own.reduce((total, { quantity }) => total + units(quantity), 0n)
        return sum === units(record.filledQuantity) ? own : null
      })
      assert.ok(units(record.filledQuantity) > 0n)
      assert.equal(new Set(fills.map(({ execId }) => execId)).size, fills.length)
      for (const { side, price, venueSymbol } of fills) {
        assert.deepEqual([side, venueSymbol], ['BUY', terms.venueSymbol])
        assert.ok(units(price) <= units(rig.market.takingBuyPrice))
      }
    },
  },
  {
    id: 'VC-24',
    rule: 'a partial fill of a resting order is told as filled quantity and as maker, and the rest still works',
    leftOut: ALWAYS,
    needs: 'STAGE',
    run: async (rig) => {
      const { market, reads } = rig
      const terms = order(rig, { limitPrice: market.takingBuyPrice, quantity: market.doubleQuantity })
      // Takes all that is offered and rests above everything else.
      const venueOrderId = await placed(rig, terms)
      stageOf(rig).somebody('SELL', market.halfQuantity, market.takingBuyPrice)
      const record = await recordWhen(rig, {
        venueOrderId,
        what: 'a part is filled',
        is: (one) => units(one.filledQuantity) > 0n,
      })
      const filled = await eventually('the fills are listed', async () => {
        const { fills } = await value(reads.fillsSince(null))
        const own = fills.filter((fill) => fill.venueOrderId === venueOrderId)
        return own.length > 0 ? own : null
      })
      assert.ok(units(record.filledQuantity) <= units(terms.quantity))
      assert.ok(filled.every(({ quantity }) => units(quantity) > 0n))
    },
  },
  {
    id: 'VC-25',
    rule: 'the same client order id twice is one order',
    leftOut: ALWAYS,
    needs: null,
    run: async (rig) => {
      const terms = order(rig)
      const venueOrderId = await placed(rig, terms)
      const again = await rig.writes.place(terms)
      if (again.kind === 'ACCEPTED') assert.equal(again.venueOrderId, venueOrderId)
      else assert.equal(again.kind === 'UNKNOWN' && again.evidence.what, 'DUPLICATE_ID')
      const open = await value(rig.reads.openOrders())
      assert.equal(
        open.filter((one) => one.clientOrderId === terms.clientOrderId || one.venueOrderId === venueOrderId)
          .length,
        1,
      )
      if (rig.stage !== null) assert.equal(rig.stage.ordersWith(terms.clientOrderId), 1)
    },
  },
  {
    id: 'VC-26',
    rule: 'what the account cannot pay for is rejected for want of funds',
    leftOut: ALWAYS,
    needs: null,
    reach: 'BEYOND_FUNDS',
    run: async (rig) => {
      const outcome = must(
        await rig.writes.place(order(rig, { quantity: rig.market.hugeQuantity })),
        'REJECTED',
      )
      assert.equal(outcome.reason.code, 'INSUFFICIENT_FUNDS')
      assert.notEqual(outcome.reason.message, '')
    },
  },
  {
    id: 'VC-27',
    rule: 'a price off the increments is rejected as such, not rounded',
    leftOut: ALWAYS,
    needs: null,
    run: async (rig) => {
      const outcome = await rig.writes.place(order(rig, { limitPrice: rig.market.offTickPrice }))
      assert.ok(outcome.kind === 'REJECTED' || outcome.kind === 'NOT_SENT', JSON.stringify(outcome))
      assert.equal(outcome.reason.code, 'INVALID_PRICE')
    },
  },
  {
    id: 'VC-28',
    rule: 'a post-only order that would take does not trade',
    leftOut: ({ postOnly }) => (postOnly.kind === 'NATIVE' ? null : 'it has no post-only orders'),
    needs: null,
    run: async (rig) => {
      const terms = order(rig, { postOnly: true, limitPrice: rig.market.takingBuyPrice })
      const outcome = await rig.writes.place(terms)
      if (outcome.kind === 'REJECTED') {
        assert.equal(outcome.reason.code, 'POST_ONLY_WOULD_TAKE')
        return
      }
      const { venueOrderId } = must(outcome, 'ACCEPTED')
      const record = await recordWhen(rig, {
        venueOrderId,
        what: 'it ended',
        is: ({ status }) => isFinalRecord(status),
      })
      assert.equal(record.filledQuantity, '0')
    },
  },
  {
    id: 'VC-29',
    rule: 'a fill-or-kill order that cannot be filled whole ends without a fill',
    leftOut: ({ orders }) =>
      orders.LIMIT?.FOK?.kind === 'NATIVE' ? null : 'it has no fill-or-kill limit orders',
    needs: null,
    run: async (rig) => {
      const outcome = await rig.writes.place(order(rig, { timeInForce: 'FOK' }))
      if (outcome.kind === 'REJECTED') return
      const { venueOrderId } = must(outcome, 'ACCEPTED')
      const record = await recordWhen(rig, {
        venueOrderId,
        what: 'it ended',
        is: ({ status }) => isFinalRecord(status),
      })
      assert.equal(record.filledQuantity, '0')
    },
  },
  {
    id: 'VC-30',
    rule: 'a replaced order has the new price and the new total, and nothing else of it works',
    leftOut: ({ replace }) => (replace.kind === 'NATIVE' ? null : 'it cannot change an order in place'),
    needs: null,
    run: async (rig) => {
      const { market } = rig
      const terms = order(rig)
      const venueOrderId = await placed(rig, terms)
      await recordWhen(rig, { venueOrderId, what: 'it works', is: ({ status }) => status === 'NEW' })
      const outcome = await rig.writes.replace({
        venueOrderId,
        clientOrderId: terms.clientOrderId,
        venueSymbol: terms.venueSymbol,
        terms: { ...terms, quantity: market.doubleQuantity, limitPrice: market.otherRestingBuyPrice },
        filledQuantity: '0',
        newClientOrderId: rig.newClientOrderId(),
      })
      const changed = must(outcome, 'ACCEPTED').venueOrderId
      await recordWhen(rig, {
        venueOrderId: changed,
        what: 'it has the new terms',
        is: ({ status, quantity, limitPrice }) =>
          status === 'NEW' &&
          quantity === market.doubleQuantity &&
          limitPrice === market.otherRestingBuyPrice,
      })
      const open = await eventually('only the new one works', async () => {
        const own = (await value(rig.reads.openOrders())).filter((one) =>
          [venueOrderId, changed].includes(one.venueOrderId),
        )
        return own.length === 1 ? own : null
      })
      assert.equal(open[0]?.venueOrderId, changed)
    },
  },
  {
    id: 'VC-31',
    rule: 'cancel-all leaves nothing working, whoever placed it',
    leftOut: ({ cancelAll }) => (cancelAll.kind === 'REFUSED' ? cancelAll.reason : null),
    needs: null,
    reach: 'EVERY_ORDER',
    run: async (rig) => {
      await placed(rig, order(rig))
      await placed(rig, order(rig, { limitPrice: rig.market.otherRestingBuyPrice }))
      must(await rig.writes.cancelAll({ venueSymbol: null }), 'ACCEPTED')
      await eventually('nothing works', async () =>
        (await value(rig.reads.openOrders())).length === 0 ? true : null,
      )
    },
  },
  {
    id: 'VC-32',
    rule: 'what the venue has no words for is not sent',
    leftOut: ({ orders }) =>
      orders.STOP?.GTC?.kind === 'NATIVE' ? 'it takes every order that the platform has' : null,
    needs: 'STAGE',
    run: async (rig) => {
      const stage = stageOf(rig)
      const before = stage.writesReceived()
      const terms = order(rig, { orderType: 'STOP', limitPrice: null, stopPrice: rig.market.takingBuyPrice })
      must(await rig.writes.place(terms), 'NOT_SENT')
      assert.equal(stage.writesReceived(), before)
    },
  },
  {
    id: 'VC-33',
    rule: 'the dead-man switch is armed and disarmed where the matrix says so, and refused where it does not',
    leftOut: ALWAYS,
    needs: null,
    run: async ({ writes, reads }) => {
      const native = reads.capabilities.deadManSwitch.kind === 'NATIVE'
      must(await writes.setDeadMan(60), native ? 'ACCEPTED' : 'NOT_SENT')
      must(await writes.setDeadMan(null), native ? 'ACCEPTED' : 'NOT_SENT')
    },
  },
]
