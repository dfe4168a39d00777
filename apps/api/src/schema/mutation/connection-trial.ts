/** Trying a connection before it is kept, and looking at what its venue lists. Both carry a credential in, so both are mutations. */
import type { ConnectionTrial as TrialValue } from '@quarterdeck/runtime'
import type { ListedInstrument } from '@quarterdeck/venues'
import { InvalidInput } from '../../problem/problem.ts'
import { asProblem } from '../as-problem.ts'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { AssetClass, TradingStatus } from '../enums.ts'
import { AddConnectionInput, connectionTerms } from '../input/connection-input.ts'
import { CredentialFieldInput, credentialOf } from '../input/credential-input.ts'
import { ConnectionTrialStep } from '../venue-enums.ts'
import { namedConnection } from './connection.ts'
import { guarded, namedOrganization, problems } from './field.ts'

const INPUT = ['input']
const SEARCH_LENGTH_MAX = 60

const TrialStep = builder.objectRef<TrialValue['steps'][number]>('TrialStep').implement({
  description: 'What one step of a trial showed.',
  fields: (t) => ({
    step: t.expose('step', { type: ConnectionTrialStep, description: 'Which.' }),
    ok: t.exposeBoolean('ok', { description: 'Whether it is as it should be.' }),
    message: t.exposeString('message', { description: 'What was seen.' }),
  }),
})

const TestConnectionPayload = builder.objectRef<TrialValue>('TestConnectionPayload').implement({
  description: 'What the trial showed. Nothing was kept.',
  fields: (t) => ({
    ok: t.exposeBoolean('ok', { description: 'Whether the connection could be added.' }),
    steps: t.field({
      type: [TrialStep],
      description: 'Its steps, in the order in which they were taken.',
      resolve: ({ steps }) => [...steps],
    }),
    excessScopes: t.stringList({
      description: 'What the credential may do beyond its purpose: it should be made with less.',
      resolve: ({ excessScopes }) => [...excessScopes],
    }),
  }),
})

const ListVenueInstrumentsInput = builder.inputType('ListVenueInstrumentsInput', {
  description:
    'Whose list to look at. Give a connection that is kept, or a venue and, where it asks for one, a credential.',
  fields: (t) => ({
    organizationId: t.id({ required: true, description: 'Who asks.' }),
    connectionId: t.id({ description: 'A connection whose credential is used; not together with venueId.' }),
    venueId: t.string({ description: 'Short code of the venue.' }),
    credential: t.field({
      type: [CredentialFieldInput],
      description: 'Only together with venueId; left out where the venue publishes its list.',
    }),
    search: t.string({
      required: true,
      description: `Only where symbol or name contain this; at most ${SEARCH_LENGTH_MAX} characters, empty: all.`,
    }),
  }),
})

const ListedVenueInstrument = builder.objectRef<ListedInstrument>('ListedVenueInstrument').implement({
  description: 'An instrument as its venue lists it.',
  fields: (t) => ({
    symbol: t.string({
      description: "The venue's own symbol: what a connection follows.",
      resolve: ({ instrument }) => instrument.venueSymbol,
    }),
    name: t.string({ description: 'Name for people.', resolve: ({ instrument }) => instrument.name }),
    assetClass: t.field({
      type: AssetClass,
      description: 'What kind of thing it is.',
      resolve: ({ instrument }) => instrument.assetClass,
    }),
    currency: t.string({
      description: 'Currency of its prices.',
      resolve: ({ instrument }) => instrument.currency,
    }),
    status: t.expose('status', { type: TradingStatus, description: 'Whether it trades now.' }),
    restrictions: t.stringList({
      description: 'What the venue declares to hold now, in its words; empty: nothing.',
      resolve: ({ restrictions }) => [...restrictions],
    }),
  }),
})

const ListVenueInstrumentsPayload = builder
  .objectRef<{ readonly instruments: readonly ListedInstrument[] }>('ListVenueInstrumentsPayload')
  .implement({
    description: 'What the venue lists.',
    fields: (t) => ({
      instruments: t.field({
        type: [ListedVenueInstrument],
        description: 'The first 100 that match.',
        resolve: ({ instruments }) => [...instruments],
      }),
    }),
  })

type ListInput = typeof ListVenueInstrumentsInput.$inferInput

/** Whose list: a kept connection's, or that of a venue with a credential that is not kept. */
async function listOf(input: ListInput, organizationId: string, context: Context) {
  const { connectionId, venueId, credential } = input
  if ((connectionId == null) === (venueId == null))
    throw new InvalidInput('must name either connectionId or venueId', INPUT)
  if (venueId != null) {
    const path = [...INPUT, 'credential']
    return { venueId, credential: credential == null ? null : credentialOf(credential, path) }
  }
  const named = { organizationId, connectionId: connectionId ?? '' }
  return { connectionId: (await namedConnection(named, context)).id }
}

builder.mutationFields((t) => ({
  testConnection: t.field({
    type: TestConnectionPayload,
    description: 'Tries a connection at its venue and keeps nothing.',
    args: { input: t.arg({ type: AddConnectionInput, required: true, description: 'What to try.' }) },
    ...guarded('connection:manage', namedOrganization),
    errors: problems('TestConnectionResult'),
    resolve: async (_root, { input }, context) => {
      const organizationId = namedOrganization(input, context)
      const asking = { organizationId, actor: context.require().actor }
      const connections = await context.runtime.connections()
      return asProblem(() => connections.test(asking, connectionTerms(input)), INPUT)
    },
  }),
  listVenueInstruments: t.field({
    type: ListVenueInstrumentsPayload,
    description: 'Asks a venue what it lists, for choosing what to follow. Nothing is kept.',
    args: {
      input: t.arg({ type: ListVenueInstrumentsInput, required: true, description: 'Whose list.' }),
    },
    ...guarded('connection:manage', namedOrganization),
    errors: problems('ListVenueInstrumentsResult'),
    resolve: async (_root, { input }, context) => {
      const organizationId = namedOrganization(input, context)
      if (input.search.length > SEARCH_LENGTH_MAX)
        throw new InvalidInput(`must have at most ${SEARCH_LENGTH_MAX} characters`, [...INPUT, 'search'])
      const of = await listOf(input, organizationId, context)
      const asking = { organizationId, actor: context.require().actor }
      const connections = await context.runtime.connections()
      return { instruments: await asProblem(() => connections.listed(asking, of, input.search), INPUT) }
    },
  }),
}))
