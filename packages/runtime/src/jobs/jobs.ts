/**
 * Work that outlives a request and the process that took it: queues, leases, retries and schedules in our own database.
 *
 * A job is leased to one worker at a time. A worker that dies loses its lease and the job is given to another, so whatever a
 * queue does must be safe to begin again.
 */

/** What a worker has to know while it works. */
export interface Lease {
  /** Aborts when the process stops or the lease was lost: leave the work, somebody begins it again. */
  readonly signal: AbortSignal
}

export interface JobQueue<Data extends object> {
  /** Letters and dashes. */
  readonly name: string
  /** How often a job is tried again after it failed. */
  readonly retries: number
  /** Jobs that one process does at once. */
  readonly concurrency: number
  /** Does a job. A throw is a failure that may pass: the job is tried again later. */
  work(data: Data, lease: Lease): Promise<void>
  /** Told once that a job is given up. */
  giveUp(data: Data): Promise<void>
}

export interface JobTerms {
  /** At most one job of a queue with this key waits or runs. */
  readonly key: string
}

export interface JobSchedule {
  /** Names the schedule within its queue. */
  readonly key: string
  /** Five fields. */
  readonly cron: string
  /** IANA zone. */
  readonly zone: string
}

export interface Jobs {
  /** Puts a job in. False: one with its key is there already, and nothing was done. */
  send(queue: string, data: object, terms: JobTerms): Promise<boolean>
  /** Sends a job whenever the clock says so, in place of an earlier schedule of the same key. */
  schedule(queue: string, data: object, schedule: JobSchedule): Promise<void>
  unschedule(queue: string, key: string): Promise<void>
  /** Begins to take jobs; does so by itself with the first call above. */
  start(): Promise<void>
  /** Lets go of what is being done, for others to begin again. */
  stop(): Promise<void>
}
