/** The closed word lists of signals, each word with its meaning. */
import { enumOf } from './enums.ts'

export const SignalDirection = enumOf('SignalDirection', 'Where a model expects a price to go.', {
  UP: 'Higher.',
  DOWN: 'Lower.',
  FLAT: 'Neither.',
})

export const SignalProposalStatus = enumOf('SignalProposalStatus', 'What became of a proposal.', {
  OPEN: 'It waits for a person.',
  ACCEPTED: 'A person made an order of it.',
  DECLINED: 'A person said no.',
  EXPIRED: 'Its horizon ended first.',
  REFUSED: 'A person accepted it, and no order could be made.',
})
