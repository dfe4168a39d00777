/** Versions of an organization's own strategies as backtests name them. */
import type { ListedStrategy } from '@quarterdeck/runtime'
import type { Context } from '../context.ts'

/** How a backtest names a version. */
export function backtestName(strategy: string, number: number): string {
  return `${strategy}@${number}`
}

/** What runtime keeps of a manifest, as far as a form needs it. */
type Described = Pick<ListedStrategy, 'description' | 'parameters'>

/** The newest version of each strategy that is ready. */
export async function listedVersions(organizationId: string, { data }: Context): Promise<ListedStrategy[]> {
  const ready = await data.strategies.newestReady(organizationId)
  return Promise.all(
    ready.map(async ({ strategyId, number, manifest }) => {
      const { name } = await data.strategies.strategy(strategyId)
      // Runtime wrote it, in this shape, when the version became ready.
      const { description, parameters } = manifest as unknown as Described
      return { name: backtestName(name, number), description, parameters }
    }),
  )
}
