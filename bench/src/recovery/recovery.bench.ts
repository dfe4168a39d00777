/**
 * What a start costs: the first on an empty directory, the second, and one that has a million events to replay; and what the
 * server holds in memory when nobody asks anything of it. The server is the real one, in a process of its own.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  createEmptyDatabase,
  startPostgresCluster,
  startServer,
  type ServerProcess,
} from '@quarterdeck/testkit'
import { median, spreadOf, type BenchRow } from '../report.ts'

const EVENTS = 1_000_000
const SECOND_STARTS = 3
const IDLE_MS = 30_000
/** A start that takes longer than its bound shall still be measured. */
const READY_WITHIN_MS = 300_000
const LONG_JOURNAL = fileURLToPath(
  new URL('../../../packages/runtime/tools/long-journal.ts', import.meta.url),
)

interface Kind {
  readonly name: 'pglite' | 'pg'
  readonly idleLimitMb: number
  readonly databaseUrl?: string
}

export async function benchmark(): Promise<readonly BenchRow[]> {
  const cluster = await startPostgresCluster()
  try {
    const database = await createEmptyDatabase(cluster.adminUrl)
    const pg = await measure({ name: 'pg', idleLimitMb: 300, databaseUrl: database.url })
    return [...pg, ...(await measure({ name: 'pglite', idleLimitMb: 500 }))]
  } finally {
    await cluster.stop()
  }
}

async function measure(kind: Kind): Promise<readonly BenchRow[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'quarterdeck-recovery-'))
  const { databaseUrl } = kind
  const options = {
    dataDir,
    readyWithinMs: READY_WITHIN_MS,
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
  }
  try {
    const first = await timedStart(options)
    const organizationId = await organizationOf(first.server)
    await first.server.stop()
    const seconds: number[] = []
    let idle = 0
    for (let start = 0; start < SECOND_STARTS; start += 1) {
      const again = await timedStart(options)
      seconds.push(again.seconds)
      if (start === SECOND_STARTS - 1) idle = await idleMegabytes(again.server)
      await again.server.stop()
    }
    process.stderr.write(`recovery: writing ${EVENTS} events on ${kind.name} ...\n`)
    const made = execFileSync(
      process.execPath,
      [
        LONG_JOURNAL,
        dataDir,
        organizationId,
        String(EVENTS),
        ...(databaseUrl === undefined ? [] : [databaseUrl]),
      ],
      { encoding: 'utf8' },
    )
    process.stderr.write(`recovery: ${made}`)
    const long = await timedStart(options)
    const loaded = residentMegabytes(long.server)
    const stopBegun = performance.now()
    await long.server.stop()
    const stopped = (performance.now() - stopBegun) / 1_000
    return [
      figure(
        `start.${kind.name}.first`,
        'first start on an empty directory, demo seeded',
        first.seconds,
        's',
      ),
      {
        ...figure(`start.${kind.name}.second`, 'second start to /readyz', median(seconds), 's', 5),
        spread: spreadOf(seconds),
      },
      figure(
        `idle.${kind.name}`,
        'memory of the whole server after 30 idle seconds',
        idle,
        'MB',
        kind.idleLimitMb,
      ),
      figure(
        `recovery.${kind.name}`,
        `start to /readyz with ${EVENTS.toLocaleString('en-US')} events to replay, every hash checked`,
        long.seconds,
        's',
        15,
      ),
      figure(`recovery.${kind.name}.memory`, 'memory right after that start', loaded, 'MB'),
      figure(`recovery.${kind.name}.stop`, 'clean stop of that server', stopped, 's'),
    ]
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function timedStart(options: Parameters<typeof startServer>[0]) {
  const begun = performance.now()
  const server = await startServer(options)
  return { server, seconds: (performance.now() - begun) / 1_000 }
}

async function organizationOf(server: ServerProcess): Promise<string> {
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${server.ownerKey()}` },
    body: JSON.stringify({ query: '{ organization(slug: "demo") { id } }' }),
  })
  const { data } = (await response.json()) as { data: { organization: { id: string } } }
  return data.organization.id.slice(data.organization.id.indexOf('_') + 1)
}

async function idleMegabytes(server: ServerProcess): Promise<number> {
  // Idle is a span of time: there is nothing to wait for but the clock.
  await new Promise((resolve) => setTimeout(resolve, IDLE_MS))
  return residentMegabytes(server)
}

/** VmRSS of the process, in MB; NaN where the system has no /proc. */
function residentMegabytes({ pid }: ServerProcess): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    return (Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024) / 1e6
  } catch {
    return Number.NaN
  }
}

function figure(
  id: string,
  workload: string,
  ours: number,
  unit: string,
  limit: number | null = null,
): BenchRow {
  return {
    id,
    workload,
    ours,
    peerName: null,
    peer: null,
    unit,
    ratio: null,
    spread: [ours, ours],
    equal: null,
    goal: limit === null ? 'printed' : `< ${limit} ${unit}`,
    met: limit === null ? null : ours < limit,
  }
}
