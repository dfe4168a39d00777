/** A runner under test: what it says is kept, and can be waited for. */

import type { StrategyInput } from '@quarterdeck/sdk'
import {
  type RunnerEnd,
  type RunnerLimits,
  type RunnerProcess,
  type SessionMessage,
  startRunner,
} from '../src/index.ts'
import { optionsOf } from './tape.ts'

export const ORGANIZATION = 'organization-1'

export class RunnerRig {
  readonly runner: RunnerProcess
  messages: SessionMessage[] = []
  readonly printed: string[] = []
  readonly ended: Promise<RunnerEnd>
  end: RunnerEnd | null = null
  /** How often it said that there is room again. */
  rooms = 0
  readonly #waiting = new Set<() => void>()
  readonly #sent = new Map<string, number>()

  constructor(limits: Partial<RunnerLimits> = {}) {
    let settle: (end: RunnerEnd) => void = () => undefined
    this.ended = new Promise((resolve) => (settle = resolve))
    this.runner = startRunner({
      organizationId: ORGANIZATION,
      limits,
      onMessage: (message) => {
        this.messages.push(message)
        this.#look()
      },
      onRoom: () => (this.rooms += 1),
      onPrint: (text) => this.printed.push(text),
      onEnd: (end) => {
        this.end = end
        settle(end)
        this.#look()
      },
    })
  }

  open(session: string, bundle: string, resume: string | null = null, digest = session): void {
    const options = optionsOf(session)
    this.#sent.set(session, 0)
    this.runner.open({ organizationId: ORGANIZATION, session, digest, bundle, options, resume })
  }

  /** Delivers the next input of a session; says which it was. */
  input(session: string, input: StrategyInput): number {
    const n = (this.#sent.get(session) ?? 0) + 1
    this.#sent.set(session, n)
    this.runner.input(session, n, input)
    return n
  }

  /** The first message about a session that is asked for; waits for it. Throws where the runner ends instead. */
  async message<Type extends SessionMessage['type']>(
    session: string,
    ...types: readonly Type[]
  ): Promise<Extract<SessionMessage, { type: Type }>> {
    const isIt = (one: SessionMessage): one is Extract<SessionMessage, { type: Type }> =>
      one.session === session && types.some((type) => type === one.type)
    await this.until(() => this.messages.some(isIt))
    return this.messages.find(isIt)!
  }

  /** Waits until a session has taken its input `n`, or is over. */
  async settled(session: string, n: number): Promise<void> {
    await this.until(() => this.of(session).some((one) => isOver(one) || reached(one) >= n))
  }

  of(session: string): readonly SessionMessage[] {
    return this.messages.filter((one) => one.session === session)
  }

  /** Lets go of what a session said. */
  forget(session: string): void {
    this.messages = this.messages.filter((one) => one.session !== session)
  }

  /** The digest of the newest answer of a session. */
  digest(session: string): string | undefined {
    return this.of(session).findLast((one) => 'digest' in one)?.digest
  }

  logOf(session: string): readonly string[] {
    return this.of(session).flatMap((one) =>
      one.type === 'answer'
        ? one.intents.flatMap((intent) => (intent.type === 'Log' ? [intent.message] : []))
        : [],
    )
  }

  async until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      if (this.end !== null) throw new Error(`the runner ended: ${JSON.stringify(this.end)}`)
      await new Promise<void>((resolve) => {
        this.#waiting.add(resolve)
      })
    }
  }

  #look(): void {
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    for (const resolve of waiting) resolve()
  }
}

function isOver({ type }: SessionMessage): boolean {
  return type === 'fault' || type === 'refused'
}

function reached(message: SessionMessage): number {
  if (message.type === 'answer') return message.n
  return message.type === 'answered' ? message.through : 0
}
