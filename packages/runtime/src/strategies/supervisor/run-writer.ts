/** Makes durable, once in a while, what runs were told without asking for an order: tapes, then checkpoints, then figures. */
import type { Clock } from '../../clock/clock.ts'
import type { Database, Queryable } from '../../database/database.ts'
import { Fenced } from '../../journal/commit.ts'
import type { Logger } from '../../logger.ts'
import type { RunFigures } from '../run/figures.ts'
import type { HostedRun } from '../run/hosted-run.ts'
import type { Checkpoint } from '../run/run-parts.ts'
import { type RunKey, writeRuns } from '../run-rows.ts'
import type { TapeSegment } from '../tape-segment.ts'

export interface RunWriterOptions {
  readonly organizationId: string
  readonly database: Database
  readonly clock: Clock
  readonly log: Logger
  /** Throws `Fenced` where the organization is another process's: its tapes are too. */
  readonly checkClaim: (tx: Queryable) => Promise<void>
  readonly runs: () => readonly { readonly key: RunKey; readonly run: HostedRun }[]
}

export class RunWriter {
  readonly #options: RunWriterOptions
  #checkpoints = new Map<string, { readonly key: RunKey; readonly checkpoint: Checkpoint }>()
  /** Runs that are hosted no more, with what they left. */
  #left: { readonly key: RunKey; readonly segment: TapeSegment | null; readonly figures: RunFigures }[] = []
  readonly #written = new Map<string, number>()
  #writing: Promise<void> = Promise.resolve()

  constructor(options: RunWriterOptions) {
    this.#options = options
  }

  keep(key: RunKey, checkpoint: Checkpoint): void {
    this.#checkpoints.set(key.deploymentId, { key, checkpoint })
  }

  /** A run is let go: what it decided is written all the same. */
  leave(key: RunKey, { unwritten, figures }: HostedRun): void {
    this.#left.push({ key, segment: unwritten, figures: { ...figures } })
  }

  /** Resolves when what stood at the call is durable, or could not be made so: then it waits for the next time. */
  write(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#write())
    return this.#writing
  }

  async #write(): Promise<void> {
    const { runs, database, organizationId, clock, log, checkClaim } = this.#options
    const all = runs()
    const cuts = all.flatMap(({ run }) => {
      const segment = run.unwritten
      return segment === null ? [] : [{ run, segment }]
    })
    const figures = all
      .filter(({ key, run }) => this.#written.get(key.deploymentId) !== run.figures.inputs)
      .map(({ key, run }) => ({ key, figures: { ...run.figures } }))
    const checkpoints = [...this.#checkpoints.values()]
    const left = this.#left
    if (left.length === 0 && cuts.length === 0 && checkpoints.length === 0 && figures.length === 0) return
    this.#checkpoints = new Map()
    this.#left = []
    try {
      const segments = [...left, ...cuts].flatMap(({ segment }) => (segment === null ? [] : [segment]))
      await database.transaction(async (tx) => {
        await checkClaim(tx)
        await writeRuns(
          tx,
          organizationId,
          { segments, checkpoints, figures: [...left, ...figures] },
          clock.now(),
        )
      })
    } catch (error) {
      // Whoever took the organization over tells its runs other inputs under these numbers.
      if (error instanceof Fenced) return log.warn({ organizationId }, error.message)
      this.#left = [...left, ...this.#left]
      for (const kept of checkpoints)
        if (!this.#checkpoints.has(kept.key.deploymentId)) this.#checkpoints.set(kept.key.deploymentId, kept)
      log.warn({ organizationId, err: error }, 'Tapes of strategies wait: the database does not take them')
      return
    }
    for (const { run, segment } of cuts) run.written(segment)
    for (const {
      key,
      figures: { inputs },
    } of figures)
      this.#written.set(key.deploymentId, inputs)
  }
}
