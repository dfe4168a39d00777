/** The decision on an order, whole: every check with what it saw, what it allows and what is left. */
import {
  type Decision as DecisionValue,
  type ReferenceQuote as ReferenceQuoteValue,
  formatPrice,
} from '@quarterdeck/engine'
import type { Instrument as InstrumentFacts } from '@quarterdeck/sdk'
import { builder } from '../builder.ts'
import { CheckVerdict, DecisionOutcome, Mode } from '../enums.ts'
import { targetGlobalId } from '../scope-target.ts'

/** A decision with the instrument whose ticks it speaks in. */
export interface DecisionOf {
  readonly decision: DecisionValue
  readonly instrument: InstrumentFacts
}

interface ReferenceOf {
  readonly reference: ReferenceQuoteValue
  readonly instrument: InstrumentFacts
}

const price = (instrument: InstrumentFacts, ticks: number | null) =>
  ticks === null ? null : formatPrice(instrument, ticks)

const Check = builder.objectRef<DecisionValue['checks'][number]>('Check').implement({
  description: 'One check of a decision.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'What is checked.' }),
    scope: t.exposeString('scope', {
      description: 'Scope of the policy that set the limit; SYSTEM: the rule stands without one.',
    }),
    targetId: t.id({
      nullable: true,
      description: 'What the scope points at.',
      resolve: ({ scope, targetId }) => targetGlobalId(scope, targetId),
    }),
    policyVersion: t.exposeInt('policyVersion', {
      nullable: true,
      description: 'Version of that policy; null for SYSTEM.',
    }),
    verdict: t.expose('verdict', { type: CheckVerdict, description: 'How it ended.' }),
    observed: t.expose('observed', { type: 'Decimal', nullable: true, description: 'What it saw.' }),
    limit: t.expose('limit', { type: 'Decimal', nullable: true, description: 'What it allows.' }),
    headroom: t.expose('headroom', {
      type: 'Decimal',
      nullable: true,
      description: 'limit - observed; negative where it is broken.',
    }),
    message: t.exposeString('message', {
      description: 'One sentence to act on; says why where it was skipped.',
    }),
  }),
})

const ReferenceQuote = builder.objectRef<ReferenceOf>('ReferenceQuote').implement({
  description: 'The market that a decision saw.',
  fields: (t) => ({
    bid: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'Best bid.',
      resolve: ({ reference, instrument }) => price(instrument, reference.bidTicks),
    }),
    ask: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'Best ask.',
      resolve: ({ reference, instrument }) => price(instrument, reference.askTicks),
    }),
    last: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'Last trade.',
      resolve: ({ reference, instrument }) => price(instrument, reference.lastTicks),
    }),
    receivedAt: t.field({
      type: 'DateTime',
      description: 'When it was received.',
      resolve: ({ reference }) => reference.receivedAt,
    }),
  }),
})

export const Decision = builder.objectRef<DecisionOf>('Decision').implement({
  description: 'What the gate decided on an order, and why.',
  fields: (t) => ({
    outcome: t.field({
      type: DecisionOutcome,
      description: 'The verdict.',
      resolve: ({ decision }) => decision.outcome,
    }),
    summary: t.string({ description: 'One sentence.', resolve: ({ decision }) => decision.summary }),
    policyVersion: t.int({
      description: "Version of the organization's whole policy set; 0: no policy was ever put.",
      resolve: ({ decision }) => decision.policyVersion,
    }),
    requestedMode: t.field({
      type: Mode,
      description: 'The mode that was asked for.',
      resolve: ({ decision }) => decision.requestedMode,
    }),
    effectiveMode: t.field({
      type: Mode,
      description: 'The mode that it gets.',
      resolve: ({ decision }) => decision.effectiveMode,
    }),
    reference: t.field({
      type: ReferenceQuote,
      nullable: true,
      description: 'The market that it saw; null: there was none.',
      resolve: ({ decision: { reference }, instrument }) =>
        reference === null ? null : { reference, instrument },
    }),
    checks: t.field({
      type: [Check],
      description: 'Every check that ran, in order.',
      resolve: ({ decision }) => [...decision.checks],
    }),
  }),
})
