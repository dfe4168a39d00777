/**
 * The same strategy on the same bars, in a backtest and as a deployment on a paper account that the tape player feeds: built into an
 * artifact, in its runner process, under its supervisor. Alone or beside others, and with a crash in the middle: the same decisions.
 */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { zipSync } from 'fflate'
import { afterAll, describe, expect, it } from 'vitest'
import { createDatabase } from '@quarterdeck/testkit'
import { DISPLAYED_ONLY } from '@quarterdeck/venues'
import { createRuntime } from '../../src/create-runtime.ts'
import type { RunningRuntime } from '../../src/create-runtime.ts'
import type { ObservedDeployment } from '../../src/strategies/strategies.ts'
import { SECRET, readyIn } from '../../src/strategies/testing/hosting.ts'
import { silent, until } from '../../src/testing/desk.ts'
import {
  type Case,
  ORGANIZATION,
  SEED,
  SHARE,
  TRADER,
  backtested,
  directory,
  openAccount,
  playedTape,
  removeDirectories,
  walk,
} from './stage.ts'
import { PARITY_STRATEGIES } from './strategies.ts'
import type { TapeClock } from './tape-clock.ts'

afterAll(removeDirectories)

const MINUTE = 60e6
const NAMES = PARITY_STRATEGIES.map(({ name }) => name)
const ASKING = { organizationId: ORGANIZATION, actor: TRADER }

/** The parity strategies as a user would hand one in. */
function archive(index: number): Uint8Array {
  const text = new TextEncoder()
  return zipSync({
    'strategies.ts': new Uint8Array(readFileSync(join(import.meta.dirname, 'strategies.ts'))),
    'strategy.ts': text.encode(
      `import { PARITY_STRATEGIES } from './strategies.ts'\nexport default PARITY_STRATEGIES[${index}]!\n`,
    ),
  })
}

interface Played {
  readonly observed: ObservedDeployment
  /** Order ids without what the run begins them with, side, type and state, in order. */
  readonly orders: readonly (readonly unknown[])[]
}

interface Way {
  readonly isolation: 'PROCESS' | 'SHARED'
  /** Bars after which its process is killed; null: it is left alone. */
  readonly killAfter: number | null
}

async function deployed(played: Case, index: number, { isolation, killAfter }: Way): Promise<Played> {
  const { instrument, reach } = played
  const tape = playedTape(played)
  const { clock, feed } = tape
  const runtime = await createRuntime({
    dataDir: directory(),
    databaseUrl: (await createDatabase()).url,
    feed,
    logger: silent,
    clock,
    secret: SECRET,
    simulation: { ...DISPLAYED_ONLY, entry: 'NEXT_BAR' },
  })
  try {
    await runtime.openPartition(ORGANIZATION, { baseCurrency: instrument.currency })
    const accountId = await openAccount(runtime, instrument.currency)
    const strategies = await runtime.strategies()
    const versionId = await readyIn(runtime, ORGANIZATION, NAMES[index]!, archive(index))
    const deploymentId = await strategies.deploy(ASKING, {
      versionId,
      accountId,
      name: 'parity',
      parameters: { instrument: instrument.id, reach: String(reach) },
      instrumentIds: [],
      seed: SEED,
      isolation,
      ordersPerMinuteMax: 6_000,
      idempotencyKey: 'parity',
    })
    const host = new TapeHost(runtime, clock, deploymentId)
    await host.running()
    let minutes = 0
    tape.drained = async () => {
      await host.settle()
      const closesAt = (Math.floor(clock.now() / MINUTE) + 1) * MINUTE
      if (clock.now() !== closesAt - 1) return
      clock.moveTo(closesAt)
      await host.settle()
      minutes += 1
      if (minutes === killAfter) await host.kill()
    }
    feed.play()
    await tape.ended
    const orders = await runtime.database.query<{
      id: string
      side: string
      type: string
      status: string
      filled: string
    }>(
      'SELECT client_order_id AS id, side, type, status, filled_quantity::text AS filled FROM trade_order ORDER BY seq',
    )
    return {
      observed: host.observed(),
      orders: orders.map(({ id, side, type, status, filled }) => [
        id.split('-').at(-1),
        side,
        type,
        status,
        Number(filled),
      ]),
    }
  } finally {
    await runtime.close()
  }
}

/** Waits, after each event of the tape, until nobody has anything left to say: the tape's time stands still meanwhile. */
class TapeHost {
  readonly #runtime: RunningRuntime
  readonly #clock: TapeClock
  readonly #deploymentId: string
  #face: Awaited<ReturnType<RunningRuntime['strategies']>> | null = null

  constructor(runtime: RunningRuntime, clock: TapeClock, deploymentId: string) {
    this.#runtime = runtime
    this.#clock = clock
    this.#deploymentId = deploymentId
  }

  observed(): ObservedDeployment {
    return this.#face!.observed(ORGANIZATION, this.#deploymentId)!
  }

  async running(): Promise<void> {
    this.#face = await this.#runtime.strategies()
    await until('it runs', () => {
      this.#clock.runDue()
      return this.#face?.observed(ORGANIZATION, this.#deploymentId)?.activity === 'RUNNING'
    })
    await this.settle()
  }

  async settle(): Promise<void> {
    let heard = -1
    for (let quiet = 0; quiet < 2; quiet += 1) {
      if (this.#clock.runDue()) quiet = -1
      await until('its inputs are answered', () => this.observed().unansweredFor === null)
      // The mailbox is a queue: once this is answered, everything before it is committed and told.
      await this.#runtime.submit(ORGANIZATION, TRADER, { type: 'CancelOrder', orderId: 'none' })
      const seq = this.#runtime.headSeq(ORGANIZATION)
      if (seq !== heard || this.observed().unansweredFor !== null) quiet = -1
      heard = seq
    }
  }

  /** Kills its process, and moves the tape's time until the run is taken up again. */
  async kill(): Promise<void> {
    const { pid } = this.observed()
    process.kill(pid!, 'SIGKILL')
    await until('it is gone', () => this.observed().activity !== 'RUNNING')
    await until('it is back', () => {
      this.#clock.moveTo(this.observed().nextAttemptAt ?? 0)
      this.#clock.runDue()
      return this.observed().activity === 'RUNNING'
    })
    await this.settle()
  }
}

const WAYS: readonly (readonly [string, Way])[] = [
  ['in a process of its own', { isolation: 'PROCESS', killAfter: null }],
  ['in a shared process', { isolation: 'SHARED', killAfter: null }],
  ['with its process killed in the middle', { isolation: 'PROCESS', killAfter: 60 }],
]

/** Every way for what orders most variously; for the others the way in which most can go wrong. */
const CASES = NAMES.flatMap((name, index) =>
  WAYS.filter(([, { killAfter }]) => name === 'resting' || killAfter !== null).map(
    ([words, way]) => [name, words, index, way] as const,
  ),
)

describe('a deployment', () => {
  it.each(CASES)('decides as its backtest, order for order: %s %s', async (_name, _words, index, way) => {
    const played = {
      strategy: PARITY_STRATEGIES[index]!,
      instrument: SHARE,
      bars: walk(100, 11),
      reach: 0.003,
    }
    const alone = backtested(played)
    const { observed, orders } = await deployed(played, index, way)
    expect(observed.restarts).toBe(way.killAfter === null ? 0 : 1)
    expect(orders.length).toBeGreaterThan(10)
    expect(orders).toEqual(
      alone.orders.map(([id, side, type, , , status, filled]) => [
        String(id).split('-').at(-1),
        side,
        type,
        status,
        filled,
      ]),
    )
    expect(observed.digest).toBe(alone.decisions)
  })
})
