/**
 * `Jobs` over pg-boss, in its own schema `pgboss` of whichever database we run on.
 *
 * Nothing of it is loaded before the first job: a process that never has one pays nothing.
 */
import type { PgBoss } from 'pg-boss'
import type { Database } from '../database/database.ts'
import type { Logger } from '../logger.ts'
import type { JobQueue, Jobs } from './jobs.ts'

/** A worker that is silent for so long has lost its lease. */
const LEASE_SECONDS = 20
/** How long a job may take at all. */
const JOB_SECONDS_MAX = 23 * 3_600
const RETRY_DELAY_SECONDS = 2
const RETRY_DELAY_SECONDS_MAX = 300
const KEPT_SECONDS = 7 * 86_400
/** How long a stop waits for what is being done. */
const STOP_MS = 10_000
const LOST_LEASE = 'the process that worked on it ended'

export interface BossJobsOptions {
  readonly database: Database
  readonly logger: Logger
  readonly queues: readonly JobQueue<never>[]
  readonly pace?: Partial<Pace>
}

/** How lively an idle queue is. */
export interface Pace {
  /** How often lost leases are looked for. */
  readonly supervisedEverySeconds: number
  /** How often a worker asks for jobs; of what was sent here it is told at once. */
  readonly polledEverySeconds: number
  /** How often the clock is looked at for what is due; at most 45. */
  readonly clockEverySeconds: number
}

const MODEST: Pace = { supervisedEverySeconds: 15, polledEverySeconds: 5, clockEverySeconds: 30 }

export function createBossJobs(options: BossJobsOptions): Jobs {
  const stopping = new AbortController()
  let running: Promise<RunningBoss> | null = null
  const started = () => {
    if (stopping.signal.aborted) return Promise.reject(new Error('The process is stopping: it takes no jobs'))
    running ??= startBoss(options, stopping.signal)
    return running
  }
  return {
    async send(queue, data, { key }) {
      const { boss, wake } = await started()
      const id = await boss.send(queue, data, { singletonKey: key })
      if (id !== null) wake(queue)
      return id !== null
    },
    async schedule(queue, data, { key, cron, zone }) {
      const { boss } = await started()
      await boss.schedule(queue, cron, data, { key, tz: zone, singletonKey: key })
    },
    async unschedule(queue, key) {
      const { boss } = await started()
      await boss.unschedule(queue, key)
    },
    async start() {
      await started()
    },
    async stop() {
      stopping.abort()
      if (running === null) return
      const { boss } = await running
      await boss.stop({ graceful: true, timeout: STOP_MS, close: false })
    },
  }
}

interface RunningBoss {
  readonly boss: PgBoss
  /** Makes an idle worker look at once. */
  readonly wake: (queue: string) => void
}

async function startBoss(
  { database, logger, queues, pace }: BossJobsOptions,
  stopping: AbortSignal,
): Promise<RunningBoss> {
  const { PgBoss } = await import('pg-boss')
  const { supervisedEverySeconds, polledEverySeconds, clockEverySeconds } = { ...MODEST, ...pace }
  const polled = { pollingIntervalSeconds: polledEverySeconds }
  const boss = new PgBoss({
    schema: 'pgboss',
    backend: database.embedded ? 'pglite' : 'postgres',
    db: { executeSql: async (text, values) => ({ rows: [...(await database.execute(text, values))] }) },
    superviseIntervalSeconds: supervisedEverySeconds,
    monitorIntervalSeconds: supervisedEverySeconds,
    cronMonitorIntervalSeconds: clockEverySeconds,
    // Less than a second is not taken.
    cronWorkerIntervalSeconds: Math.max(1, polledEverySeconds),
    reindex: false,
    monitorVacuum: false,
  })
  boss.on('error', (error) => logger.error({ err: error }, 'The job queue met an error'))
  await boss.start()
  const workers = new Map<string, string[]>()
  for (const queue of queues) {
    const dead = `${queue.name}-given-up`
    await boss.createQueue(dead, { policy: 'standard', deleteAfterSeconds: KEPT_SECONDS })
    await boss.createQueue(queue.name, {
      policy: 'exclusive',
      retryLimit: queue.retries,
      retryDelay: RETRY_DELAY_SECONDS,
      retryBackoff: true,
      retryDelayMax: RETRY_DELAY_SECONDS_MAX,
      expireInSeconds: JOB_SECONDS_MAX,
      heartbeatSeconds: LEASE_SECONDS,
      deleteAfterSeconds: KEPT_SECONDS,
      deadLetter: dead,
    })
    if (database.embedded) await takeOverAbandoned(boss, database, queue.name)
    workers.set(queue.name, await workOn(boss, queue, { stopping, polled }))
    await boss.work<never>(dead, polled, async (jobs) => {
      for (const job of jobs) await queue.giveUp(job.data)
    })
  }
  return {
    boss,
    wake: (name) => {
      for (const worker of workers.get(name) ?? []) boss.notifyWorker(worker)
    },
  }
}

interface WorkTerms {
  readonly stopping: AbortSignal
  readonly polled: { readonly pollingIntervalSeconds: number }
}

async function workOn(
  boss: PgBoss,
  queue: JobQueue<never>,
  { stopping, polled }: WorkTerms,
): Promise<string[]> {
  const workers: string[] = []
  for (let place = 0; place < queue.concurrency; place += 1) {
    const worker: string = await boss.work<never>(queue.name, polled, async (jobs) => {
      try {
        for (const job of jobs)
          await queue.work(job.data, { signal: AbortSignal.any([stopping, job.signal]) })
      } finally {
        // Where there was one job there may be another: it is not left waiting for the next poll.
        boss.notifyWorker(worker)
      }
    })
    workers.push(worker)
  }
  return workers
}

/** The embedded database belongs to one process: whatever is leased when it starts, nobody works on any more. */
async function takeOverAbandoned(boss: PgBoss, database: Database, queue: string): Promise<void> {
  const active = await database.query<{ id: string }>(
    `SELECT id::text AS id FROM pgboss.job WHERE name = $1 AND state = 'active'`,
    [queue],
  )
  for (const { id } of active) await boss.fail(queue, id, { message: LOST_LEASE })
}
