/** Comparisons of our books with a venue's word: when, of what, and how many differences they found. */
import type { ReconciliationPolicy as PolicyValue } from '@quarterdeck/runtime'
import type { ReconciliationRun as RunRow } from '../../generated/prisma/client.ts'
import { builder } from '../builder.ts'
import { globalId } from '../global-id.ts'
import { organizationReads } from '../organization-reads.ts'
import { BreakKind, ReconciliationCause } from '../reconciliation-enums.ts'
import { Organization, VenueLink } from '../refs.ts'

export const ReconciliationRun = builder.objectRef<RunRow>('ReconciliationRun').implement({
  description: "One comparison of our books with a venue's word.",
  fields: (t) => ({
    id: t.id({ description: 'Stable id.', resolve: ({ id }) => globalId('ReconciliationRun', id) }),
    connection: t.field({
      type: VenueLink,
      nullable: true,
      description: 'The connection that was asked; null: it is gone.',
      resolve: ({ connectionId }, _args, { data }) => data.connections.connectionIfThere(connectionId),
    }),
    cause: t.field({
      type: ReconciliationCause,
      description: 'Why.',
      resolve: ({ cause }) => cause as 'PERIODIC',
    }),
    startedAt: t.expose('startedAt', { type: 'DateTime', description: 'When it began.' }),
    endedAt: t.expose('endedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was over; null: it is under way.',
    }),
    ordersCompared: t.exposeInt('ordersCompared', { description: 'Orders compared.' }),
    positionsCompared: t.exposeInt('positionsCompared', { description: 'Positions compared.' }),
    balancesCompared: t.exposeInt('balancesCompared', { description: 'Balances compared.' }),
    breaksFound: t.exposeInt('breaksFound', { description: 'Differences found that were not known.' }),
    fault: t.exposeString('fault', {
      nullable: true,
      description: 'Why it could not be finished; null: it could, or it is under way.',
    }),
  }),
})

export const ReconciliationPolicy = builder.objectRef<PolicyValue>('ReconciliationPolicy').implement({
  description: 'How often books are compared, and which corrections are booked without a person.',
  fields: (t) => ({
    everyMs: t.exposeInt('everyMs', { description: 'Milliseconds from one comparison to the next.' }),
    applies: t.field({
      type: [BreakKind],
      description: 'Kinds of differences whose correction is booked without a person.',
      resolve: ({ applies }) => [...applies],
    }),
    worthMax: t.expose('worthMax', {
      type: 'Decimal',
      description: "Worth up to which that is done, in the account's currency.",
    }),
  }),
})

builder.objectField(Organization, 'reconciliationPolicy', (t) =>
  t.field({
    type: ReconciliationPolicy,
    description:
      "What is done about differences without a person; the house's until somebody said otherwise.",
    ...organizationReads('reconciliation:read'),
    resolve: async ({ id }, _args, { runtime }) => (await runtime.reconciliation()).policy(id),
  }),
)

builder.objectField(VenueLink, 'reconciliations', (t) =>
  t.connection(
    {
      type: ReconciliationRun,
      description: 'Comparisons of our books with its account, newest first.',
      authScopes: ({ organizationId }) => ({ can: { action: 'reconciliation:read', organizationId } }),
      resolve: ({ id, organizationId }, args, { data }) =>
        data.connections.runs({ organizationId, connectionId: id }, args),
    },
    { name: 'ReconciliationRunConnection', description: 'A page of comparisons.' },
    { name: 'ReconciliationRunEdge', description: 'A comparison in a page.' },
  ),
)
