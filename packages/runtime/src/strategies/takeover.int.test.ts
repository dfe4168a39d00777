/** Another process takes an organization over: its strategies run there, and here no more, also those that ask for nothing. */
import { zipSync } from 'fflate'
import { afterAll, afterEach, expect, it } from 'vitest'
import { type Desk, ORGANIZATION, newPlace, openDesk, removePlaces } from '../testing/desk.ts'
import { SECRET, becomes, deployed, observed, ready } from './testing/hosting.ts'

/** Asks for nothing, so that its organization has nothing to commit. */
const IDLE = `
import { defineStrategy } from '@quarterdeck/sdk'
export default defineStrategy({ name: 'idle', params: {}, subscribe: () => [], onStart() {} })
`

let desk: Desk | null = null
afterEach(async () => {
  await desk?.runtime.close()
  desk = null
})
afterAll(removePlaces)

it('stops what runs here within a look, though nothing is committed', async () => {
  const of = (desk = await openDesk({ place: await newPlace('PostgreSQL'), secret: SECRET }))
  const archive = zipSync({ 'strategy.ts': new TextEncoder().encode(IDLE) })
  const deploymentId = await deployed(of, await ready(of.runtime, 'idle', archive))
  await becomes(of, deploymentId, 'RUNNING')
  await of.runtime.database.query(
    `UPDATE partition SET owner = 'another process', epoch = epoch + 1 WHERE organization_id = $1`,
    [ORGANIZATION],
  )
  await becomes(of, deploymentId, 'WAITING')
  expect(await observed(of, deploymentId)).toMatchObject({
    pid: null,
    lastFault: 'another process serves the organization',
  })
  // It is not tried again here: the run is the other process's, and is as it was left.
  const [run] = await of.runtime.database.query<{ ended: boolean }>(
    'SELECT ended_at IS NOT NULL AS ended FROM deployment_run WHERE deployment_id = $1',
    [deploymentId],
  )
  expect(run).toEqual({ ended: false })
})
