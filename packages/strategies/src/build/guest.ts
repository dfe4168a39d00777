/**
 * The inner side of the compartment's wall: opens sessions of the one strategy that a bundle holds.
 *
 * It is bundled with the author's code and the SDK, and lives in their compartment. Whatever crosses the wall is a string
 * of JSON, so no object of either side is ever in the other's hands (but for `authored`, below). What is said here is hostile until checked: the
 * author's code shares these intrinsics.
 */

import {
  createStrategySession,
  defineStrategy,
  describeParams,
  type Feed,
  type ParamDescription,
  ParamsError,
  type PersistedState,
  SessionInputError,
  SessionOptionsError,
  type SessionOptions,
  type SessionSnapshot,
  type SessionStatus,
  type Strategy,
  StrategyFault,
  type StrategyFaultReport,
  type StrategyInput,
  type StrategyIntent,
  type StrategySession,
  type TimerSchedule,
  WIRE_VERSION,
} from '@quarterdeck/sdk'

/** What evaluating a bundle gives (its completion value): strings in, strings out. */
export interface GuestModule {
  /** The strategy as data: JSON of a `GuestDescription`. */
  describe(): string
  /**
   * What the author exported, for a backtest that plays it in a process of its own: there the host's session calls it, at full
   * speed. Never touched where strangers' strategies share a process.
   */
  readonly authored: Strategy
  /** Opens a session; takes JSON of `GuestOptions`. Never throws for bad options: `facts()` says what is wrong. */
  open(optionsJson: string): SessionHandle
}

/** One session inside the compartment. Every method answers with JSON. */
export interface SessionHandle {
  /** JSON of `GuestFacts`: what the session is, and where it stands. */
  facts(): string
  /**
   * Delivers JSON of a `StrategyInput`; answers JSON of a `GuestAnswer`. The answer is exactly `{}` when there is nothing to
   * tell: no intents, no fault, and a state that is as before. Ask `progress()` for decisions and digest.
   */
  deliver(inputJson: string): string
  /** JSON of a `GuestProgress`. */
  progress(): string
  /** JSON of a `SessionSnapshot`. */
  snapshot(): string
}

export interface GuestDescription {
  readonly name: string
  readonly description: string
  readonly wireVersion: number
  readonly parameters: readonly ParamDescription[]
  readonly stateVersion: number | null
}

/** As the session's own options; `resume`, `state` and `account` may be null for "none". */
export type GuestOptions = Omit<SessionOptions, 'resume' | 'state' | 'account'> & {
  readonly resume?: SessionSnapshot | null
  readonly state?: PersistedState | null
  readonly account?: SessionOptions['account'] | null
}

export type GuestFacts =
  | ({
      readonly opened: true
      readonly status: SessionStatus
      readonly feeds: readonly Feed[]
      readonly timers: readonly (readonly [string, TimerSchedule])[]
    } & GuestProgress)
  | ({ readonly opened: false } & GuestRefusal)

/** PARAMS, OPTIONS, INPUT: what the host gave. FAULT: the author's code failed. ERROR: anything else that was thrown. */
export interface GuestRefusal {
  readonly code: 'PARAMS' | 'OPTIONS' | 'INPUT' | 'FAULT' | 'ERROR'
  readonly message: string
  readonly report?: StrategyFaultReport
}

export interface GuestProgress {
  readonly position: number
  readonly decisions: number
  readonly digest: string
}

export interface GuestAnswer {
  readonly intents?: readonly StrategyIntent[]
  /** The author's state, when it is another than at the last answer. */
  readonly state?: PersistedState
  /** The author's code failed at this input: the session is over; `intents` are those of the session itself. */
  readonly fault?: StrategyFaultReport
  /** The input was not taken and nothing changed: the host's mistake. */
  readonly refused?: GuestRefusal
}

const MESSAGE_LENGTH_MAX = 4_000
const NOTHING = '{}'

// Taken before the author's first line runs: a global that it replaces later is not what we speak with.
const { parse, stringify } = JSON

/** Makes the module that the bundle evaluates to. */
export function guestOf(strategy: Strategy): GuestModule {
  return Object.freeze({
    authored: strategy,
    describe: () => stringify(describe(strategy)),
    open: (optionsJson: string) => open(strategy, optionsJson),
  })
}

function describe(strategy: Strategy): GuestDescription {
  if (typeof strategy !== 'object' || strategy === null) {
    throw new TypeError('the default export must be what defineStrategy returns')
  }
  // Once more, for a strategy that was put together without it.
  defineStrategy(strategy)
  return {
    name: strategy.name,
    description: strategy.description ?? '',
    wireVersion: WIRE_VERSION,
    parameters: describeParams(strategy),
    stateVersion: strategy.state?.version ?? null,
  }
}

function open(strategy: Strategy, optionsJson: string): SessionHandle {
  try {
    return handleOf(createStrategySession(strategy, optionsOf(parse(optionsJson) as GuestOptions)))
  } catch (error) {
    return refusedHandle(refusalOf(error))
  }
}

function optionsOf({ resume, state, account, ...rest }: GuestOptions): SessionOptions {
  return {
    ...rest,
    ...(resume == null ? {} : { resume }),
    ...(state == null ? {} : { state }),
    ...(account == null ? {} : { account }),
  }
}

function handleOf(session: StrategySession): SessionHandle {
  const progress = (): GuestProgress => ({
    position: session.position,
    decisions: session.decisions,
    digest: session.digest(),
  })
  const facts = (): GuestFacts => ({
    opened: true,
    status: session.status,
    feeds: session.feeds,
    timers: session.timers(),
    ...progress(),
  })
  return Object.freeze({
    facts: () => stringify(facts()),
    deliver: (inputJson: string) => deliver(session, inputJson),
    progress: () => stringify(progress()),
    snapshot: () => stringify(session.snapshot()),
  })
}

function refusedHandle(refusal: GuestRefusal): SessionHandle {
  const answer = () => stringify({ refused: refusal } satisfies GuestAnswer)
  return Object.freeze({
    facts: () => stringify({ opened: false, ...refusal } satisfies GuestFacts),
    deliver: answer,
    progress: answer,
    snapshot: answer,
  })
}

function deliver(session: StrategySession, inputJson: string): string {
  try {
    const intents = session.deliver(parse(inputJson) as StrategyInput)
    const state = session.takeState()
    if (state === null) return intents.length === 0 ? NOTHING : stringify({ intents } satisfies GuestAnswer)
    return stringify((intents.length === 0 ? { state } : { intents, state }) satisfies GuestAnswer)
  } catch (error) {
    if (error instanceof StrategyFault) {
      return stringify({ fault: error.report, intents: error.intents } satisfies GuestAnswer)
    }
    return stringify({ refused: refusalOf(error) } satisfies GuestAnswer)
  }
}

function refusalOf(error: unknown): GuestRefusal {
  if (error instanceof StrategyFault) return { code: 'FAULT', message: words(error), report: error.report }
  if (error instanceof ParamsError) return { code: 'PARAMS', message: words(error) }
  if (error instanceof SessionOptionsError) return { code: 'OPTIONS', message: words(error) }
  if (error instanceof SessionInputError) return { code: 'INPUT', message: words(error) }
  return { code: 'ERROR', message: words(error) }
}

/** Bounded words for what was thrown; an author may throw things that throw when they are read. */
function words(thrown: unknown): string {
  try {
    return (thrown instanceof Error ? `${thrown.message}` : String(thrown)).slice(0, MESSAGE_LENGTH_MAX)
  } catch (error) {
    return `what was thrown cannot be read (${typeof error})`
  }
}
