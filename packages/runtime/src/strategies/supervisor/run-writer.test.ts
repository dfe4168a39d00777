/** Tapes are written by the process that serves the organization, and by no other. */
import { expect, it } from 'vitest'
import type { Database, Queryable } from '../../database/database.ts'
import { Fenced } from '../../journal/commit.ts'
import { manualClock } from '../../testing/manual-clock.ts'
import { noFigures } from '../run/figures.ts'
import type { HostedRun } from '../run/hosted-run.ts'
import { segmentOf } from '../run/tape.ts'
import { RunWriter } from './run-writer.ts'

const KEY = { organizationId: 'org', deploymentId: 'dep', run: 1 }
const unsaid = () => undefined

it('writes no tape of an organization that another process took over: that one tells its runs otherwise', async () => {
  const written: string[] = []
  let isOurs = false
  const tx: Queryable = {
    query: (text: string) => (written.push(text), Promise.resolve([])),
    script: () => Promise.resolve(),
  }
  const writer = new RunWriter({
    organizationId: 'org',
    database: { transaction: (work: (tx: Queryable) => Promise<void>) => work(tx) } as unknown as Database,
    clock: manualClock(),
    log: { debug: unsaid, info: unsaid, warn: unsaid, error: unsaid },
    checkClaim: () => (isOurs ? Promise.resolve() : Promise.reject(new Fenced('org'))),
    runs: () => [],
  })
  const unwritten = segmentOf(KEY, [{ n: 1, input: { type: 'start', at: 1 }, intents: [] }])
  const run = { unwritten, figures: noFigures() } as unknown as HostedRun
  writer.leave(KEY, run)
  await writer.write()
  isOurs = true
  await writer.write()
  expect(written).toEqual([])
  writer.leave(KEY, run)
  await writer.write()
  expect(written[0]).toContain('INSERT INTO deployment_tape')
})
