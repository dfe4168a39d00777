/**
 * Policies compiled into packed rows: one row of limits per pair of account group and instrument group, merged at first use.
 *
 * Accounts fall into groups by their own policy, instruments by the policies of their venue, class and id, so that an order
 * finds its limits with two loads. Policies of a strategy or a user are merged on top, into a scratch row.
 */

import { ASSET_CLASSES } from '@quarterdeck/sdk'
import type { Book, PolicyState } from '../book/book.ts'
import type { PolicyScope } from '../book/policy.ts'
import type { Cover } from './cover.ts'
import { toNumber } from './instrument-row.ts'
import {
  ACCOUNT,
  ACCOUNT_STRIDE,
  BAND,
  INSTRUMENT,
  INSTRUMENT_STRIDE,
  LEVEL_BIT,
  LIMIT,
  LIMIT_STRIDE,
  LIMIT_SURE,
} from './layout.ts'
import { limitUnits } from './policy.ts'
import type { OrderRequest } from './request.ts'
import { scopeMeasures, SLOT, SLOT_COUNT, SLOTS } from './slots.ts'

/** Age that a reference quote may have where no policy says otherwise. */
export const QUOTE_AGE_MS_DEFAULT = 60_000

const MICROS_PER_MS = 1000

export interface LimitRows {
  isStale: boolean
  /** True where no strategy and no user has a policy of its own. */
  isPlain: boolean
  /** One row per policy, by its index in the book. */
  policies: Float64Array
  /** Policies that cover every order, as indexes. */
  everywhere: number[]
  /** Own policy of each account group; -1: none. Group 0 has none. */
  accountGroups: number[]
  instrumentGroups: InstrumentGroup[]
  /** Row of each pair of groups in `merged`, -1 until it is first used. */
  mergedRow: Int32Array
  merged: Float64Array
  mergedCount: number
  strategies: TargetedPolicy[]
  users: TargetedPolicy[]
  /** Exact limits by `coverKey`. */
  readonly covers: Map<number, Cover>
}

interface InstrumentGroup {
  readonly assetClass: number
  /** Indexes of the policies of its venue, class and id. */
  readonly policies: readonly number[]
}

interface TargetedPolicy {
  readonly targetId: string | null
  readonly index: number
}

// Offsets as constants of this file: the compiler folds these, and not the fields of an imported object.
const ACCOUNT_GROUP = ACCOUNT.policyGroup
const ACCOUNT_ROW = ACCOUNT_STRIDE
const INSTRUMENT_GROUP = INSTRUMENT.policyGroup
const INSTRUMENT_ROW = INSTRUMENT_STRIDE
const LIMIT_ROW = LIMIT_STRIDE

/** Row 0 of `merged` is scratch: limits of an order whose strategy or user has a policy. */
const SCRATCH = 0

export function emptyLimitRows(): LimitRows {
  return {
    isStale: true,
    isPlain: true,
    policies: new Float64Array(0),
    everywhere: [],
    accountGroups: [],
    instrumentGroups: [],
    mergedRow: new Int32Array(0),
    merged: new Float64Array(0),
    mergedCount: 0,
    strategies: [],
    users: [],
    covers: new Map(),
  }
}

/** Offset in `limits.merged` of the row that holds for the request. */
export function limitsOffset(book: Book, request: OrderRequest): number {
  const { limits, accounts, instruments } = book.risk
  if (limits.isStale) compileLimits(book)
  const accountGroup = accounts[request.accountIndex * ACCOUNT_ROW + ACCOUNT_GROUP]! | 0
  const instrumentGroup = instruments[request.instrumentIndex * INSTRUMENT_ROW + INSTRUMENT_GROUP]! | 0
  const pair = accountGroup * limits.instrumentGroups.length + instrumentGroup
  let row = limits.mergedRow[pair]!
  if (row < 0) row = mergePair(limits, pair, accountGroup, instrumentGroup)
  if (limits.isPlain) return row * LIMIT_ROW
  return withStrategyAndUser(limits, row, instrumentGroup, request)
}

/** One number for all requests that the same policies cover. */
export function coverKey(book: Book, request: OrderRequest): number {
  const { limits, accounts, instruments } = book.risk
  if (limits.isStale) compileLimits(book)
  const account = accounts[request.accountIndex * ACCOUNT_ROW + ACCOUNT_GROUP]! | 0
  const instrument = instruments[request.instrumentIndex * INSTRUMENT_ROW + INSTRUMENT_GROUP]! | 0
  const pair = account * limits.instrumentGroups.length + instrument
  if (limits.isPlain) return pair
  const strategy = request.strategyId === null ? -1 : targeted(limits.strategies, request.strategyId)
  const user = request.userId === null ? -1 : targeted(limits.users, request.userId)
  const policies = book.policies.length + 1
  return (pair * policies + strategy + 1) * policies + user + 1
}

function withStrategyAndUser(limits: LimitRows, row: number, group: number, request: OrderRequest): number {
  const strategy = request.strategyId === null ? -1 : targeted(limits.strategies, request.strategyId)
  const user = request.userId === null ? -1 : targeted(limits.users, request.userId)
  if (strategy < 0 && user < 0) return row * LIMIT_STRIDE
  const assetClass = limits.instrumentGroups[group]!.assetClass
  limits.merged.copyWithin(SCRATCH, row * LIMIT_STRIDE, (row + 1) * LIMIT_STRIDE)
  if (strategy >= 0) mergePolicy(limits, SCRATCH, strategy, assetClass, false)
  if (user >= 0) mergePolicy(limits, SCRATCH, user, assetClass, false)
  finishRow(limits.merged, SCRATCH)
  return SCRATCH
}

function targeted(policies: readonly TargetedPolicy[], targetId: string): number {
  for (const policy of policies) {
    if (policy.targetId === targetId) return policy.index
  }
  return -1
}

/** Compiles every policy of the book and puts accounts and instruments into their groups. */
function compileLimits(book: Book): void {
  const limits = book.risk.limits
  limits.policies = new Float64Array(book.policies.length * LIMIT_STRIDE).fill(Number.POSITIVE_INFINITY)
  const byTarget = new Map<string, number>()
  limits.everywhere = []
  limits.strategies = []
  limits.users = []
  for (const [index, policy] of book.policies.entries()) {
    writePolicyRow(limits.policies, index * LIMIT_STRIDE, policy)
    if (policy.scope === 'GLOBAL' || policy.scope === 'ORGANIZATION') limits.everywhere.push(index)
    else if (policy.scope === 'STRATEGY') limits.strategies.push({ targetId: policy.targetId, index })
    else if (policy.scope === 'USER') limits.users.push({ targetId: policy.targetId, index })
    else byTarget.set(targetKey(policy.scope, policy.targetId), index)
  }
  limits.isPlain = limits.strategies.length === 0 && limits.users.length === 0
  groupAccounts(book, byTarget)
  groupInstruments(book, byTarget)
  limits.mergedRow = new Int32Array(limits.accountGroups.length * limits.instrumentGroups.length).fill(-1)
  limits.merged = new Float64Array(LIMIT_STRIDE * 16)
  limits.mergedCount = 1
  limits.covers.clear()
  limits.isStale = false
}

function groupAccounts(book: Book, byTarget: ReadonlyMap<string, number>): void {
  const groups = [-1]
  for (const account of book.accounts) {
    const policy = byTarget.get(targetKey('ACCOUNT', account.id))
    const group = policy === undefined ? 0 : groups.push(policy) - 1
    book.risk.accounts[account.index * ACCOUNT_STRIDE + ACCOUNT.policyGroup] = group
  }
  book.risk.limits.accountGroups = groups
}

function groupInstruments(book: Book, byTarget: ReadonlyMap<string, number>): void {
  const groups: InstrumentGroup[] = []
  const known = new Map<string, number>()
  for (const instrument of book.instruments) {
    const { venueId, assetClass, id } = instrument.terms
    const policies = [
      targetKey('VENUE', venueId),
      targetKey('ASSET_CLASS', assetClass),
      targetKey('INSTRUMENT', id),
    ]
      .map((key) => byTarget.get(key))
      .filter((index) => index !== undefined)
    const key = `${assetClass} ${policies.join(' ')}`
    let group = known.get(key)
    if (group === undefined) {
      group = groups.push({ assetClass: ASSET_CLASSES.indexOf(assetClass), policies }) - 1
      known.set(key, group)
    }
    book.risk.instruments[instrument.index * INSTRUMENT_STRIDE + INSTRUMENT.policyGroup] = group
  }
  book.risk.limits.instrumentGroups = groups
}

function targetKey(scope: PolicyScope, targetId: string | null): string {
  return `${scope} ${targetId ?? ''}`
}

function writePolicyRow(rows: Float64Array, row: number, policy: PolicyState): void {
  for (const [index, slot] of SLOTS.entries()) {
    if (slot.limit === null || slot.limit === 'assetClassCaps' || !scopeMeasures(policy.scope, slot)) continue
    const units = limitUnits(policy.limits, slot.limit, 'INDEX')
    if (units !== null) writeLimit(rows, row + index, toNumber(units))
  }
  for (const [index, assetClass] of ASSET_CLASSES.entries()) {
    const cap = limitUnits(policy.limits, 'assetClassCaps', assetClass)
    if (cap !== null) writeLimit(rows, row + LIMIT.caps + index, toNumber(cap))
  }
}

/** Both thresholds of a limit; the smaller limit has the smaller of each, so that they merge one by one. */
function writeLimit(rows: Float64Array, cell: number, limit: number): void {
  rows[cell] = limit - limit * BAND
  rows[cell + LIMIT_SURE] = limit + limit * BAND
}

function mergePair(limits: LimitRows, pair: number, accountGroup: number, instrumentGroup: number): number {
  const row = limits.mergedCount
  limits.mergedCount += 1
  if (limits.mergedCount * LIMIT_STRIDE > limits.merged.length) {
    const roomier = new Float64Array(limits.merged.length * 2)
    roomier.set(limits.merged)
    limits.merged = roomier
  }
  limits.mergedRow[pair] = row
  const offset = row * LIMIT_STRIDE
  limits.merged.fill(Number.POSITIVE_INFINITY, offset, offset + LIMIT_STRIDE)
  limits.merged[offset + LIMIT.covering] = 0
  const group = limits.instrumentGroups[instrumentGroup]!
  for (const policy of limits.everywhere) mergePolicy(limits, offset, policy, group.assetClass, true)
  for (const policy of group.policies) mergePolicy(limits, offset, policy, group.assetClass, false)
  const own = limits.accountGroups[accountGroup]!
  if (own >= 0) mergePolicy(limits, offset, own, group.assetClass, false)
  finishRow(limits.merged, offset)
  return row
}

function mergePolicy(
  limits: LimitRows,
  offset: number,
  policy: number,
  assetClass: number,
  isModeWide: boolean,
): void {
  const { merged, policies } = limits
  const row = policy * LIMIT_STRIDE
  for (let index = 0; index < SLOT_COUNT; index += 1) {
    mergeLimit(merged, offset + index, policies, row + index)
  }
  const cap = offset + (isModeWide ? SLOT.assetClassCapMode : SLOT.assetClassCap)
  mergeLimit(merged, cap, policies, row + LIMIT.caps + assetClass)
  merged[offset + LIMIT.covering] = merged[offset + LIMIT.covering]! + 1
}

function mergeLimit(merged: Float64Array, cell: number, policies: Float64Array, from: number): void {
  merged[cell] = Math.min(merged[cell]!, policies[from]!)
  merged[cell + LIMIT_SURE] = Math.min(merged[cell + LIMIT_SURE]!, policies[from + LIMIT_SURE]!)
}

/** What a merged row says beyond its limits: the levels to measure, and the age of a quote in the unit of its times. */
function finishRow(merged: Float64Array, offset: number): void {
  let levels = 0
  for (const [index, slot] of SLOTS.entries()) {
    if (index < SLOT.grossExposure || merged[offset + index] === Number.POSITIVE_INFINITY) continue
    const readsEquity =
      slot.check !== 'grossExposure' && slot.check !== 'netExposure' && slot.check !== 'assetClassCap'
    if (slot.level === 'MODE') levels |= LEVEL_BIT.MODE | (readsEquity ? LEVEL_BIT.MODE_EQUITY : 0)
    else {
      levels |= slot.level === 'ACCOUNT' ? LEVEL_BIT.ACCOUNT : LEVEL_BIT.NARROW
      if (readsEquity) levels |= LEVEL_BIT.EQUITY
    }
  }
  merged[offset + LIMIT.levels] = levels
  // Ages are whole milliseconds: rounding takes the band off again, and comparisons of ages are exact.
  const age = Math.round(merged[offset + SLOT.quoteAge]!)
  const limitMs = age === Number.POSITIVE_INFINITY ? QUOTE_AGE_MS_DEFAULT : age
  merged[offset + LIMIT.quoteAgeMicros] = limitMs * MICROS_PER_MS
  merged[offset + LIMIT.markAgeMicros] = Math.max(limitMs, QUOTE_AGE_MS_DEFAULT) * MICROS_PER_MS
}
