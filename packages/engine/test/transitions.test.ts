import { ORDER_STATUSES, type OrderStatus } from '@quarterdeck/sdk'
import { describe, expect, it } from 'vitest'
import { answerOf, INPUTS, orderIn, tell, type Step } from './in-status.ts'

/**
 * Every cell: what an order in a status answers to each report or request, and the status that follows. Written out by hand and
 * read against the FIX state matrices, so that a change of the engine's table has to be made here too, on purpose.
 */
const ANSWERS: Readonly<Record<OrderStatus, Readonly<Record<Step, string>>>> = {
  PENDING_NEW: {
    ACCEPTED: 'Confirmed > NEW',
    REJECTED: 'Rejected > REJECTED',
    FILL: 'Filled > PARTIALLY_FILLED',
    FILL_REST: 'Filled > FILLED',
    CANCELED: 'Canceled > CANCELED',
    CANCEL_REJECTED: '- > PENDING_NEW',
    EXPIRED: 'Expired > EXPIRED',
    REPLACED: 'UNMATCHED_REPORT > PENDING_NEW',
    REPLACE_REJECTED: '- > PENDING_NEW',
    UNKNOWN: 'MarkedUnknown > UNKNOWN',
    TRIGGERED: 'UNMATCHED_REPORT > PENDING_NEW',
    BUSTED: 'FillBusted+BUST_OF_UNKNOWN_FILL > PENDING_NEW',
    CORRECTED: 'FillCorrected+BUST_OF_UNKNOWN_FILL > PARTIALLY_FILLED',
    CANCEL: 'CancelRequested > PENDING_CANCEL',
    REPLACE: 'CONFLICT > PENDING_NEW',
  },
  NEW: {
    ACCEPTED: '- > NEW',
    REJECTED: 'Rejected > REJECTED',
    FILL: 'Filled > PARTIALLY_FILLED',
    FILL_REST: 'Filled > FILLED',
    CANCELED: 'Canceled > CANCELED',
    CANCEL_REJECTED: '- > NEW',
    EXPIRED: 'Expired > EXPIRED',
    REPLACED: 'UNMATCHED_REPORT > NEW',
    REPLACE_REJECTED: '- > NEW',
    UNKNOWN: '- > NEW',
    TRIGGERED: 'UNMATCHED_REPORT > NEW',
    BUSTED: 'FillBusted+BUST_OF_UNKNOWN_FILL > NEW',
    CORRECTED: 'FillCorrected+BUST_OF_UNKNOWN_FILL > PARTIALLY_FILLED',
    CANCEL: 'CancelRequested > PENDING_CANCEL',
    REPLACE: 'ReplaceRequested > PENDING_REPLACE',
  },
  PARTIALLY_FILLED: {
    ACCEPTED: '- > PARTIALLY_FILLED',
    REJECTED: 'Rejected+UNMATCHED_REPORT > REJECTED',
    FILL: 'Filled > PARTIALLY_FILLED',
    FILL_REST: 'Filled > FILLED',
    CANCELED: 'Canceled > CANCELED',
    CANCEL_REJECTED: '- > PARTIALLY_FILLED',
    EXPIRED: 'Expired > EXPIRED',
    REPLACED: 'UNMATCHED_REPORT > PARTIALLY_FILLED',
    REPLACE_REJECTED: '- > PARTIALLY_FILLED',
    UNKNOWN: '- > PARTIALLY_FILLED',
    TRIGGERED: 'UNMATCHED_REPORT > PARTIALLY_FILLED',
    BUSTED: 'FillBusted > NEW',
    CORRECTED: 'FillCorrected > PARTIALLY_FILLED',
    CANCEL: 'CancelRequested > PENDING_CANCEL',
    REPLACE: 'ReplaceRequested > PENDING_REPLACE',
  },
  FILLED: {
    ACCEPTED: '- > FILLED',
    REJECTED: 'UNMATCHED_REPORT > FILLED',
    FILL: 'Filled+OVERFILL > FILLED',
    FILL_REST: 'Filled+OVERFILL > FILLED',
    CANCELED: '- > FILLED',
    CANCEL_REJECTED: '- > FILLED',
    EXPIRED: '- > FILLED',
    REPLACED: 'UNMATCHED_REPORT > FILLED',
    REPLACE_REJECTED: '- > FILLED',
    UNKNOWN: '- > FILLED',
    TRIGGERED: '- > FILLED',
    BUSTED: 'FillBusted > CANCELED',
    CORRECTED: 'FillCorrected > CANCELED',
    CANCEL: 'BAD_USER_INPUT > FILLED',
    REPLACE: 'BAD_USER_INPUT > FILLED',
  },
  PENDING_CANCEL: {
    ACCEPTED: '- > PENDING_CANCEL',
    REJECTED: 'Rejected+UNMATCHED_REPORT > REJECTED',
    FILL: 'Filled > PENDING_CANCEL',
    FILL_REST: 'Filled > FILLED',
    CANCELED: 'Canceled > CANCELED',
    CANCEL_REJECTED: 'CancelRejected > PARTIALLY_FILLED',
    EXPIRED: 'Expired > EXPIRED',
    REPLACED: 'UNMATCHED_REPORT > PENDING_CANCEL',
    REPLACE_REJECTED: '- > PENDING_CANCEL',
    UNKNOWN: '- > PENDING_CANCEL',
    TRIGGERED: 'UNMATCHED_REPORT > PENDING_CANCEL',
    BUSTED: 'FillBusted > PENDING_CANCEL',
    CORRECTED: 'FillCorrected > PENDING_CANCEL',
    CANCEL: '- > PENDING_CANCEL',
    REPLACE: 'CONFLICT > PENDING_CANCEL',
  },
  CANCELED: {
    ACCEPTED: '- > CANCELED',
    REJECTED: '- > CANCELED',
    FILL: 'Filled+FILL_AFTER_END > CANCELED',
    FILL_REST: 'Filled+FILL_AFTER_END > FILLED',
    CANCELED: '- > CANCELED',
    CANCEL_REJECTED: '- > CANCELED',
    EXPIRED: '- > CANCELED',
    REPLACED: 'UNMATCHED_REPORT > CANCELED',
    REPLACE_REJECTED: '- > CANCELED',
    UNKNOWN: '- > CANCELED',
    TRIGGERED: '- > CANCELED',
    BUSTED: 'FillBusted > CANCELED',
    CORRECTED: 'FillCorrected > CANCELED',
    CANCEL: 'BAD_USER_INPUT > CANCELED',
    REPLACE: 'BAD_USER_INPUT > CANCELED',
  },
  PENDING_REPLACE: {
    ACCEPTED: '- > PENDING_REPLACE',
    REJECTED: 'Rejected+UNMATCHED_REPORT > REJECTED',
    FILL: 'Filled > PENDING_REPLACE',
    FILL_REST: 'Filled > FILLED',
    CANCELED: 'Canceled > CANCELED',
    CANCEL_REJECTED: '- > PENDING_REPLACE',
    EXPIRED: 'Expired > EXPIRED',
    REPLACED: 'Replaced > PARTIALLY_FILLED',
    REPLACE_REJECTED: 'ReplaceRejected > PARTIALLY_FILLED',
    UNKNOWN: '- > PENDING_REPLACE',
    TRIGGERED: 'UNMATCHED_REPORT > PENDING_REPLACE',
    BUSTED: 'FillBusted > PENDING_REPLACE',
    CORRECTED: 'FillCorrected > PENDING_REPLACE',
    CANCEL: 'CancelRequested > PENDING_CANCEL',
    REPLACE: '- > PENDING_REPLACE',
  },
  REJECTED: {
    ACCEPTED: 'Confirmed > REJECTED',
    REJECTED: '- > REJECTED',
    FILL: 'Filled+FILL_AFTER_END > REJECTED',
    FILL_REST: 'Filled+FILL_AFTER_END > FILLED',
    CANCELED: '- > REJECTED',
    CANCEL_REJECTED: '- > REJECTED',
    EXPIRED: '- > REJECTED',
    REPLACED: 'UNMATCHED_REPORT > REJECTED',
    REPLACE_REJECTED: '- > REJECTED',
    UNKNOWN: '- > REJECTED',
    TRIGGERED: '- > REJECTED',
    BUSTED: 'FillBusted+BUST_OF_UNKNOWN_FILL > REJECTED',
    CORRECTED: 'FillCorrected+BUST_OF_UNKNOWN_FILL > REJECTED',
    CANCEL: 'BAD_USER_INPUT > REJECTED',
    REPLACE: 'BAD_USER_INPUT > REJECTED',
  },
  EXPIRED: {
    ACCEPTED: '- > EXPIRED',
    REJECTED: '- > EXPIRED',
    FILL: 'Filled+FILL_AFTER_END > EXPIRED',
    FILL_REST: 'Filled+FILL_AFTER_END > FILLED',
    CANCELED: '- > EXPIRED',
    CANCEL_REJECTED: '- > EXPIRED',
    EXPIRED: '- > EXPIRED',
    REPLACED: 'UNMATCHED_REPORT > EXPIRED',
    REPLACE_REJECTED: '- > EXPIRED',
    UNKNOWN: '- > EXPIRED',
    TRIGGERED: '- > EXPIRED',
    BUSTED: 'FillBusted > EXPIRED',
    CORRECTED: 'FillCorrected > EXPIRED',
    CANCEL: 'BAD_USER_INPUT > EXPIRED',
    REPLACE: 'BAD_USER_INPUT > EXPIRED',
  },
  UNKNOWN: {
    ACCEPTED: 'Confirmed > NEW',
    REJECTED: 'Rejected > REJECTED',
    FILL: 'Filled > PARTIALLY_FILLED',
    FILL_REST: 'Filled > FILLED',
    CANCELED: 'Canceled > CANCELED',
    CANCEL_REJECTED: '- > UNKNOWN',
    EXPIRED: 'Expired > EXPIRED',
    REPLACED: 'UNMATCHED_REPORT > UNKNOWN',
    REPLACE_REJECTED: '- > UNKNOWN',
    UNKNOWN: '- > UNKNOWN',
    TRIGGERED: 'UNMATCHED_REPORT > UNKNOWN',
    BUSTED: 'FillBusted+BUST_OF_UNKNOWN_FILL > UNKNOWN',
    CORRECTED: 'FillCorrected+BUST_OF_UNKNOWN_FILL > PARTIALLY_FILLED',
    CANCEL: 'CancelRequested > UNKNOWN',
    REPLACE: 'CONFLICT > UNKNOWN',
  },
}

const CELLS = ORDER_STATUSES.flatMap((status) =>
  INPUTS.map((input) => ({ status, input, answer: ANSWERS[status][input] })),
)

/** Told twice these are two executions, as `tell` numbers them. */
const EXECUTIONS: readonly Step[] = ['FILL', 'FILL_REST', 'BUSTED', 'CORRECTED']

describe('the transition table', () => {
  it.each(CELLS)('[OR-22] $status told $input: $answer', ({ status, input, answer }) => {
    const { world, orderId } = orderIn(status)
    expect(world.order(orderId).status).toBe(status)
    expect(answerOf(world, orderId, tell(world, orderId, input))).toBe(answer)
  })

  it.each(CELLS.filter(({ input }) => !EXECUTIONS.includes(input)))(
    '[OR-22] $status told $input twice is told it once',
    ({ status, input }) => {
      const { world, orderId } = orderIn(status)
      tell(world, orderId, input)
      const once = world.order(orderId).status
      tell(world, orderId, input)
      expect(world.order(orderId).status).toBe(once)
    },
  )
})
