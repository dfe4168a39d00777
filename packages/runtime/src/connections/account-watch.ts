/**
 * Asks the venue now and then for its time and for the account: so it is known how far the clocks are apart, how long the way is,
 * and that the credential is still good.
 *
 * A credential that is refused again is not tried on by itself: venues lock out who insists.
 */
import type { ReadFailure, Timekeeper, VenueReads } from '@quarterdeck/venues'
import type { ConnectionGauge } from './connection-gauge.ts'

export interface AccountWatchOptions {
  readonly reads: Pick<VenueReads, 'clock' | 'account'>
  readonly time: Timekeeper
  readonly gauge: ConnectionGauge
  /** Whether there is an account to ask for: not for market data. */
  readonly hasAccount: boolean
  readonly everyMs: number
  readonly retryMs: number
}

/** Refusals in a row, after which the credential is taken for refused. */
const REFUSALS_MAX = 2
/** Failures in a row, after which the way is taken for lost. */
const FAILURES_MAX = 3

export class AccountWatch {
  readonly #options: AccountWatchOptions
  #refusals = 0
  #failures = 0
  #closed = false
  #stop: (() => void) | null = null

  constructor(options: AccountWatchOptions) {
    this.#options = options
  }

  start(): void {
    if (this.#options.hasAccount) this.#options.gauge.happened('ACCOUNT', 'DIALED', 'it is being asked')
    void this.#look()
  }

  /** The credential is another one, or was seen to be good: it is tried again. */
  redial(): void {
    this.#refusals = 0
    this.#failures = 0
    if (this.#options.gauge.partState('ACCOUNT') !== 'DOWN' || this.#closed) return
    this.#stop?.()
    this.start()
  }

  close(): void {
    this.#closed = true
    this.#stop?.()
  }

  async #look(): Promise<void> {
    const { everyMs, retryMs, time } = this.#options
    const isGood = (await this.#askTime()) && (await this.#askAccount())
    if (this.#closed) return
    this.#stop?.()
    this.#stop = time.after(isGood ? everyMs : retryMs, () => void this.#look())
  }

  async #askTime(): Promise<boolean> {
    const { reads, gauge } = this.#options
    const answer = await reads.clock()
    if (answer.ok) gauge.clockOffsetMs = answer.value.offsetMs
    return answer.ok || answer.failure.kind === 'UNSUPPORTED'
  }

  async #askAccount(): Promise<boolean> {
    const { reads, gauge, hasAccount } = this.#options
    if (!hasAccount || this.#refusals >= REFUSALS_MAX) return true
    const answer = await reads.account()
    if (this.#closed) return true
    if (!answer.ok) return this.#failed(answer.failure)
    this.#refusals = 0
    this.#failures = 0
    if (gauge.partState('ACCOUNT') === 'CONNECTING') gauge.happened('ACCOUNT', 'OPENED', 'it answers')
    gauge.happened('ACCOUNT', 'SYNCED', 'it was read')
    return true
  }

  #failed({ kind, message }: ReadFailure): boolean {
    const { gauge } = this.#options
    const words = `${kind}: ${message}`
    // We ask too much ourselves: nothing is known of the account.
    if (kind === 'OVER_BUDGET' || kind === 'RATE_LIMITED') return false
    const isRefused = kind === 'UNAUTHORIZED' || kind === 'FORBIDDEN'
    this.#refusals = isRefused ? this.#refusals + 1 : 0
    this.#failures += 1
    if (this.#refusals >= REFUSALS_MAX)
      gauge.happened('ACCOUNT', 'REFUSED', `the credential is refused: ${words}`)
    else gauge.happened('ACCOUNT', this.#failures >= FAILURES_MAX ? 'LOST' : 'DOUBTED', words)
    return false
  }
}
