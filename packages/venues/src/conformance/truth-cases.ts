/** Rules of order truth: only the venue's word decides, whatever happens on the way. */

import assert from 'node:assert/strict'
import type { VenueOrderType } from '../contract/words.ts'
import { eventually, lookup, must, order, placed, recordWhen, value } from './ask.ts'
import { ALWAYS, stageOf, type ConformanceCase } from './case.ts'
import type { StagedFault } from './rig.ts'

const LIMIT: VenueOrderType = 'LIMIT'

function placeCase(id: `VC-${number}`, fault: StagedFault, taken: boolean): ConformanceCase {
  return {
    id,
    rule: `${fault.toLowerCase().replaceAll('_', ' ')}: the order is unknown, never rejected, and looking it up says that it ${taken ? 'is there' : 'is not there'}`,
    leftOut: ALWAYS,
    needs: fault,
    run: async (rig) => {
      const stage = stageOf(rig)
      const terms = order(rig, { orderType: LIMIT })
      const sentAtMs = Date.now()
      stage.arm(fault)
      const outcome = must(await rig.writes.place(terms), 'UNKNOWN')
      assert.notEqual(outcome.evidence.message, '')
      assert.equal(stage.ordersWith(terms.clientOrderId), taken ? 1 : 0)
      if (taken) await eventually('it is found', () => lookup(rig, terms, sentAtMs))
      else assert.equal(await lookup(rig, terms, sentAtMs), null)
    },
  }
}

function cancelCase(id: `VC-${number}`, fault: StagedFault): ConformanceCase {
  return {
    id,
    rule: `${fault.toLowerCase().replaceAll('_', ' ')}: the cancel is unknown, and the order's record tells`,
    leftOut: ALWAYS,
    needs: fault,
    run: async (rig) => {
      const terms = order(rig)
      const venueOrderId = await placed(rig, terms)
      stageOf(rig).arm(fault)
      must(await rig.writes.cancel({ ...terms, venueOrderId }), 'UNKNOWN')
      await recordWhen(rig, {
        venueOrderId,
        what: 'it is canceled',
        is: ({ status }) => status === 'CANCELED',
      })
    },
  }
}

export const TRUTH_CASES: readonly ConformanceCase[] = [
  placeCase('VC-40', 'PLACE_TAKEN_THEN_SILENCE', true),
  placeCase('VC-41', 'PLACE_TAKEN_THEN_RESET', true),
  placeCase('VC-42', 'PLACE_TAKEN_THEN_SERVER_ERROR', true),
  placeCase('VC-43', 'PLACE_TAKEN_THEN_GARBAGE', true),
  placeCase('VC-44', 'PLACE_TAKEN_THEN_TRUNCATED', true),
  placeCase('VC-45', 'PLACE_LOST_THEN_SILENCE', false),
  placeCase('VC-46', 'PLACE_LOST_THEN_RESET', false),
  placeCase('VC-47', 'PLACE_LOST_THEN_SERVER_ERROR', false),
  cancelCase('VC-48', 'CANCEL_TAKEN_THEN_SILENCE'),
  cancelCase('VC-49', 'CANCEL_TAKEN_THEN_SERVER_ERROR'),
  {
    id: 'VC-50',
    rule: 'an order that the venue turned away for coming too fast is rejected, is not there, and nothing is sent before the venue wants it',
    leftOut: ALWAYS,
    needs: 'PLACE_RATE_LIMITED',
    run: async (rig) => {
      const stage = stageOf(rig)
      const terms = order(rig)
      stage.arm('PLACE_RATE_LIMITED')
      const outcome = must(await rig.writes.place(terms), 'REJECTED')
      assert.equal(outcome.reason.code, 'RATE_LIMITED')
      await placed(rig, order(rig))
      assert.deepEqual([stage.ordersWith(terms.clientOrderId), stage.requestsOverLimit()], [0, 0])
    },
  },
  {
    id: 'VC-51',
    rule: 'a flood of questions never exceeds the limits of the venue, and a cancel passes it',
    leftOut: ALWAYS,
    needs: 'STAGE',
    run: async (rig) => {
      const terms = order(rig)
      const venueOrderId = await placed(rig, terms)
      let answered = 0
      const flood = Array.from({ length: 80 }, () =>
        rig.reads.orderByVenueId(venueOrderId).then(() => {
          answered += 1
        }),
      )
      must(await rig.writes.cancel({ ...terms, venueOrderId }), 'ACCEPTED')
      assert.ok(answered < flood.length, 'the cancel waited for all questions')
      await Promise.all(flood)
      assert.equal(stageOf(rig).requestsOverLimit(), 0)
    },
  },
  {
    id: 'VC-52',
    rule: 'a status that nobody knows is not taken for an end, and raises an alert',
    leftOut: ALWAYS,
    needs: 'UNKNOWN_ORDER_STATUS',
    run: async (rig) => {
      const venueOrderId = await placed(rig, order(rig))
      stageOf(rig).arm('UNKNOWN_ORDER_STATUS')
      const record = await value(rig.reads.orderByVenueId(venueOrderId))
      assert.equal(record?.status, 'UNKNOWN')
      assert.ok(rig.alerts.some(({ kind }) => kind === 'UNKNOWN_WORD'))
    },
  },
  {
    id: 'VC-53',
    rule: 'maintenance is told as such',
    leftOut: ALWAYS,
    needs: 'MAINTENANCE',
    run: async (rig) => {
      stageOf(rig).arm('MAINTENANCE')
      const health = await rig.reads.health()
      assert.ok(health.ok ? !health.value.trading : health.failure.kind === 'MAINTENANCE')
    },
  },
]
