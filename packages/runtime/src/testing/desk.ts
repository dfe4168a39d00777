/** A runtime ready to trade, for tests: one organization, one funded paper account, two instruments with quotes. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Actor, Micros, SubmitOrder } from '@quarterdeck/engine'
import { DISPLAYED_ONLY, type SimulationOptions } from '@quarterdeck/venues'
import { createDatabase, giveEmbeddedDatabase } from '@quarterdeck/testkit'
import { type Clock, systemClock } from '../clock/clock.ts'
import { type RunningRuntime, type RuntimeOptions, createRuntime } from '../create-runtime.ts'
import type { Logger } from '../logger.ts'
import type { CommandRequest, Committed } from '../runtime.ts'
import { BTC, ETH } from './instruments.ts'
import { type ScriptedFeed, scriptedFeed } from './scripted-feed.ts'

export const ORGANIZATION = 'org-1'
export const TRADER: Actor = { kind: 'USER', id: 'user-1', name: 'Tess Trader', userId: 'user-1' }

export const silent: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
}

export type DatabaseKind = 'PGlite' | 'PostgreSQL'
export const DATABASES: readonly DatabaseKind[] = ['PGlite', 'PostgreSQL']

/** Where one test's data lives: a directory or a database of its own. */
export interface Place {
  readonly dataDir: string
  readonly databaseUrl?: string
}

const directories: string[] = []

export async function newPlace(kind: DatabaseKind): Promise<Place> {
  const dataDir = mkdtempSync(join(tmpdir(), 'quarterdeck-test-'))
  directories.push(dataDir)
  if (kind === 'PostgreSQL') return { dataDir, databaseUrl: (await createDatabase()).url }
  giveEmbeddedDatabase(dataDir)
  return { dataDir }
}

/** Removes the directories of all places; for `afterAll`. */
export function removePlaces(): void {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true })
}

export interface Desk {
  readonly runtime: RunningRuntime
  readonly feed: ScriptedFeed
  readonly accountId: string
  submit(request: CommandRequest): Promise<Committed>
}

export type DeskOptions = Partial<Omit<RuntimeOptions, 'feed'>> & {
  readonly place: Place
  /** End of the session that the feed announces; none unless told. */
  readonly sessionEndsAt?: Micros
}

/** Opens (again) the runtime of a place. The second time the account is the one that was made the first time. */
export async function openDesk({ place, sessionEndsAt, ...options }: DeskOptions): Promise<Desk> {
  const feed = scriptedFeed([BTC, ETH], sessionEndsAt)
  const simulation: Partial<SimulationOptions> = DISPLAYED_ONLY
  const runtime = await createRuntime({ ...place, logger: silent, simulation, ...options, feed })
  await runtime.openPartition(ORGANIZATION, { baseCurrency: 'USD' })
  quoteNow(feed, options.clock)
  const submit = (request: CommandRequest) => runtime.submit(ORGANIZATION, TRADER, request)
  const [known] = await runtime.database.query<{ id: string }>('SELECT id FROM trading_account')
  const accountId = known?.id ?? (await openAccount(submit))
  return { runtime, feed, accountId, submit }
}

/** Quotes both instruments as of now: BTC 99.99 / 100.01, ETH 9.99 / 10.01. */
export function quoteNow(feed: ScriptedFeed, clock: Clock = systemClock): void {
  const now = clock.now()
  feed.quote(BTC, '99.99', '100.01', now)
  feed.quote(ETH, '9.99', '10.01', now)
}

async function openAccount(submit: Desk['submit']): Promise<string> {
  const { outcome } = await submit({
    type: 'OpenAccount',
    name: 'Paper',
    mode: 'PAPER',
    currency: 'USD',
    connectionId: null,
  })
  if (outcome.kind === 'REFUSED' || outcome.subjectId === null) throw new Error(JSON.stringify(outcome))
  const accountId = outcome.subjectId
  await submit({ type: 'Deposit', accountId, amount: '10000000', currency: 'USD', idempotencyKey: 'first' })
  return accountId
}

/** A limit order to buy a unit of BTC at 50: it rests. Override what matters to the test. */
export function order(
  accountId: string,
  clientOrderId: string,
  terms: Partial<SubmitOrder> = {},
): CommandRequest {
  return {
    type: 'SubmitOrder',
    accountId,
    instrumentId: BTC.id,
    clientOrderId,
    side: 'BUY',
    orderType: 'LIMIT',
    timeInForce: 'GTC',
    quantityLots: 1_000,
    limitTicks: 5_000,
    stopTicks: null,
    requestedMode: null,
    strategyId: null,
    ...terms,
  }
}

/** Long enough for a machine that is several times slower and busy with others. */
export const PATIENCE_MS = 40_000

/** Waits until `condition` holds, looking every few milliseconds; throws what it waited for once patience ends. */
export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`waited ${PATIENCE_MS / 1000} seconds for: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
