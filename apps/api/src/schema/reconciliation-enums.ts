/** The closed word lists of reconciliation, each word with its meaning. */
import { enumOf } from './enums.ts'

export const BreakKind = enumOf('BreakKind', "In what our books and a venue's word differ.", {
  ORDER: 'One of our orders: the venue says otherwise of it.',
  FOREIGN_ORDER: 'A working order that others placed on the account.',
  POSITION: 'What is held of an instrument.',
  BALANCE: 'Money of a currency.',
})

export const BreakStatus = enumOf('BreakStatus', 'What became of a difference.', {
  OPEN: 'Somebody must decide about it.',
  CORRECTED: 'The proposed correction was booked. Final.',
  DISMISSED: 'A person decided that it needs none. Final.',
  CLEARED: 'A later comparison found no difference any more. Final.',
})

export const CorrectionKind = enumOf('CorrectionKind', 'What would be booked.', {
  ADJUST_POSITION: "The position is set to the venue's, at a price.",
  ADJUST_CASH: "The cash is set to the venue's.",
  NOTE_FOREIGN_ORDER: "Others' order is counted in the account's risk.",
  AWAIT_VENUE: "Nothing: the venue's own word on the order is waited for.",
})

export const ReconciliationCause = enumOf('ReconciliationCause', 'Why books were compared.', {
  CONNECTED: 'The connection was opened.',
  PERIODIC: 'It was time.',
  ON_DEMAND: 'Somebody asked.',
})
