/**
 * Bars of any span, in as many requests as the venue's limit of a thousand bars needs.
 *
 * A request names a time and a period, and it is not certain whether the period begins or ends there: the bars that come say it,
 * and what they say is remembered.
 */

import type { Micros } from '@quarterdeck/engine'
import { answered, failed, type Answer } from '../contract/answer.ts'
import type { CandleQuery } from '../contract/reads.ts'
import type { CandleRecord } from '../contract/records.ts'
import type { CandleLength } from '../contract/words.ts'
import type { Query } from '../transport/rest-line.ts'

interface Span {
  readonly bar: string
  readonly period: string
  /** Seconds that a period surely covers. */
  readonly seconds: number
}

const DAY = 86_400

/** The longest period of each bar that the venue allows and that has at most a thousand bars around the clock. */
const SPANS: Readonly<Partial<Record<CandleLength, Span>>> = {
  ONE_MINUTE: { bar: '1min', period: '8h', seconds: 8 * 3_600 },
  FIVE_MINUTES: { bar: '5min', period: '1d', seconds: DAY },
  FIFTEEN_MINUTES: { bar: '15min', period: '1w', seconds: 7 * DAY },
  THIRTY_MINUTES: { bar: '30min', period: '1w', seconds: 7 * DAY },
  ONE_HOUR: { bar: '1h', period: '1m', seconds: 28 * DAY },
  TWO_HOURS: { bar: '2h', period: '1m', seconds: 28 * DAY },
  ONE_DAY: { bar: '1d', period: '2y', seconds: 700 * DAY },
}

export type AskBars = (query: Query) => Promise<Answer<readonly CandleRecord[]>>

export class CandleHistory {
  private readonly ask: AskBars
  private readonly outsideRegularHours: boolean
  /** Whether a period ends at the time that is named. */
  private countsBack = false

  constructor(ask: AskBars, outsideRegularHours: boolean) {
    this.ask = ask
    this.outsideRegularHours = outsideRegularHours
  }

  async read({ venueSymbol, length, from, to }: CandleQuery): Promise<Answer<readonly CandleRecord[]>> {
    const span = SPANS[length]
    if (span === undefined)
      return failed('UNSUPPORTED', `Interactive Brokers has no bars of the length ${length}`)
    const found = new Map<Micros, CandleRecord>()
    const step = span.seconds * 1_000_000
    for (let start = from; start < to; start += step) {
      const answer = await this.readSpan({ venueSymbol, span, start, end: Math.min(to, start + step) })
      if (!answer.ok) return answer
      for (const candle of answer.value)
        if (candle.startAt >= from && candle.startAt < to) found.set(candle.startAt, candle)
    }
    return answered([...found.values()].sort((a, b) => a.startAt - b.startAt))
  }

  private async readSpan(asked: {
    readonly venueSymbol: string
    readonly span: Span
    readonly start: Micros
    readonly end: Micros
  }): Promise<Answer<readonly CandleRecord[]>> {
    const { start, end } = asked
    const first = await this.ask(this.query(asked, this.countsBack ? end : start))
    if (!first.ok) return first
    const [latest, earliest] = [first.value.at(-1)?.startAt, first.value[0]?.startAt]
    const otherWay = this.countsBack
      ? earliest !== undefined && earliest >= end
      : latest !== undefined && latest < start
    if (!otherWay) return first
    this.countsBack = !this.countsBack
    return this.ask(this.query(asked, this.countsBack ? end : start))
  }

  private query(
    { venueSymbol, span }: { readonly venueSymbol: string; readonly span: Span },
    at: Micros,
  ): Query {
    return [
      ['conid', venueSymbol],
      ['period', span.period],
      ['bar', span.bar],
      ['outsideRth', String(this.outsideRegularHours)],
      ['startTime', timeText(at)],
    ]
  }
}

/** `YYYYMMDD-HH:mm:ss` in UTC. */
function timeText(at: Micros): string {
  const [date = '', clock = ''] = new Date(Math.floor(at / 1_000)).toISOString().slice(0, 19).split('T')
  return `${date.replaceAll('-', '')}-${clock}`
}
