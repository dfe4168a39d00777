/** Datasets, their jobs, and backtests, as one principal may see them. */
import { notFound } from '../problem/problem.ts'
import type {
  Backtest,
  BacktestDataset,
  BacktestTrial,
  Dataset,
  Prisma,
  ResearchJob,
} from '../generated/prisma/client.ts'
import { type Page, type PageArguments, pageOf } from './page.ts'
import { type OfOrganization, seqPageOf } from './seq-page.ts'
import type { TenantClient } from './tenant-client.ts'

export interface ResearchData {
  datasets(organizationId: string, args: PageArguments): Promise<Page<Dataset>>
  /** NOT_FOUND where there is none for this caller. */
  dataset(id: string, path?: readonly string[]): Promise<Dataset>
  jobs(where: OfOrganization<Prisma.ResearchJobWhereInput>, args: PageArguments): Promise<Page<ResearchJob>>
  job(id: string, path?: readonly string[]): Promise<ResearchJob>
  newestJob(datasetId: string): Promise<ResearchJob | null>
  /** Jobs that changed at or after an instant, oldest change first. */
  jobsChangedSince(organizationId: string, at: Date): Promise<readonly ResearchJob[]>
  backtests(where: OfOrganization<Prisma.BacktestWhereInput>, args: PageArguments): Promise<Page<Backtest>>
  backtest(id: string, path?: readonly string[]): Promise<Backtest>
  /** The newest backtests that read a dataset. */
  readersOf(datasetId: string): Promise<readonly Backtest[]>
  backtestsOf(ids: readonly string[]): Promise<readonly Backtest[]>
  /** What a backtest reads, with the dataset as it stands now; null: it was deleted. */
  inputsOf(backtestId: string): Promise<readonly (BacktestDataset & { readonly dataset: Dataset | null })[]>
  trials(backtest: Backtest, args: PageArguments): Promise<Page<BacktestTrial>>
}

const READERS_SHOWN_MAX = 200
const CHANGES_MAX = 200

export function createResearchData(client: TenantClient): ResearchData {
  return {
    datasets: (organizationId, args) =>
      seqPageOf(args, {
        organizationId,
        newestFirst: false,
        load: ({ where: seq, orderBy, take }) =>
          client.dataset.findMany({ where: { organizationId, seq }, orderBy, take }),
        count: () => client.dataset.count({ where: { organizationId } }),
      }),
    async dataset(id, path) {
      const found = await client.dataset.findFirst({ where: { id } })
      if (found === null) throw notFound('Dataset', path)
      return found
    },
    jobs: (where, args) =>
      seqPageOf(args, {
        organizationId: where.organizationId,
        newestFirst: true,
        load: ({ where: seq, orderBy, take }) =>
          client.researchJob.findMany({ where: { AND: [where, { seq }] }, orderBy, take }),
        count: () => client.researchJob.count({ where }),
      }),
    async job(id, path) {
      const found = await client.researchJob.findFirst({ where: { id } })
      if (found === null) throw notFound('Job', path)
      return found
    },
    newestJob: (datasetId) =>
      client.researchJob.findFirst({ where: { datasetId }, orderBy: { seq: 'desc' } }),
    jobsChangedSince: (organizationId, at) =>
      client.researchJob.findMany({
        where: { organizationId, updatedAt: { gte: at } },
        orderBy: [{ updatedAt: 'asc' }, { seq: 'asc' }],
        take: CHANGES_MAX,
      }),
    backtests: (where, args) =>
      seqPageOf(args, {
        organizationId: where.organizationId,
        newestFirst: true,
        load: ({ where: seq, orderBy, take }) =>
          client.backtest.findMany({ where: { AND: [where, { seq }] }, orderBy, take }),
        count: () => client.backtest.count({ where }),
      }),
    async backtest(id, path) {
      const found = await client.backtest.findFirst({ where: { id } })
      if (found === null) throw notFound('Backtest', path)
      return found
    },
    readersOf: (datasetId) =>
      client.backtest.findMany({
        where: { datasets: { some: { datasetId } } },
        orderBy: { seq: 'desc' },
        take: READERS_SHOWN_MAX,
      }),
    backtestsOf: (ids) =>
      client.backtest.findMany({ where: { id: { in: [...ids] } }, orderBy: { seq: 'desc' } }),
    inputsOf: (backtestId) =>
      client.backtestDataset.findMany({
        where: { backtestId },
        orderBy: { place: 'asc' },
        include: { dataset: true },
      }),
    trials: ({ id: backtestId, organizationId }, args) =>
      pageOf<BacktestTrial, number>(args, {
        organizationId,
        parse: (at) => (/^\d{1,9}$/.test(at) ? Number(at) : null),
        placeOf: ({ number }) => String(number),
        load: ({ after, before, take, fromEnd }) =>
          client.backtestTrial.findMany({
            where: {
              backtestId,
              number: {
                ...(after === null ? {} : { gt: after }),
                ...(before === null ? {} : { lt: before }),
              },
            },
            orderBy: { number: fromEnd ? 'desc' : 'asc' },
            take,
          }),
        count: () => client.backtestTrial.count({ where: { backtestId } }),
      }),
  }
}
