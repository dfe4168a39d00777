/** When orders were requested: the newest times of each mode, and how many requests an account or a mode made in the last second. */

import { MODES } from '@quarterdeck/sdk'
import { ORDER_RATE_RING, type AccountState, type Book } from '../book/book.ts'
import type { Micros } from '../book/command.ts'
import { ACCOUNT, ACCOUNT_STRIDE } from './layout.ts'
import type { RiskRows } from './rows.ts'

/** The window of order rates: requests at exactly this age no longer count. */
export const RATE_WINDOW: Micros = 1_000_000

/** Copies the request times that the account gained into the ring of its mode. */
export function followRequests(risk: RiskRows, account: AccountState, mode: number): void {
  const row = account.index * ACCOUNT_STRIDE
  const seen = Math.max(risk.accounts[row + ACCOUNT.ordersHead]!, account.orderTimesHead - ORDER_RATE_RING)
  for (let index = seen; index < account.orderTimesHead; index += 1) {
    appendTime(risk, mode, account.orderTimes[index % ORDER_RATE_RING]!)
  }
  risk.accounts[row + ACCOUNT.ordersHead] = account.orderTimesHead
}

/** After a rebuild account by account: puts the times of each mode into their true order. */
export function mergeRequestTimes(book: Book): void {
  const risk = book.risk
  for (let mode = 0; mode < MODES.length; mode += 1) {
    const times: number[] = []
    for (const accountIndex of risk.accountsByMode[mode] ?? []) {
      const account = book.accounts[accountIndex]
      if (account === undefined) continue
      const kept = Math.min(account.orderTimesHead, ORDER_RATE_RING)
      for (let age = 1; age <= kept; age += 1) {
        times.push(account.orderTimes[(account.orderTimesHead - age) % ORDER_RATE_RING]!)
      }
    }
    times.sort((a, b) => a - b)
    const row = mode * ACCOUNT_STRIDE
    risk.modes[row + ACCOUNT.ordersHead] = 0
    risk.modes[row + ACCOUNT.rateTail] = 0
    for (const time of times) appendTime(risk, mode, time)
  }
}

/**
 * Requests within the last second before `at`, at most ORDER_RATE_RING. `row` keeps how far the window has moved, so that
 * counting again costs nothing; time that goes back is counted afresh.
 */
export function requestsInWindow(rows: Float64Array, row: number, times: Float64Array, at: Micros): number {
  const head = rows[row + ACCOUNT.ordersHead]!
  const oldest = Math.max(0, head - ORDER_RATE_RING)
  let tail = at < rows[row + ACCOUNT.rateAt]! ? oldest : Math.max(oldest, rows[row + ACCOUNT.rateTail]!)
  while (tail < head && times[tail % ORDER_RATE_RING]! <= at - RATE_WINDOW) tail += 1
  rows[row + ACCOUNT.rateTail] = tail
  rows[row + ACCOUNT.rateAt] = at
  return head - tail
}

function appendTime(risk: RiskRows, mode: number, time: Micros): void {
  const times = risk.modeTimes[mode]
  if (times === undefined) return
  const head = risk.modes[mode * ACCOUNT_STRIDE + ACCOUNT.ordersHead]!
  times[head % ORDER_RATE_RING] = time
  risk.modes[mode * ACCOUNT_STRIDE + ACCOUNT.ordersHead] = head + 1
}
