/** What models propose: an opinion with where it comes from, and what became of it. */
import type { Signal as SignalFacts, SignalProvenance as ProvenanceFacts } from '@quarterdeck/sdk'
import type { OfOrganization } from '../../data/seq-page.ts'
import type { Prisma } from '../../generated/prisma/client.ts'
import { builder } from '../builder.ts'
import { OrderSide } from '../enums.ts'
import { storedId } from '../global-id.ts'
import { nodeLoader } from '../node-loader.ts'
import { organizationReads } from '../organization-reads.ts'
import { Account, Order, Organization, SignalProposal } from '../refs.ts'
import { SignalDirection, SignalProposalStatus } from '../signal-enums.ts'
import { Actor, storedActor } from './actor.ts'
import { Instrument, instrumentOf } from './instrument.ts'

const SignalFeature = builder
  .objectRef<{ readonly name: string; readonly value: number }>('SignalFeature')
  .implement({
    description: 'A number that a model was shown.',
    fields: (t) => ({
      name: t.exposeString('name', { description: 'What it is.' }),
      value: t.exposeFloat('value', { description: 'What it was.' }),
    }),
  })

const SignalTraining = builder
  .objectRef<NonNullable<ProvenanceFacts['training']>>('SignalTraining')
  .implement({
    description: 'The data that a model was made from.',
    fields: (t) => ({
      instrument: t.exposeString('instrument', { description: 'Of what.' }),
      timeframe: t.exposeString('timeframe', { description: 'Length of its bars.' }),
      from: t.expose('from', { type: 'DateTime', description: 'When its first row was known.' }),
      to: t.expose('to', {
        type: 'DateTime',
        description: 'When the last answer that it learned was known.',
      }),
      rows: t.exposeInt('rows', { description: 'How many it learned from.' }),
    }),
  })

const SignalProvenance = builder.objectRef<ProvenanceFacts>('SignalProvenance').implement({
  description: 'Where a signal comes from.',
  fields: (t) => ({
    source: t.exposeString('source', { description: 'Name of its source.' }),
    version: t.exposeString('version', { description: 'Version of its source.' }),
    modelDigest: t.exposeString('modelDigest', { description: 'Names the numbers that decided.' }),
    featureDigest: t.exposeString('featureDigest', { description: 'Names what the model was shown.' }),
    features: t.field({
      type: [SignalFeature],
      description: 'What the model was shown.',
      resolve: ({ features }) => Object.entries(features).map(([name, value]) => ({ name, value })),
    }),
    training: t.expose('training', {
      type: SignalTraining,
      nullable: true,
      description: 'What the model was made from; null: it does not say.',
    }),
  }),
})

export const Signal = builder.objectRef<SignalFacts>('Signal').implement({
  description: 'What a model says of an instrument at one instant. An opinion, and no order.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'When it became known.' }),
    horizonSeconds: t.float({
      description: 'How far ahead it speaks.',
      resolve: ({ horizon }) => horizon / 1e6,
    }),
    direction: t.expose('direction', { type: SignalDirection, description: 'The sign of the score.' }),
    score: t.exposeFloat('score', { description: 'From -1 (surely down) to 1 (surely up).' }),
    confidence: t.exposeFloat('confidence', { description: 'From 0 to 1: how sure the model is.' }),
    provenance: t.expose('provenance', { type: SignalProvenance, description: 'Where it comes from.' }),
  }),
})

builder.node(SignalProposal, {
  description: 'An order that a model proposes; a person makes it in their own name, or nobody does.',
  id: { resolve: ({ id }) => id },
  loadOne: nodeLoader((id, context) => context.data.signals.proposal(id)),
  fields: (t) => ({
    account: t.field({
      type: Account,
      description: 'On which account.',
      resolve: ({ accountId }, _args, { data }) => data.accounts.find(accountId),
    }),
    instrument: t.field({
      type: Instrument,
      description: 'What to trade.',
      resolve: ({ instrumentId }, _args, context) => instrumentOf(context, instrumentId),
    }),
    side: t.field({ type: OrderSide, description: 'Direction.', resolve: ({ side }) => side as 'BUY' }),
    quantity: t.expose('quantity', { type: 'Decimal', description: 'In units of the instrument.' }),
    status: t.field({
      type: SignalProposalStatus,
      description: 'What became of it.',
      resolve: ({ status, expiresAt }) =>
        status === 'OPEN' && expiresAt.getTime() <= Date.now() ? 'EXPIRED' : (status as 'OPEN'),
    }),
    signal: t.field({
      type: Signal,
      description: 'What the model said.',
      // Runtime wrote it, in this shape.
      resolve: ({ signal }) => signal as unknown as SignalFacts,
    }),
    proposedBy: t.field({
      type: Actor,
      description: 'Who brought it.',
      resolve: ({ actor }) => storedActor(actor),
    }),
    proposedAt: t.expose('proposedAt', { type: 'DateTime', description: 'When it was brought.' }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      description: 'When its horizon ends: from then on nobody can accept it.',
    }),
    decidedBy: t.field({
      type: Actor,
      nullable: true,
      description: 'Who accepted or declined it; null: nobody.',
      resolve: ({ decidedBy }) => (decidedBy === null ? null : storedActor(decidedBy)),
    }),
    decidedAt: t.expose('decidedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was decided or found expired; null: it is open.',
    }),
    reason: t.exposeString('reason', {
      nullable: true,
      description: 'Why it was declined or refused; null: it was not.',
    }),
    order: t.field({
      type: Order,
      nullable: true,
      description: 'The order that came of it; null: none.',
      resolve: ({ orderId }, _args, { data }) => (orderId === null ? null : data.orders.find(orderId)),
    }),
  }),
})

const SignalProposalFilter = builder.inputType('SignalProposalFilter', {
  description: 'Conditions that must all hold.',
  fields: (t) => ({
    open: t.boolean({ description: 'Whether they can still be decided.' }),
    accountId: t.id({ description: 'On this account.' }),
  }),
})

type Filter = typeof SignalProposalFilter.$inferInput | null | undefined

function proposalWhere(
  organizationId: string,
  filter: Filter,
): OfOrganization<Prisma.SignalProposalWhereInput> {
  const isOpen = { status: 'OPEN', expiresAt: { gt: new Date() } }
  const open = filter?.open
  return {
    organizationId,
    ...(open == null ? {} : open ? isOpen : { NOT: isOpen }),
    ...(filter?.accountId == null ? {} : { accountId: storedId('Account', filter.accountId) ?? '' }),
  }
}

builder.objectField(Organization, 'signalProposals', (t) =>
  t.connection(
    {
      type: SignalProposal,
      description: 'What models proposed, newest first.',
      args: {
        filter: t.arg({ type: SignalProposalFilter, description: 'Only those that match all of it.' }),
      },
      ...organizationReads('signal:read'),
      resolve: ({ id }, args, { data }) => data.signals.page(proposalWhere(id, args.filter), args),
    },
    { name: 'SignalProposalConnection', description: 'A page of proposals.' },
    { name: 'SignalProposalEdge', description: 'A proposal in a page.' },
  ),
)
