/**
 * The account's orders of the day, and its executions of some days: both lists may be asked for once in five seconds, and their
 * first answer in a session is empty.
 */

import { answered, failed, type Answer } from '../contract/answer.ts'
import type { OrderRecord } from '../contract/records.ts'
import type { Query } from '../transport/rest-line.ts'
import { pause } from '../transport/timekeeper.ts'
import { arrayOf, listOf, objectOf } from '../wire/fields.ts'
import type { Heard } from '../wire/word-table.ts'
import type { IbkrContext } from './context.ts'
import { JoinedQuestion } from './joined-question.ts'
import { readExecution, readOrderRow, type Execution } from './order-records.ts'
import type { InSession } from './in-session.ts'
import type { RestReads } from './rest.ts'
import type { OpenSession } from './session-keeper.ts'
import { IBKR_VENUE_ID } from './settings.ts'

const ORDERS_PATH = '/iserver/account/orders'
const TRADES_PATH = '/iserver/account/trades'
/** Readings of a list that is never said to be whole. */
const TRIES = 5

export interface AccountLists {
  readonly context: IbkrContext
  readonly rest: RestReads
  readonly inSession: InSession
}

export class LiveOrders {
  private readonly lists: AccountLists
  private readonly heard: Heard
  private readonly joined: JoinedQuestion<Answer<readonly OrderRecord[]>>
  private warmEpoch = 0

  constructor(lists: AccountLists) {
    this.lists = lists
    this.heard = { venueId: IBKR_VENUE_ID, alert: lists.context.alert }
    this.joined = new JoinedQuestion(
      (begun) => lists.inSession((session) => this.ask(session, begun)),
      () => lists.context.time.nowMs(),
    )
  }

  /** The latest list that was asked for at that time or later; null: there is none. */
  since(atMs: number): Answer<readonly OrderRecord[]> | null {
    return this.joined.since(atMs)
  }

  /** Every order of the day, ended ones included, as they are after the asking. */
  read(): Promise<Answer<readonly OrderRecord[]>> {
    return this.joined.answer()
  }

  private async ask(session: OpenSession, begun: () => void): Promise<Answer<readonly OrderRecord[]>> {
    const { rest, context } = this.lists
    const { warmUpMs } = context.settings
    if (this.warmEpoch !== session.epoch) {
      // Has the venue make its list anew, and lifts whatever filter somebody left on it.
      const forced = await rest.get({
        path: ORDERS_PATH,
        query: [['force', 'true']],
        read: () => null,
        begun,
      })
      if (!forced.ok) return forced
      await pause(context.time, warmUpMs)
    }
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const answer = await rest.get({ path: ORDERS_PATH, read: (json) => this.rows(json, session), begun })
      if (!answer.ok) return answer
      if (answer.value !== null) {
        this.warmEpoch = session.epoch
        return answered(answer.value)
      }
      await pause(context.time, warmUpMs)
    }
    return failed('UNREADABLE', 'the list of orders was not said to be whole')
  }

  /** Null: the list is not whole yet. */
  private rows(json: unknown, { accountId }: OpenSession): readonly OrderRecord[] | null {
    const from = objectOf(json, 'orders answer')
    if (from['snapshot'] !== true) return null
    return listOf(from, 'orders').flatMap((one) => {
      const row = objectOf(one, 'order')
      if ((row['acct'] ?? row['account'] ?? accountId) !== accountId) return []
      const merged = this.lists.context.rows.merged(row)
      const record = readOrderRow(merged ?? row, this.heard)
      if (record === null) return []
      this.lists.context.refs.learn(record.venueOrderId, record.clientOrderId)
      return [withRef(record, this.lists.context)]
    })
  }
}

export class Executions {
  private readonly lists: AccountLists
  private readonly heard: Heard
  private readonly joined = new Map<number, JoinedQuestion<Answer<readonly Execution[]>>>()
  private warmEpoch = 0

  constructor(lists: AccountLists) {
    this.lists = lists
    this.heard = { venueId: IBKR_VENUE_ID, alert: lists.context.alert }
  }

  /** The account's executions of so many days, 1 to 7, today counted as one. */
  read(days: number): Promise<Answer<readonly Execution[]>> {
    return this.question(days).answer()
  }

  /** The latest list of so many days that was asked for at that time or later; null: there is none. */
  since(atMs: number, days: number): Answer<readonly Execution[]> | null {
    return this.question(days).since(atMs)
  }

  private question(days: number): JoinedQuestion<Answer<readonly Execution[]>> {
    const known = this.joined.get(days)
    if (known !== undefined) return known
    const question = new JoinedQuestion(
      (begun) => this.lists.inSession((session) => this.ask(session, days, begun)),
      () => this.lists.context.time.nowMs(),
    )
    this.joined.set(days, question)
    return question
  }

  /** Asks for the first, empty answer of a session while something else is waited for. */
  async warmUp(): Promise<void> {
    await this.lists.inSession(async (session) => {
      if (this.warmEpoch === session.epoch) return answered(null)
      const answer = await this.lists.rest.get({ path: TRADES_PATH, read: () => null })
      if (answer.ok) this.warmEpoch = session.epoch
      return answer
    })
  }

  private async ask(
    session: OpenSession,
    days: number,
    begun: () => void,
  ): Promise<Answer<readonly Execution[]>> {
    const { rest, context } = this.lists
    const query: Query = [['days', String(days)]]
    const ask = () => rest.get({ path: TRADES_PATH, query, read: (json) => this.rows(json, session), begun })
    const first = await ask()
    if (!first.ok) return first
    const cold = this.warmEpoch !== session.epoch
    this.warmEpoch = session.epoch
    if (!cold || first.value.length > 0) return first
    await pause(context.time, context.settings.warmUpMs)
    return ask()
  }

  private rows(json: unknown, { accountId }: OpenSession): readonly Execution[] {
    return arrayOf(json, 'trades')
      .map((one) => readExecution(one, this.heard))
      .filter((one) => one.accountId === null || one.accountId === accountId)
  }
}

/** The record with its client's id, where that was told elsewhere. */
export function withRef(record: OrderRecord, { refs }: IbkrContext): OrderRecord {
  const clientOrderId = record.clientOrderId ?? refs.refOf(record.venueOrderId)
  return clientOrderId === record.clientOrderId ? record : { ...record, clientOrderId }
}
