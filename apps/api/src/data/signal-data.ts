/** Proposals of models, as one principal may see them. */
import { notFound } from '../problem/problem.ts'
import type { Prisma, SignalProposal } from '../generated/prisma/client.ts'
import type { Page, PageArguments } from './page.ts'
import { type OfOrganization, seqPageOf } from './seq-page.ts'
import type { TenantClient } from './tenant-client.ts'

export interface SignalData {
  page(
    where: OfOrganization<Prisma.SignalProposalWhereInput>,
    args: PageArguments,
  ): Promise<Page<SignalProposal>>
  /** NOT_FOUND where there is none for this caller. */
  proposal(id: string, path?: readonly string[]): Promise<SignalProposal>
}

export function createSignalData(client: TenantClient): SignalData {
  return {
    page: (where, args) =>
      seqPageOf(args, {
        organizationId: where.organizationId,
        newestFirst: true,
        load: ({ where: seq, orderBy, take }) =>
          client.signalProposal.findMany({ where: { AND: [where, { seq }] }, orderBy, take }),
        count: () => client.signalProposal.count({ where }),
      }),
    async proposal(id, path) {
      const found = await client.signalProposal.findFirst({ where: { id } })
      if (found === null) throw notFound('SignalProposal', path)
      return found
    },
  }
}
