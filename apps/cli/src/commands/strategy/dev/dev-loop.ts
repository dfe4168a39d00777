/**
 * The loop of `strategy dev`: a change of the sources is checked and loaded beside the code that plays, and takes its place when
 * both say that it is fit; else what is wrong is said, and the code before goes on.
 */

import { dirname } from 'node:path'
import type { RehearsalNews } from '@quarterdeck/simulation'
import { foretoldBuild, problemLine, type Foretold } from '../source.ts'
import { openTypeCheck, typeLine, type TypeCheck } from '../type-check.ts'
import { RESTARTED, type DevAnswer, type DevTerms } from './messages.ts'
import type { Screen } from './screen.ts'
import { StageProcess } from './stage-process.ts'
import { lineOf, placesIn, plainPlaces, standingLine } from './words.ts'

export interface DevLoopTerms {
  readonly terms: DevTerms
  readonly stall: number
  readonly memoryMiB: number
  readonly screen: Screen
}

type Verdict = Extract<DevAnswer, { readonly type: 'LOADED' | 'UNFIT' }>

export class DevLoop {
  private readonly of: DevLoopTerms
  private readonly folder: string
  private readonly types: TypeCheck
  private stage: StageProcess | null = null
  private version = 0
  private changedAt = 0
  private awaited: ((verdict: Verdict | null) => void) | null = null
  /** Hashes of the sources that play, and of those that were found wrong last. */
  private playing: string | null = null
  private loading = ''
  private isPaused = false
  private hasRefused = false
  private hasEnded = false
  private foretelling = new AbortController()

  constructor(of: DevLoopTerms) {
    this.of = of
    this.folder = dirname(of.terms.path)
    this.types = openTypeCheck(of.terms.path)
  }

  /** Looks at the sources as they are now. */
  async look(): Promise<void> {
    if (this.hasEnded) return
    this.changedAt = performance.now()
    this.version += 1
    // What is known of the code before is of no interest any more, and would take the processor from the new one.
    this.foretelling.abort()
    this.foretelling = new AbortController()
    const { version } = this
    const stage = this.open()
    const verdict = this.awaitVerdict()
    stage.ask({ type: 'LOAD', version })
    const [faults, loaded] = await Promise.all([this.types.faults(), verdict])
    // A newer change, or the end of the process, has overtaken this one.
    if (version !== this.version || loaded === null || this.hasEnded) return
    // What cannot be read at all the compiler says too, and with its place.
    if (faults.length > 0) return this.refuse(faults.map(typeLine))
    if (loaded.type === 'UNFIT') return this.refuse([plainPlaces(loaded.message, this.folder)])
    if (loaded.sources === this.playing) return this.unchanged()
    this.loading = loaded.sources
    stage.ask({ type: 'PLAY', version })
  }

  restart(): void {
    this.of.screen.clear()
    this.stage?.ask({ type: 'RESTART' })
  }

  pause(): void {
    this.isPaused = !this.isPaused
    this.stage?.ask({ type: 'PAUSE', isPaused: this.isPaused })
  }

  end(): void {
    this.hasEnded = true
    this.foretelling.abort()
    this.stage?.end()
    this.types.end()
    this.settle(null)
  }

  private open(): StageProcess {
    const { terms, stall, memoryMiB, screen } = this.of
    this.stage ??= new StageProcess({
      terms,
      stall,
      memoryMiB,
      onAnswer: (answer) => this.hear(answer),
      onPrint: (text) => void process.stderr.write(text),
      onEnd: (why) => {
        this.stage = null
        this.playing = null
        this.settle(null)
        screen.say(`stopped: ${why}. It begins anew with the next change.`, { event: 'STOPPED', why })
      },
    })
    return this.stage
  }

  private awaitVerdict(): Promise<Verdict | null> {
    this.settle(null)
    return new Promise((resolve) => {
      this.awaited = resolve
    })
  }

  private settle(verdict: Verdict | null): void {
    this.awaited?.(verdict)
    this.awaited = null
  }

  private hear(answer: DevAnswer): void {
    switch (answer.type) {
      case 'READY':
        return
      case 'LOADED':
      case 'UNFIT':
        if (answer.version !== this.version && answer.version !== RESTARTED) return
        if (this.awaited !== null) return this.settle(answer)
        // It was fit to be read and is not fit to begin.
        return answer.type === 'UNFIT' ? this.refuse([plainPlaces(answer.message, this.folder)]) : undefined
      case 'PLAYING':
        return this.begun(answer)
      case 'NEWS':
        for (const news of answer.news)
          this.of.screen.say(lineOf(news, this.folder), eventOf(news, this.folder))
        if (answer.leftOut > 0)
          this.of.screen.say(`... ${answer.leftOut} more`, { event: 'LEFT_OUT', count: answer.leftOut })
        return
      case 'STANDING':
        return this.stands(answer)
    }
  }

  private begun({ version, notes }: Extract<DevAnswer, { type: 'PLAYING' }>): void {
    const { screen, terms } = this.of
    const isFirst = this.playing === null
    const ms = Math.round(performance.now() - this.changedAt)
    this.hasRefused = false
    if (version !== RESTARTED) this.playing = this.loading
    if (!isFirst) screen.clear()
    const words =
      version === RESTARTED
        ? 'restarted'
        : isFirst
          ? `plays, seed ${terms.seed}`
          : `changed, plays after ${ms} ms`
    screen.say([words, ...notes].join('; '), { event: 'PLAYING', version: this.version, ms, notes })
    if (version !== RESTARTED) void this.foretell(version)
  }

  /** Says what a deploy would refuse of what plays here: the builder's rules are stricter than a process of one's own. */
  private async foretell(version: number): Promise<void> {
    const { signal } = this.foretelling
    const terms = { skipsTypes: true, signal }
    const foretold = await foretoldBuild(this.of.terms.path, terms).catch((error: unknown) =>
      // A builder that fails is no reason to stop what plays.
      failedBuild(error),
    )
    if (foretold.ok || signal.aborted) return
    const { problems } = foretold
    const lines = ['it plays here, and a deploy would refuse it:', ...problems.map(problemLine)]
    this.of.screen.say(lines.join('\n  '), { event: 'NOT_DEPLOYABLE', version, problems })
  }

  private stands({ standing }: Extract<DevAnswer, { type: 'STANDING' }>): void {
    const { screen, terms } = this.of
    const line = standingLine(standing, this.isPaused)
    if (terms.tape === null) screen.status(line)
    else screen.say(line, { event: 'PLAYED', ...standing })
  }

  /** A change that was taken back; said only where the last word was a refusal. */
  private unchanged(): void {
    if (this.hasRefused) this.of.screen.say('as it plays', { event: 'UNCHANGED', version: this.version })
    this.hasRefused = false
  }

  private refuse(faults: readonly string[]): void {
    this.hasRefused = true
    const goesOn = this.playing === null ? 'waiting for a change' : 'the code before goes on'
    this.of.screen.say([...faults, goesOn].join('\n'), {
      event: 'REFUSED',
      version: this.version,
      faults,
      goesOn: this.playing !== null,
    })
  }
}

/** News for machines: the kind first, and of a fault the places in the author's files. */
function eventOf({ type, ...news }: RehearsalNews, folder: string): object {
  return { event: type, ...news, ...('stack' in news && { places: placesIn(news.stack ?? '', folder) }) }
}

function failedBuild(error: unknown): Foretold {
  const message = `what a deploy would say cannot be told: ${error instanceof Error ? error.message : String(error)}`
  return { ok: false, problems: [{ rule: 'BUILDER', file: null, line: null, column: null, message }] }
}
