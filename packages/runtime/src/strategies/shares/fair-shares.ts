/**
 * Keeps one organization's strategies from taking what is another's: how many processes it has, how much memory they hold together,
 * and whose turn it is when the processors do not suffice.
 *
 * Every process that runs a strategy's code is started here, and looked at twice a second. An organization that used more than its
 * part while others went short is held for a part of the next half second: all its processes stand still, and the time does not
 * count against their callbacks. Past its memory the largest of them is ended.
 */
import type { RunnerProcess, RunnerTerms, RunnerUsage } from '@quarterdeck/strategies'
import type { Clock, Timer } from '../../clock/clock.ts'
import type { Logger } from '../../logger.ts'
import { RequestFault } from '../../request-fault.ts'
import { settle } from './entitlement.ts'
import type { ShareTable, ShareTerms } from './share-terms.ts'

/** What an organization's strategies use of this machine now, and what they may. */
export interface OrganizationUse extends ShareTerms {
  readonly processes: number
  readonly memoryBytes: number
  /** Processors that it used of late: 1 is one of them, all the time. */
  readonly processors: number
  /** Part of the time for which it is held of late, so that others get theirs: from 0. */
  readonly heldPart: number
}

export interface FairSharesOptions {
  readonly clock: Clock
  readonly log: Logger
  readonly table: ShareTable
  readonly startRunner: (terms: RunnerTerms) => RunnerProcess
}

/** Between two looks. */
const WINDOW_MS = 500

interface Member {
  readonly runner: RunnerProcess
  /** Processor time and waiting at the last look. */
  cpuMs: number
  waitedMs: number
}

interface Share {
  readonly organizationId: string
  readonly terms: ShareTerms
  readonly members: Set<Member>
  usedMs: number
  waitedMs: number
  memoryBytes: number
  heldMs: number
  debtMs: number
}

export class FairShares {
  readonly #options: FairSharesOptions
  readonly #shares = new Map<string, Share>()
  #lookedAt: number
  #timer: Timer | null = null
  #closed = false

  constructor(options: FairSharesOptions) {
    this.#options = options
    this.#lookedAt = options.clock.now()
  }

  /** As the `startRunner` that it is made of. Throws a RequestFault where the organization has all the processes that it may have. */
  readonly startRunner = (terms: RunnerTerms): RunnerProcess => {
    const { organizationId } = terms
    const share = this.#shareOf(organizationId)
    const { processesMax } = share.terms
    if (share.members.size >= processesMax)
      throw new RequestFault(
        'CONFLICT',
        `Processes of the organization's strategies are at their bound (${processesMax}): stop one, or let some share one`,
      )
    const runner = this.#options.startRunner({
      ...terms,
      onEnd: (end) => {
        share.members.delete(member)
        terms.onEnd(end)
      },
    })
    const member: Member = { runner, cpuMs: 0, waitedMs: 0 }
    share.members.add(member)
    if (this.#timer === null && !this.#closed) this.#plan()
    return runner
  }

  use(organizationId: string): OrganizationUse {
    const { terms, members, usedMs, heldMs, memoryBytes } = this.#shareOf(organizationId)
    return {
      ...terms,
      processes: members.size,
      memoryBytes: members.size === 0 ? 0 : memoryBytes,
      processors: usedMs / WINDOW_MS,
      heldPart: heldMs / WINDOW_MS,
    }
  }

  close(): void {
    this.#closed = true
    this.#timer?.cancel()
    for (const share of this.#shares.values()) release(share)
  }

  #shareOf(organizationId: string): Share {
    const known = this.#shares.get(organizationId)
    if (known !== undefined) return known
    const terms = this.#options.table.of(organizationId)
    const none = { usedMs: 0, waitedMs: 0, memoryBytes: 0, heldMs: 0, debtMs: 0 }
    const made: Share = { organizationId, terms, members: new Set(), ...none }
    this.#shares.set(organizationId, made)
    return made
  }

  #plan(): void {
    this.#timer = this.#options.clock.after(WINDOW_MS, () => {
      this.#timer = null
      this.#look()
      const isAnyRunning = [...this.#shares.values()].some(({ members }) => members.size > 0)
      if (isAnyRunning && !this.#closed) this.#plan()
    })
  }

  #look(): void {
    const { clock } = this.#options
    const now = clock.now()
    // A process that was held up itself looks late: what was used is of a longer window.
    const windowMs = Math.max(WINDOW_MS, (now - this.#lookedAt) / 1_000)
    this.#lookedAt = now
    const shares = [...this.#shares.values()]
    for (const share of shares) {
      measure(share, WINDOW_MS / windowMs)
      this.#boundMemory(share)
    }
    const settled = settle(
      shares.map(({ terms: { weight }, ...share }) => ({ weight, ...share })),
      WINDOW_MS,
    )
    shares.forEach((share, index) => {
      const { debtMs, holdMs } = settled[index]!
      share.debtMs = debtMs
      this.#hold(share, holdMs)
    })
  }

  #hold(share: Share, holdMs: number): void {
    share.heldMs = holdMs
    if (holdMs === 0) return
    for (const { runner } of share.members) runner.suspend()
    this.#options.clock.after(holdMs, () => release(share))
  }

  #boundMemory(share: Share): void {
    const { organizationId, members, memoryBytes, terms } = share
    const { memoryMiBMax } = terms
    if (memoryBytes <= memoryMiBMax * 2 ** 20) return
    const largest = [...members].reduce((one, other) => (bytesOf(other) > bytesOf(one) ? other : one))
    const reason = `its organization's strategies hold more than ${memoryMiBMax} MiB together, and this is the largest`
    this.#options.log.warn({ organizationId, pid: largest.runner.pid, memoryBytes }, reason)
    largest.runner.kill(reason)
  }
}

/** What its processes used since the last look, brought to the length of a window; and what they hold. */
function measure(share: Share, scale: number): void {
  let [used, waited, memory] = [0, 0, 0]
  for (const member of share.members) {
    const { cpuMs, waitedMs, memoryBytes } = member.runner.usage()
    used += Math.max(0, (cpuMs ?? 0) - member.cpuMs)
    waited += Math.max(0, (waitedMs ?? 0) - member.waitedMs)
    memory += memoryBytes ?? 0
    member.cpuMs = cpuMs ?? member.cpuMs
    member.waitedMs = waitedMs ?? member.waitedMs
  }
  share.usedMs = used * scale
  share.waitedMs = waited * scale
  share.memoryBytes = memory
}

function release({ members }: Share): void {
  for (const { runner } of members) runner.resume()
}

function bytesOf({ runner }: Member): number {
  const { memoryBytes }: RunnerUsage = runner.usage()
  return memoryBytes ?? 0
}
