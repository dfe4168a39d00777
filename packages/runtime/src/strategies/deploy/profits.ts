/** What deployments made, in all and today, as the book and the market of this moment have it. */
import type { Clock } from '../../clock/clock.ts'
import type { MarketBoard } from '../../feed/market-board.ts'
import type { PartitionHost } from '../../partition/host.ts'
import type { BarInterval, BarView } from '../../runtime.ts'
import type { Strategies } from '../strategies.ts'
import { halfTicksAt } from './day-start.ts'
import { ownProfit, ownProfitOfDay } from './own-trading.ts'

export interface ProfitOptions {
  readonly clock: Clock
  readonly board: MarketBoard
  readonly bars: (instrumentId: string, interval: BarInterval, count: number) => readonly BarView[]
  readonly host: (organizationId: string) => PartitionHost
}

export function profitsOf({
  clock,
  board,
  bars,
  host,
}: ProfitOptions): Pick<Strategies, 'profit' | 'profitOfDay'> {
  const valuedNow = (organizationId: string) => {
    const { partition } = host(organizationId)
    return partition === null ? null : { book: partition.book, market: partition.market, at: clock.now() }
  }
  const halfTicksAtStart = (instrumentId: string, dayStart: number) =>
    halfTicksAt(bars(instrumentId, 'D1', 2), board.instrument(instrumentId)?.instrument, dayStart)
  return {
    profit(organizationId, deploymentId) {
      const valued = valuedNow(organizationId)
      return Promise.resolve(valued === null ? null : ownProfit(valued, deploymentId))
    },
    profitOfDay(organizationId, deploymentId) {
      const valued = valuedNow(organizationId)
      if (valued === null) return Promise.resolve(null)
      return Promise.resolve(ownProfitOfDay({ ...valued, halfTicksAtStart }, deploymentId))
    },
  }
}
