/**
 * Takes live accounts back by themselves: where books differ, an incident is open or the day's loss is past the policy, an account
 * falls to the first stage of the ramp, and one that is there and still loses is shut. Going up again is for people.
 */
import { type AccountState, type Actor, CAPITAL_STAGES } from '@quarterdeck/engine'
import type { Clock, Timer } from '../clock/clock.ts'
import type { Logger } from '../logger.ts'
import type { CommandRequest, Committed } from '../runtime.ts'
import type { PromotionCriterion } from './shadow.ts'
import { DEMOTING } from './promotion.ts'

/** Live accounts that may be traded, with what is asked of them now. */
export interface JudgedAccount {
  readonly organizationId: string
  readonly account: AccountState
  readonly criteria: readonly PromotionCriterion[]
}

export interface DemotionWatchOptions {
  readonly clock: Clock
  readonly log: Logger
  readonly judge: () => Promise<readonly JudgedAccount[]>
  readonly submit: (organizationId: string, actor: Actor, request: CommandRequest) => Promise<Committed>
}

const LOOK_EVERY_MS = 15_000
const PROMOTION: Actor = { kind: 'SYSTEM', id: 'promotion', name: 'Promotion policy', userId: null }

export class DemotionWatch {
  readonly #options: DemotionWatchOptions
  #timer: Timer | null = null
  #closed = false

  constructor(options: DemotionWatchOptions) {
    this.#options = options
  }

  start(): void {
    if (this.#closed) return
    const { clock, log } = this.#options
    this.#timer = clock.after(LOOK_EVERY_MS, () => {
      void this.look()
        .catch((error: unknown) =>
          log.warn({ err: error }, 'Live accounts could not be judged; they are again'),
        )
        .finally(() => this.start())
    })
  }

  /** Judges every live account now. */
  async look(): Promise<void> {
    for (const { organizationId, account, criteria } of await this.#options.judge()) {
      const broken = criteria.filter(({ name, met }) => !met && DEMOTING.has(name))
      const request = broken.length === 0 ? null : demotionOf(account, broken)
      if (request === null) continue
      await this.#options.submit(organizationId, PROMOTION, request)
      this.#options.log.warn(
        { organizationId, accountId: account.id, ...request },
        'A live account was taken back',
      )
    }
  }

  stop(): void {
    this.#closed = true
    this.#timer?.cancel()
  }
}

/** What takes the account back; null: it stands where the policy wants it. */
export function demotionOf(
  { id: accountId, live }: Pick<AccountState, 'id' | 'live'>,
  broken: readonly PromotionCriterion[],
): CommandRequest | null {
  if (live === null) return null
  const words = broken.map(({ name, observed, required }) => `${name} ${observed}, asked ${required}`)
  const reason = `Promotion policy: ${words.join('; ')}`
  const [first] = CAPITAL_STAGES
  if (live.stagePercent > first) return { type: 'SetCapitalStage', accountId, stagePercent: first, reason }
  // Differences and incidents shut what they concern by themselves; only a loss goes on at the first stage.
  const loses = broken.some(({ name }) => name === 'DRAWDOWN')
  return loses ? { type: 'DisableLive', accountId, reason } : null
}
