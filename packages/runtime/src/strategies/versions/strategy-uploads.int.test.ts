import { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Database } from '../../database/database.ts'
import { type Desk, ORGANIZATION, TRADER, newPlace, openDesk, removePlaces } from '../../testing/desk.ts'
import { findArchive, takeArchive } from './strategy-uploads.ts'
import { addVersion, endVersion } from './version-rows.ts'

let desk: Desk
let database: Database
let at = 1_800_000_000e6

beforeAll(async () => {
  desk = await openDesk({ place: await newPlace('PostgreSQL') })
  database = desk.runtime.database
})
afterAll(async () => {
  await desk.runtime.close()
  removePlaces()
})

async function take(): Promise<string> {
  at += 1e6
  const content = Readable.from([Buffer.from('PK')])
  return (await takeArchive(database, ORGANIZATION, { name: 'a.zip', content, at })).id
}

/** An archive whose build came to nothing. */
async function refused(): Promise<string> {
  const uploadId = await take()
  const source = { kind: 'ZIP', name: 'a.zip', uploadId, url: null, revision: null, commit: null } as const
  const of = { organizationId: ORGANIZATION, strategyId: 'strategy-1', source, actor: TRADER, at }
  await endVersion(database, await addVersion(database, of), { status: 'FAILED', problems: [], log: '', at })
  return uploadId
}

it('keeps the newest archives that were refused to be read, and lets those before go', async () => {
  const ids: string[] = []
  for (let count = 0; count < 8; count++) ids.push(await refused())
  const kept = await Promise.all(ids.map((id) => findArchive(database, ORGANIZATION, id)))
  expect(kept.map((archive) => archive !== null)).toEqual([
    ...Array<boolean>(3).fill(false),
    true,
    true,
    true,
    true,
    true,
  ])
})

it('takes a new archive however many were refused, but not however many wait', async () => {
  for (let count = 0; count < 30; count++) await refused()
  for (let count = 0; count < 16; count++) await take()
  await expect(take()).rejects.toThrow('archives wait to be built')
})
