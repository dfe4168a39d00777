/** What may come of signals in an organization at most, and which model servers it may ask. */
import type { SignalPolicyLimits } from '@quarterdeck/runtime'
import { builder } from '../builder.ts'
import { Mode } from '../enums.ts'
import { organizationReads } from '../organization-reads.ts'
import { Organization } from '../refs.ts'
import { Instrument, instrumentOf } from './instrument.ts'

const SignalInstrumentLimit = builder
  .objectRef<{ readonly instrumentId: string; readonly quantityMax: string }>('SignalInstrumentLimit')
  .implement({
    description: 'An instrument that signals may trade.',
    fields: (t) => ({
      instrument: t.field({
        type: Instrument,
        description: 'Which.',
        resolve: ({ instrumentId }, _args, context) => instrumentOf(context, instrumentId),
      }),
      quantityMax: t.expose('quantityMax', {
        type: 'Decimal',
        description: 'The greatest quantity of one proposal, in units.',
      }),
    }),
  })

export const SignalPolicy = builder.objectRef<SignalPolicyLimits>('SignalPolicy').implement({
  description: 'What may come of signals at most, whoever accepts them; on top of every other limit.',
  fields: (t) => ({
    modes: t.field({
      type: [Mode],
      description: 'Modes of the accounts that proposals may be accepted on.',
      resolve: ({ modes }) => [...modes],
    }),
    instruments: t.field({
      type: [SignalInstrumentLimit],
      description: 'What they may trade; nothing else.',
      resolve: ({ quantityMax }) =>
        Object.entries(quantityMax).map(([instrumentId, most]) => ({ instrumentId, quantityMax: most })),
    }),
    acceptedPerHourMax: t.exposeInt('acceptedPerHourMax', {
      description: 'Proposals that may be accepted within any hour.',
    }),
    confidenceMin: t.exposeFloat('confidenceMin', {
      description: 'The least confidence of an accepted one.',
    }),
  }),
})

builder.objectFields(Organization, (t) => ({
  signalPolicy: t.field({
    type: SignalPolicy,
    description:
      'What may come of signals; no instrument and no mode but PAPER unless somebody said otherwise.',
    ...organizationReads('signal:read'),
    resolve: async ({ id }, _args, { runtime }) => (await runtime.signals()).policy(id),
  }),
  signalModels: t.stringList({
    description: 'Model servers that may be asked, as the operator set them up.',
    ...organizationReads('signal:read'),
    resolve: async (_organization, _args, { runtime }) => [...(await runtime.signals()).sources()],
  }),
}))
