/**
 * Whoever is killed, runner or server, at whatever moment: no order is lost or doubled, the strategy's state is restored, and what
 * is wanted is reached again.
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { StrategyInput, StrategyIntent } from '@quarterdeck/sdk'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import {
  type Desk,
  ORGANIZATION,
  type Place,
  newPlace,
  openDesk,
  removePlaces,
  until,
} from '../testing/desk.ts'
import { BTC } from '../testing/instruments.ts'
import { NEVER_SUBMITTED } from './run/missed-news.ts'
import { entriesOf } from './run/tape.ts'
import { ASKING, SECRET, becomes, ready, deployed, observed, ordersOf } from './testing/hosting.ts'
import { counter } from './testing/sources.ts'

const SERVER_KILLS = 10
const RUNNER_KILLS = 40
/** Kills after which somebody says that it may start at once again. */
const SEEN_TO = 3
/** A kill comes at some moment of so many milliseconds after the run is live. */
const WITHIN_MS = 150

let desk: Desk | null = null
afterEach(async () => {
  await desk?.runtime.close()
  desk = null
})
afterAll(removePlaces)

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Runs a server until its strategy is live and a moment longer, and kills it. */
async function serveAndKill(place: Place, deploymentId: string, afterMs: number): Promise<void> {
  const script = join(import.meta.dirname, 'testing/host-until-killed.ts')
  const args = [script, place.databaseUrl ?? '', place.dataDir, SECRET, deploymentId]
  const server = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const gone = new Promise((resolve) => server.once('exit', resolve))
  let said = ''
  server.stdout.on('data', (piece: Buffer) => (said += piece.toString()))
  await until('the run is live', () => said.includes('live') || server.exitCode !== null)
  expect(server.exitCode).toBeNull()
  await pause(afterMs)
  server.kill('SIGKILL')
  await gone
}

/** As a person does who has found out who kills it. */
async function startAgain({ runtime }: Desk, deploymentId: string): Promise<void> {
  const strategies = await runtime.strategies()
  await strategies.pause(ASKING, deploymentId, 'somebody kills it')
  await strategies.start(ASKING, deploymentId, 'nobody kills it any more')
}

interface Account {
  /** Orders that the strategy wanted, in order. */
  readonly wanted: readonly string[]
  /** Of those, what it was told was never submitted. */
  readonly unsubmitted: readonly string[]
  readonly fillsTold: number
}

/** What a run's tape says, read whole. */
async function accountOf({ runtime }: Desk, deploymentId: string): Promise<Account> {
  const rows = await runtime.database.query<{ entries: string }>(
    `SELECT convert_from(entries, 'UTF8') AS entries FROM deployment_tape WHERE deployment_id = $1 ORDER BY first_input`,
    [deploymentId],
  )
  const seen = new Set<number>()
  const entries = rows.flatMap((row) => entriesOf(row.entries)).filter(({ n }) => !seen.has(n) && seen.add(n))
  const intents: readonly StrategyIntent[] = entries.flatMap((entry) => entry.intents)
  const inputs: readonly StrategyInput[] = entries.map((entry) => entry.input)
  return {
    wanted: intents.flatMap((one) => (one.type === 'SubmitOrder' ? [one.clientOrderId] : [])),
    unsubmitted: inputs.flatMap((one) =>
      one.type === 'orderUpdate' && one.reason === NEVER_SUBMITTED ? [one.clientOrderId] : [],
    ),
    fillsTold: new Set(inputs.flatMap((one) => (one.type === 'fill' ? [one.execId] : []))).size,
  }
}

/** Stops the strategy and holds what it believes against the book. */
async function settled(of: Desk, deploymentId: string): Promise<void> {
  const { runtime } = of
  await becomes(of, deploymentId, 'RUNNING')
  const strategies = await runtime.strategies()
  const allFills = async () => {
    const [row] = await runtime.database.query<{ n: number }>('SELECT count(*) AS n FROM fill')
    return Number(row!.n)
  }
  // Nobody quotes any more: once every decision is an order or known to be none, and every fill is told, nothing is on its way.
  await until('its orders are filled and told', async () => {
    await strategies.decisions(ORGANIZATION, deploymentId, { run: 1, before: null, limit: 1 })
    const orders = await ordersOf(of, deploymentId)
    const account = await accountOf(of, deploymentId)
    const submitted = account.wanted.length - account.unsubmitted.length
    const isFilled = orders.length > 0 && orders.every(({ status }) => status === 'FILLED')
    const isTold = account.fillsTold === (await allFills())
    const { decisions, unansweredFor } = (await observed(of, deploymentId))!
    const isDecided = unansweredFor === null && account.wanted.length === decisions
    return isDecided && isFilled && isTold && orders.length === submitted
  })
  await strategies.stop(ASKING, deploymentId, 'the test is over')
  await becomes(of, deploymentId, 'STOPPED')
  const [run] = await runtime.database.query<{ state: string; runs: number }>(
    `SELECT final_state::text AS state, (SELECT count(*) FROM deployment_run WHERE deployment_id = $1) AS runs
     FROM deployment_run WHERE deployment_id = $1 ORDER BY run DESC LIMIT 1`,
    [deploymentId],
  )
  const { wanted, unsubmitted, fillsTold } = await accountOf(of, deploymentId)
  const orders = await ordersOf(of, deploymentId)
  const left = new Set(unsubmitted)
  expect(new Set(wanted).size).toBe(wanted.length)
  expect(orders.map(({ clientOrderId }) => clientOrderId)).toEqual(wanted.filter((id) => !left.has(id)))
  expect(JSON.parse(run!.state)).toMatchObject({
    value: { orders: wanted.length, fills: fillsTold },
  })
  expect(fillsTold).toBe(await allFills())
  expect(run!.runs).toBe(1)
}

describe('a strategy that trades all the time', () => {
  it(`comes through ${SERVER_KILLS} kills of its server`, async () => {
    const place = await newPlace('PostgreSQL')
    desk = await openDesk({ place, secret: SECRET })
    const deploymentId = await deployed(desk, await ready(desk.runtime, 'counter', counter()))
    await becomes(desk, deploymentId, 'RUNNING')
    await desk.runtime.close()
    for (let kill = 0; kill < SERVER_KILLS; kill += 1)
      await serveAndKill(place, deploymentId, Math.random() * WITHIN_MS)
    desk = await openDesk({ place, secret: SECRET })
    await settled(desk, deploymentId)
  }, 300_000)

  it(`comes through ${RUNNER_KILLS} kills of its runner`, async () => {
    desk = await openDesk({ place: await newPlace('PostgreSQL'), secret: SECRET })
    const of = desk
    const deploymentId = await deployed(of, await ready(of.runtime, 'counter', counter()))
    const quotes = setInterval(() => of.feed.quote(BTC, '99.99', '100.01', Date.now() * 1_000), 4)
    for (let kill = 0; kill < RUNNER_KILLS; kill += 1) {
      const { pid } = await becomes(of, deploymentId, 'RUNNING')
      await pause(Math.random() * WITHIN_MS)
      process.kill(pid!, 'SIGKILL')
      await until('its runner is gone', async () => (await observed(of, deploymentId))!.pid !== pid)
      // What keeps being killed waits longer each time, until a person has seen to it.
      if (kill % SEEN_TO === SEEN_TO - 1) await startAgain(of, deploymentId)
    }
    await becomes(of, deploymentId, 'RUNNING')
    clearInterval(quotes)
    await settled(of, deploymentId)
  }, 300_000)
})
