/** The clock brings a dataset up to date by itself, and then those that follow it: nobody asks, and nobody waits for the night. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { type Desk, newPlace, openDesk, ORGANIZATION, removePlaces, silent, TRADER } from '../testing/desk.ts'
import { WAVE_HEADER as HEADER, waveRows as wave } from '../testing/wave-bars.ts'
import { createResearch, type RunningResearch } from './create-research.ts'

const asking = { organizationId: ORGANIZATION, actor: TRADER }
const WAIT = { timeout: 60_000, interval: 50 }
const folder = mkdtempSync(join(tmpdir(), 'quarterdeck-schedule-'))

let desk: Desk
let research: RunningResearch
beforeAll(async () => {
  const place = await newPlace('PostgreSQL')
  desk = await openDesk({ place })
  research = createResearch({
    database: desk.runtime.database,
    dataDir: folder,
    logger: silent,
    instrumentOf: () => null,
    strategyFolder: null,
    importFolder: folder,
    candles: {
      names: async () => [],
      find: async () => null,
      venues: async () => [],
      published: async () => null,
    },
    versionStrategy: async () => null,
    pace: { polledEverySeconds: 0.5, clockEverySeconds: 1 },
  })
})
afterAll(async () => {
  await research.close()
  await desk.runtime.close()
  removePlaces()
  rmSync(folder, { recursive: true, force: true })
})

interface DatasetFacts {
  readonly id: string
  readonly rows: number
}

async function facts(instrumentId: string): Promise<DatasetFacts | undefined> {
  const [found] = await desk.runtime.database.query<DatasetFacts>(
    'SELECT id, rows::int AS rows FROM dataset WHERE instrument_id = $1',
    [instrumentId],
  )
  return found
}

async function imported(instrumentId: string): Promise<string> {
  const content = Readable.from([Buffer.from(HEADER + wave(0, 50))])
  const { id: uploadId } = await research.datasets.upload(ORGANIZATION, 'bars.csv', content)
  const kept = { kind: 'BARS', timeframe: '1m', mode: 'APPEND', assetClass: null, choices: {} } as const
  await research.datasets.import(asking, { ...kept, uploadId, instrumentId })
  const row = await vi.waitFor(async () => {
    const found = await facts(instrumentId)
    expect(found).toMatchObject({ rows: 50 })
    return found
  }, WAIT)
  return row?.id ?? ''
}

it('updates a dataset when its time has come, and those that follow it, in the name of the schedule', async () => {
  const leader = await imported('SIM:LEADER')
  const follower = await imported('SIM:FOLLOWER')
  writeFileSync(join(folder, 'nightly.csv'), HEADER + wave(0, 80))
  const source = { source: 'nightly.csv', zone: 'Europe/Berlin' }
  await research.datasets.schedule(ORGANIZATION, follower, { ...source, cron: null, afterId: leader })
  // Every minute: the one that runs has come.
  await research.datasets.schedule(ORGANIZATION, leader, { ...source, cron: '* * * * *', afterId: null })
  await vi.waitFor(async () => {
    expect([await facts('SIM:LEADER'), await facts('SIM:FOLLOWER')]).toMatchObject([
      { rows: 80 },
      { rows: 80 },
    ])
  }, WAIT)
  const jobs = await desk.runtime.database.query<{ of: string; name: string }>(
    `SELECT dataset_id AS of, actor ->> 'name' AS name FROM research_job WHERE kind = 'UPDATE' ORDER BY created_at`,
  )
  expect(jobs.slice(0, 2)).toEqual([
    { of: leader, name: 'Schedule' },
    { of: follower, name: 'Schedule' },
  ])
})
