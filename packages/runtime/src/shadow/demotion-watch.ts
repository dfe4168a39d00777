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

/** A live account that may be traded. */
export interface EnabledAccount {
  readonly organizationId: string
  readonly account: Pick<AccountState, 'id' | 'live'>
}

export interface DemotionWatchOptions {
  readonly clock: Clock
  readonly log: Logger
  /** Of every organization that is open here. */
  readonly accounts: () => readonly EnabledAccount[]
  /** What is asked of one now. */
  readonly criteria: (organizationId: string, accountId: string) => Promise<readonly PromotionCriterion[]>
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
    this.#timer = this.#options.clock.after(LOOK_EVERY_MS, () => {
      void this.look().finally(() => this.start())
    })
  }

  /** Judges every live account now. One that cannot be judged is again, and keeps nobody else's from it. */
  async look(): Promise<void> {
    const { accounts, log } = this.#options
    for (const one of accounts()) {
      const { organizationId, account } = one
      await this.#judge(one).catch((error: unknown) =>
        log.warn(
          { organizationId, accountId: account.id, err: error },
          'A live account could not be judged; it is again',
        ),
      )
    }
  }

  stop(): void {
    this.#closed = true
    this.#timer?.cancel()
  }

  async #judge({ organizationId, account }: EnabledAccount): Promise<void> {
    const { criteria, submit, log } = this.#options
    const broken = (await criteria(organizationId, account.id)).filter(
      ({ name, met }) => !met && DEMOTING.has(name),
    )
    const request = broken.length === 0 ? null : demotionOf(account, broken)
    if (request === null) return
    const { outcome } = await submit(organizationId, PROMOTION, request)
    const said = { organizationId, accountId: account.id, ...request }
    if (outcome.kind === 'REFUSED')
      log.error({ ...said, refusal: outcome }, 'A live account was not taken back')
    else log.warn(said, 'A live account was taken back')
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
  // Differences and incidents shut what they concern by themselves; only a loss goes on at the first stage. What cannot be valued is
  // taken back, but not for a loss that nobody saw.
  const loses = broken.some(({ name, known }) => name === 'DRAWDOWN' && known)
  return loses ? { type: 'DisableLive', accountId, reason } : null
}
