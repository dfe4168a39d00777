/** What strategies say, on its way to the database; and who follows it as it comes. */
import type { Clock, Timer } from '../../clock/clock.ts'
import type { Database } from '../../database/database.ts'
import type { Logger } from '../../logger.ts'
import { type NewLogLine, addLogLines } from '../run-rows.ts'

/** Lines wait so long for others to be written with. */
const GATHER_MS = 100
/** Lines that may wait; past it the oldest are let go and counted: a full disk must not fill the memory. */
const WAITING_MAX = 50_000
const LINES_A_WRITE = 1_000

export interface LogBookOptions {
  readonly organizationId: string
  readonly database: Database
  readonly clock: Clock
  readonly log: Logger
  /** Lines were written. */
  readonly onWritten: () => void
}

export class LogBook {
  readonly #options: LogBookOptions
  #waiting: NewLogLine[] = []
  #timer: Timer | null = null
  #writing: Promise<void> | null = null

  constructor(options: LogBookOptions) {
    this.#options = options
  }

  add(line: NewLogLine): void {
    this.#waiting.push(line)
    if (this.#waiting.length > WAITING_MAX) {
      const lost = this.#waiting.splice(0, LINES_A_WRITE).length
      const { log, organizationId } = this.#options
      log.error(
        { organizationId, lost },
        'Log lines of strategies were let go: the database does not take them',
      )
    }
    this.#plan()
  }

  /** Writes what waits. */
  async close(): Promise<void> {
    this.#timer?.cancel()
    await this.#writing
    await this.#write()
  }

  #plan(): void {
    if (this.#timer !== null || this.#writing !== null) return
    this.#timer = this.#options.clock.after(GATHER_MS, () => {
      this.#timer = null
      this.#writing = this.#write().finally(() => {
        this.#writing = null
        if (this.#waiting.length > 0) this.#plan()
      })
    })
  }

  async #write(): Promise<void> {
    const { database, organizationId, log, onWritten } = this.#options
    while (this.#waiting.length > 0) {
      const lines = this.#waiting.slice(0, LINES_A_WRITE)
      try {
        await addLogLines(database, organizationId, lines)
      } catch (error) {
        log.warn(
          { organizationId, err: error },
          'Log lines of strategies wait: the database does not take them',
        )
        return
      }
      this.#waiting.splice(0, lines.length)
      onWritten()
    }
  }
}
