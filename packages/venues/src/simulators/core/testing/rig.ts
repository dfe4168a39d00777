/** The rig of a stand-in: what is the same about it whatever venue it stands in for. */

import type { ConformanceMarket, ConformanceRig, ConformanceStage } from '../../../conformance/rig.ts'
import type { AlertSink, VenueAlert } from '../../../contract/alerts.ts'
import type { AdapterEnvironment } from '../../../contract/environment.ts'
import type { VenueReads } from '../../../contract/reads.ts'
import type { VenueWrites } from '../../../contract/writes.ts'
import { MACHINE_TIME } from '../../../transport/timekeeper.ts'
import { stageOf, type StagedVenue } from './stage.ts'

export interface Halves {
  readonly reads: VenueReads
  readonly writes: VenueWrites
}

/** What every simulator has. */
export interface StandIn extends Pick<StagedVenue, 'exchange' | 'faults' | 'truth' | 'cutStreams'> {
  /** Ports of the clients that are connected to it now. */
  connectedPorts(): readonly number[]
  close(): Promise<void>
}

export interface SimulatedRig extends ConformanceRig {
  readonly simulator: StandIn
  readonly stage: ConformanceStage
  /** Whose money is traded. */
  readonly account: string
  /** Where requests that write arrive, on loopback. */
  readonly port: number
  /** Both halves once more, beside those of the rig. */
  openBoth(alert: AlertSink): Halves
  /** A writing half that reaches the stand-in through another port. */
  writesThrough(port: number, timeoutMs: number): VenueWrites
}

export interface RigParts<Own extends StandIn, Environment extends AdapterEnvironment> {
  readonly simulator: Own
  readonly market: ConformanceMarket
  readonly account: string
  readonly port: number
  /** What its adapter lives in. */
  readonly environment: (common: Pick<AdapterEnvironment, 'time' | 'tenant' | 'alert'>) => Environment
  readonly open: (environment: Environment) => Halves
  /** Where it is opened beside another; absent: as always. */
  readonly openAgain?: (environment: Environment) => Halves
  readonly writesThrough: (
    of: { readonly environment: Environment; readonly reads: VenueReads },
    port: number,
    timeoutMs: number,
  ) => VenueWrites
  readonly stage: Omit<StagedVenue, 'exchange' | 'faults' | 'truth' | 'cutStreams' | 'symbol'>
}

export function rigOf<Own extends StandIn, Environment extends AdapterEnvironment>({
  simulator,
  market,
  account,
  port,
  open,
  openAgain = open,
  ...parts
}: RigParts<Own, Environment>): SimulatedRig & {
  readonly simulator: Own
  readonly environment: Environment
} {
  const alerts: VenueAlert[] = []
  const alert: AlertSink = (said) => void alerts.push(said)
  const environment = parts.environment({ time: MACHINE_TIME, tenant: 'tenant-one', alert })
  const { reads, writes } = open(environment)
  const { exchange, faults, truth } = simulator
  let orders = 0
  return {
    simulator,
    environment,
    reads,
    writes,
    alerts,
    market,
    account,
    port,
    stage: stageOf({
      ...parts.stage,
      exchange,
      faults,
      truth,
      symbol: market.venueSymbol,
      cutStreams: () => simulator.cutStreams(),
    }),
    openBoth: (sink) => openAgain({ ...environment, alert: sink }),
    writesThrough: (through, timeoutMs) => parts.writesThrough({ environment, reads }, through, timeoutMs),
    newClientOrderId: () => `qd-${(orders += 1)}`,
    async close() {
      await Promise.all([reads.close(), writes.close()])
      await simulator.close()
    },
  }
}
