/**
 * The process in which `strategy dev` runs the author's code: it loads versions of it, plays the one that counts, and tells what
 * happens. Files may be read, of the strategy's folder and of ours, and nothing else is allowed.
 *
 * A loop in the author's code stops it altogether; its parent notices, and ends it.
 */

import { MarketDataError } from '@quarterdeck/market-data'
import {
  BacktestRequestError,
  dieWithParent,
  loadStrategy,
  StrategyFileFault,
  StudyFault,
  type RehearsalNews,
} from '@quarterdeck/simulation'
import {
  describeParams,
  ParamsError,
  parseParams,
  SessionOptionsError,
  StrategyDefinitionError,
  StrategyFault,
  strategyNeeds,
  type ParamDescription,
} from '@quarterdeck/sdk'
import { WrongUsage } from '../../../exit.ts'
import { LiveStage } from './live-stage.ts'
import { RESTARTED, type DevAnswer, type DevRequest, type DevTerms } from './messages.ts'
import type { Stage, StageVersion } from './stage.ts'
import { TapeStage } from './tape-stage.ts'

/** Between two looks at the clock. */
const TICK_MS = 20
/** News that are told of one tick; of the rest their number. */
const NEWS_PER_TICK_MAX = 5_000
const STANDING_EVERY_MS = 200

/** Faults whose message says enough; of any other the stack is told. */
const WORDED = [
  StrategyFileFault,
  StrategyDefinitionError,
  SessionOptionsError,
  BacktestRequestError,
  StudyFault,
  MarketDataError,
  WrongUsage,
  RangeError,
]

class StageProcess {
  private readonly terms: DevTerms
  private readonly stage: Stage
  private news: RehearsalNews[] = []
  private leftOut = 0
  private loaded: { readonly version: number; readonly of: StageVersion } | null = null
  private playing: StageVersion | null = null
  private isPaused = false
  private toldAt = 0

  constructor(terms: DevTerms) {
    this.terms = terms
    const onNews = (news: RehearsalNews): void => {
      if (this.news.length < NEWS_PER_TICK_MAX) this.news.push(news)
      else this.leftOut += 1
    }
    this.stage = terms.tape === null ? new LiveStage(terms, onNews) : new TapeStage(terms, terms.tape, onNews)
  }

  async take(request: DevRequest): Promise<void> {
    switch (request.type) {
      case 'LOAD':
        return this.guarded(request.version, () => this.load(request.version))
      case 'PLAY':
        return this.guarded(request.version, () => this.play(request.version))
      case 'PAUSE':
        this.isPaused = request.isPaused
        return this.stage.resume()
      case 'RESTART':
        this.stage.restart()
        return this.guarded(RESTARTED, () => this.playAgain())
      case 'BEGIN':
        return undefined
    }
  }

  tick(): void {
    const goesOn = !this.isPaused && this.stage.advance()
    this.tellNews()
    if (performance.now() - this.toldAt >= STANDING_EVERY_MS) this.tellStanding()
    if (goesOn && this.terms.tape !== null) setImmediate(() => this.tick())
    else setTimeout(() => this.tick(), TICK_MS)
  }

  /** Tells where it stands, or at least that it is there: silence counts as a callback that does not return. */
  private tellStanding(): void {
    this.toldAt = performance.now()
    const standing = this.stage.standing()
    tell(standing === null ? { type: 'NEWS', news: [], leftOut: 0 } : { type: 'STANDING', standing })
  }

  private async load(version: number): Promise<void> {
    const { strategy, sources } = await loadStrategy(this.terms.path, version)
    const described = describeParams(strategy)
    const given = { ...instrumentsOf(described, this.terms.instruments), ...this.terms.params }
    this.loaded = { version, of: { strategy, sources, described, given, ...needsOf(strategy, given) } }
    const hashes = sources.map(({ path, sha256 }) => `${path} ${sha256}`).join('\n')
    tell({ type: 'LOADED', version, name: strategy.name, sources: hashes })
  }

  private async play(version: number): Promise<void> {
    const { loaded } = this
    if (loaded?.version !== version) throw new Error('Invariant: what is played was loaded just before')
    const notes = await this.stage.play(loaded.of)
    this.playing = loaded.of
    this.tellNews({ type: 'PLAYING', version, notes })
  }

  private async playAgain(): Promise<void> {
    if (this.playing === null) return
    const notes = await this.stage.play(this.playing)
    this.tellNews({ type: 'PLAYING', version: RESTARTED, notes })
  }

  /** First that another version plays, then what it said at once. */
  private tellNews(before?: DevAnswer): void {
    if (before !== undefined) tell(before)
    if (this.news.length === 0) return
    tell({ type: 'NEWS', news: this.news, leftOut: this.leftOut })
    this.news = []
    this.leftOut = 0
  }

  private async guarded(version: number, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      tell({ type: 'UNFIT', version, message: inWords(error) })
    }
  }
}

function inWords(error: unknown): string {
  if (error instanceof ParamsError) return error.faults.map(({ message }) => message).join('\n')
  if (error instanceof StrategyFault) {
    const { callback, error: cause } = error.report
    return `${callback} threw ${cause.stack ?? `${cause.name}: ${cause.message}`}`
  }
  if (!(error instanceof Error)) return `it threw ${String(error)}`
  return WORDED.some((kind) => error instanceof kind) ? error.message : (error.stack ?? error.message)
}

/** In the order of the parameters that name instruments. */
function instrumentsOf(
  described: readonly ParamDescription[],
  instruments: readonly string[],
): Readonly<Record<string, string>> {
  const names = described.filter(({ kind }) => kind === 'instrument').map(({ name }) => name)
  if (instruments.length > names.length)
    throw new WrongUsage(
      `--instrument is given ${instruments.length} times, and the strategy has ${names.length} parameters that name an instrument`,
    )
  return Object.fromEntries(instruments.map((id, index) => [names[index]!, id]))
}

function needsOf(
  strategy: StageVersion['strategy'],
  given: Readonly<Record<string, string>>,
): Pick<StageVersion, 'params' | 'needs'> {
  const parsed = parseParams(strategy, given)
  if (!parsed.ok) throw new ParamsError(parsed.faults)
  return { params: parsed.values, needs: strategyNeeds(strategy, parsed.values) }
}

function tell(answer: DevAnswer): void {
  process.send?.(answer)
}

function giveUp(scope: string): void {
  const { permission } = process as { readonly permission?: { drop(scope: string): void } }
  permission?.drop(scope)
}

await dieWithParent()
giveUp('ffi')
let stage: StageProcess | null = null
// One request after the other: a version that is being loaded is not played yet.
let last: Promise<void> = Promise.resolve()
process.on('message', (request: DevRequest) => {
  if (request.type === 'BEGIN') {
    stage = new StageProcess(request.terms)
    stage.tick()
    tell({ type: 'READY' })
    return
  }
  last = last.then(() => stage?.take(request))
})
process.on('disconnect', () => process.exit(0))
