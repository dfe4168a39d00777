/** Differences between our books and a venue's word, each with what it rests on and the correction that is proposed. */
import type { Correction as CorrectionValue } from '@quarterdeck/runtime'
import type { Prisma } from '../../generated/prisma/client.ts'
import type { OfOrganization } from '../../data/seq-page.ts'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { requireId } from '../global-id.ts'
import { nodeLoader } from '../node-loader.ts'
import { organizationReads } from '../organization-reads.ts'
import { BreakKind, BreakStatus, CorrectionKind } from '../reconciliation-enums.ts'
import { Account, Organization, ReconciliationBreak, VenueLink } from '../refs.ts'
import { Actor, storedActor } from './actor.ts'

const Correction = builder.objectRef<CorrectionValue>('Correction').implement({
  description: 'What would be booked; what does not apply to its kind is null.',
  fields: (t) => ({
    kind: t.expose('kind', { type: CorrectionKind, description: 'What.' }),
    quantity: t.expose('quantity', {
      type: 'Decimal',
      nullable: true,
      description: 'Change of the position, signed, in units.',
    }),
    price: t.expose('price', {
      type: 'Decimal',
      nullable: true,
      description: 'At which price the position is changed.',
    }),
    amount: t.expose('amount', {
      type: 'Decimal',
      nullable: true,
      description: 'Change of the cash, signed.',
    }),
    currency: t.exposeString('currency', { nullable: true, description: 'Currency of the amount.' }),
    summary: t.exposeString('summary', { description: 'One sentence for the person who approves it.' }),
  }),
})

builder.node(ReconciliationBreak, {
  description: "A difference between our books and a venue's word. Nothing is corrected silently.",
  id: { resolve: ({ id }) => id },
  loadOne: nodeLoader((id, context) => context.data.connections.break(id)),
  fields: (t) => ({
    account: t.field({
      type: Account,
      description: 'Whose books.',
      resolve: ({ accountId }, _args, { data }) => data.accounts.find(accountId),
    }),
    connection: t.field({
      type: VenueLink,
      nullable: true,
      description: 'The connection that was asked; null: it is gone.',
      resolve: ({ connectionId }, _args, { data }) => data.connections.connectionIfThere(connectionId),
    }),
    kind: t.field({
      type: BreakKind,
      description: 'In what they differ.',
      resolve: ({ kind }) => kind as 'ORDER',
    }),
    subject: t.exposeString('subject', { description: 'Of which order, instrument or currency.' }),
    expected: t.exposeString('expected', { description: 'What our books say.' }),
    observed: t.exposeString('observed', { description: 'What the venue says.' }),
    evidence: t.string({
      description: "The venue's records that it rests on, as JSON.",
      resolve: ({ evidence }) => JSON.stringify(evidence),
    }),
    proposed: t.field({
      type: Correction,
      description: 'What would be booked.',
      // Runtime wrote it, in this shape.
      resolve: ({ proposed }) => proposed as unknown as CorrectionValue,
    }),
    status: t.field({
      type: BreakStatus,
      description: 'What became of it.',
      resolve: ({ status }) => status as 'OPEN',
    }),
    foundAt: t.expose('foundAt', { type: 'DateTime', description: 'When it was found.' }),
    decidedAt: t.expose('decidedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was decided about, or cleared; null: it is open.',
    }),
    decidedBy: t.field({
      type: Actor,
      nullable: true,
      description: 'Who decided; null: nobody, it is open or cleared.',
      resolve: ({ decidedBy }) => (decidedBy === null ? null : storedActor(decidedBy)),
    }),
    reason: t.exposeString('reason', {
      nullable: true,
      description: 'Why it was decided so; null: it is open.',
    }),
  }),
})

const BreakFilter = builder.inputType('BreakFilter', {
  description: 'Conditions that must all hold.',
  fields: (t) => ({
    statuses: t.field({ type: [BreakStatus], description: 'Of which this became.' }),
    accountId: t.id({ description: 'Of this account.' }),
  }),
})

async function breakWhere(
  organizationId: string,
  filter: typeof BreakFilter.$inferInput | null | undefined,
  { data }: Context,
): Promise<OfOrganization<Prisma.ReconciliationBreakWhereInput>> {
  const { statuses, accountId } = filter ?? {}
  const path = ['filter', 'accountId']
  const account =
    accountId == null ? null : await data.accounts.find(requireId('Account', accountId, path), path)
  return {
    organizationId,
    ...(statuses == null ? {} : { status: { in: [...statuses] } }),
    ...(account === null ? {} : { accountId: account.id }),
  }
}

builder.objectField(Organization, 'reconciliationBreaks', (t) =>
  t.connection(
    {
      type: ReconciliationBreak,
      description: 'Differences between its books and the word of venues, newest first.',
      args: { filter: t.arg({ type: BreakFilter, description: 'Only those that match all of it.' }) },
      ...organizationReads('reconciliation:read'),
      resolve: async ({ id }, args, context) =>
        context.data.connections.breaks(await breakWhere(id, args.filter, context), args),
    },
    { name: 'ReconciliationBreakConnection', description: 'A page of differences.' },
    { name: 'ReconciliationBreakEdge', description: 'A difference in a page.' },
  ),
)
