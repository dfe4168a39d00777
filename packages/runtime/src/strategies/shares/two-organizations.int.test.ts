/** Two organizations' strategies in real processes beside one another: what one has of the machine is not the other's to feel. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, expect, it } from 'vitest'
import {
  type Desk,
  ORGANIZATION,
  PATIENCE_MS,
  TRADER,
  newPlace,
  openDesk,
  removePlaces,
} from '../../testing/desk.ts'
import { ASKING, SECRET, becomes, deployed, ready, readyIn } from '../testing/hosting.ts'
import { counter } from '../testing/sources.ts'

const OTHER = 'org-2'

let desk: Desk | null = null
afterEach(async () => {
  await desk?.runtime.close()
  desk = null
})
afterAll(removePlaces)

/** A deployment of the other organization, on an account of its own. */
async function deployedThere({ runtime }: Desk): Promise<string> {
  await runtime.openPartition(OTHER, { baseCurrency: 'USD' })
  const { outcome } = await runtime.submit(OTHER, TRADER, {
    type: 'OpenAccount',
    name: 'Paper',
    mode: 'PAPER',
    currency: 'USD',
    connectionId: null,
  })
  if (outcome.kind === 'REFUSED' || outcome.subjectId === null) throw new Error(JSON.stringify(outcome))
  const strategies = await runtime.strategies()
  return strategies.deploy(
    { organizationId: OTHER, actor: TRADER },
    {
      versionId: await readyIn(runtime, OTHER, 'counter', counter()),
      accountId: outcome.subjectId,
      name: 'there',
      parameters: {},
      instrumentIds: [],
      seed: 7,
      isolation: 'PROCESS',
      ordersPerMinuteMax: 6_000,
      idempotencyKey: 'there',
    },
  )
}

it('gives each its own processes, as the operator says, and shows each what it uses and may', async () => {
  const place = await newPlace('PostgreSQL')
  writeFileSync(
    join(place.dataDir, 'fair-shares.json'),
    JSON.stringify({ organizations: { [ORGANIZATION]: { processesMax: 1, weight: 2 } } }),
  )
  const of = (desk = await openDesk({ place, secret: SECRET }))
  const versionId = await ready(of.runtime, 'counter', counter())
  const first = await deployed(of, versionId)
  await becomes(of, first, 'RUNNING')
  await expect(deployed(of, versionId, { name: 'second' })).rejects.toThrow('are at their bound (1)')
  const there = await deployedThere(of)
  const strategies = await of.runtime.strategies()
  await expect
    .poll(() => strategies.observed(OTHER, there)?.activity, { timeout: PATIENCE_MS })
    .toBe('RUNNING')
  await expect
    .poll(() => strategies.use(ORGANIZATION).memoryBytes, { timeout: PATIENCE_MS })
    .toBeGreaterThan(1_000_000)
  expect(strategies.use(ORGANIZATION)).toMatchObject({ processes: 1, processesMax: 1, weight: 2 })
  expect(strategies.use(OTHER)).toMatchObject({ processes: 1, processesMax: 64, weight: 1 })
  // What is stopped makes room.
  await strategies.stop(ASKING, first, 'the other one now')
  await becomes(of, first, 'STOPPED')
  await expect.poll(() => strategies.use(ORGANIZATION).processes, { timeout: PATIENCE_MS }).toBe(0)
  await becomes(of, await deployed(of, versionId, { name: 'second' }), 'RUNNING')
})
