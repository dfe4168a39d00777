/** Deployments of strategies and what their own fills come to, as one principal may see them. */
import DataLoader from 'dataloader'
import { notFound } from '../problem/problem.ts'
import type { Deployment, Prisma } from '../generated/prisma/client.ts'
import { byId } from './by-id.ts'
import { exactOrNull, minus } from './exact.ts'
import type { Page, PageArguments } from './page.ts'
import { type OfOrganization, seqPageOf } from './seq-page.ts'
import type { TenantClient } from './tenant-client.ts'

/** A deployment by id, with whose it is. */
export interface DeploymentRef {
  readonly id: string
  readonly organizationId: string
}

export interface DeploymentData {
  page(where: OfOrganization<Prisma.DeploymentWhereInput>, args: PageArguments): Promise<Page<Deployment>>
  /** The newest of a strategy. */
  newest(strategyId: string, take: number): Promise<readonly Deployment[]>
  /** What a strategy's deployments shall do, each combination once. */
  standings(strategyId: string): Promise<readonly Standing[]>
  /** NOT_FOUND where there is none for this caller. */
  find(id: string, path?: readonly string[]): Promise<Deployment>
  idsOf(organizationId: string): Promise<readonly string[]>
  /** What its own fills come to, by instrument. */
  holdings(deployment: DeploymentRef): Promise<readonly Holding[]>
}

/** What a deployment shall do, and with whose money. */
export type Standing = Pick<Deployment, 'desired' | 'mode' | 'quarantineReason'>

/** What the fills of a deployment come to in one instrument; exact decimals. */
export interface Holding {
  readonly instrumentId: string
  readonly quantity: string
  readonly bought: string
  readonly sold: string
}

export function createDeploymentData(client: TenantClient): DeploymentData {
  const deployments = byId((ids) => client.deployment.findMany({ where: { id: { in: ids } } }))
  const standings = new DataLoader<string, readonly Standing[]>(async (strategyIds) => {
    const found = await client.deployment.groupBy({
      by: ['strategyId', 'desired', 'mode', 'quarantineReason'],
      where: { strategyId: { in: [...strategyIds] } },
    })
    return strategyIds.map((id) => found.filter(({ strategyId }) => strategyId === id))
  })

  return {
    page: (where, args) =>
      seqPageOf(args, {
        organizationId: where.organizationId,
        newestFirst: true,
        load: ({ where: seq, orderBy, take }) =>
          client.deployment.findMany({ where: { AND: [where, { seq }] }, orderBy, take }),
        count: () => client.deployment.count({ where }),
      }),
    newest: (strategyId, take) =>
      client.deployment.findMany({ where: { strategyId }, orderBy: { seq: 'desc' }, take }),
    standings: (strategyId) => standings.load(strategyId),
    async find(id, path) {
      const found = await deployments.load(id)
      if (found === null) throw notFound('Deployment', path)
      return found
    },
    async idsOf(organizationId) {
      const found = await client.deployment.findMany({ where: { organizationId }, select: { id: true } })
      return found.map(({ id }) => id)
    },
    async holdings({ id: deploymentId, organizationId }) {
      const sums = await client.fill.groupBy({
        by: ['instrumentId', 'side'],
        where: { organizationId, voided: false, order: { deploymentId } },
        _sum: { quantity: true },
        orderBy: [{ instrumentId: 'asc' }, { side: 'asc' }],
      })
      return holdingsOf(
        sums.map(({ instrumentId, side, _sum }) => ({
          instrumentId,
          side,
          quantity: exactOrNull(_sum.quantity) ?? '0',
        })),
      )
    },
  }
}

interface SideSum {
  readonly instrumentId: string
  readonly side: string
  readonly quantity: string
}

function holdingsOf(sums: readonly SideSum[]): Holding[] {
  const byInstrument = Map.groupBy(sums, ({ instrumentId }) => instrumentId)
  return [...byInstrument].map(([instrumentId, sides]) => {
    const sum = (side: string) => sides.find((one) => one.side === side)?.quantity ?? '0'
    const [bought, sold] = [sum('BUY'), sum('SELL')]
    return { instrumentId, quantity: minus(bought, sold), bought, sold }
  })
}
