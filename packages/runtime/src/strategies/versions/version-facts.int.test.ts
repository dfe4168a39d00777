/** The facts of a version are read without its code: a list of many versions loads none. */
import { afterAll, afterEach, expect, it } from 'vitest'
import type { Database, Queryable } from '../../database/database.ts'
import { type Desk, ORGANIZATION, newPlace, openDesk, removePlaces } from '../../testing/desk.ts'
import { SECRET, ready } from '../testing/hosting.ts'
import { counter } from '../testing/sources.ts'
import { versionFacts } from './version-facts.ts'

let desk: Desk | null = null
afterEach(async () => {
  await desk?.runtime.close()
  desk = null
})
afterAll(removePlaces)

it('says how large a bundle is in bytes, and reads none', async () => {
  const { runtime } = (desk = await openDesk({ place: await newPlace('PostgreSQL'), secret: SECRET }))
  const { database } = runtime
  const versionId = await ready(runtime, 'counter', counter())
  // Characters of more than a byte, which an artifact that is loaded would be refused for.
  await database.query(`UPDATE strategy_artifact SET bundle = 'äöü€' WHERE organization_id = $1`, [
    ORGANIZATION,
  ])
  const read: unknown[] = []
  const noting: Queryable = {
    script: (text) => database.script(text),
    async query<Row extends object>(...asked: Parameters<Database['query']>) {
      const rows = await database.query<Row>(...asked)
      read.push(...rows)
      return rows
    },
  }
  const facts = await versionFacts(noting, ORGANIZATION, versionId)
  expect(facts).toMatchObject({ strategyName: 'counter', bundleBytes: 9 })
  expect(JSON.stringify(read)).not.toContain('äöü€')
  expect(await versionFacts(database, 'org-2', versionId)).toBeNull()
})
