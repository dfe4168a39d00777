/** Money, positions, the key's scopes and the venue's own state. */

import { divideHalfEven } from '@quarterdeck/engine'
import { decimalUnits, formatDecimal, powerOfTen } from '@quarterdeck/sdk'
import type { Decimal } from '@quarterdeck/sdk'
import type { BalanceRecord, PositionRecord, VenueHealth } from '../contract/records.ts'
import { decimal, decimalOrNull, listOf, objectOf, text, textOrNull, whole } from '../wire/fields.ts'

const SCALE = 18
const CENT = powerOfTen(SCALE - 2)

/** What may be spent, of all shards together; what working orders have set aside is not told. */
export function readBalances(json: unknown): readonly BalanceRecord[] {
  const from = objectOf(json, 'balance answer')
  // Whole cents are cut off: they are read only where nothing finer is told.
  const available =
    decimalOrNull(from, 'balance_dollars') ?? formatDecimal(BigInt(whole(from, 'balance')) * CENT, SCALE)
  return [{ currency: 'USD', total: available, available, held: '0', spendableOnly: true }]
}

/** Positions that are not nothing. Those in NO are short; what they cost is told of NO, so their price is left open. */
export function readPositions(json: unknown): readonly PositionRecord[] {
  return listOf(objectOf(json, 'positions answer'), 'market_positions').flatMap((one) => {
    const from = objectOf(one, 'position')
    const quantity = decimal(from, 'position_fp')
    if (quantity === '0') return []
    const cost = decimalOrNull(from, 'market_exposure_dollars')
    const averagePrice = cost === null || quantity.startsWith('-') ? null : quotient(cost, quantity)
    return [{ venueSymbol: text(from, 'ticker'), quantity, averagePrice }]
  })
}

function quotient(a: Decimal, b: Decimal): Decimal {
  return formatDecimal(
    divideHalfEven(decimalUnits(a, SCALE) * powerOfTen(SCALE), decimalUnits(b, SCALE)),
    SCALE,
  )
}

export interface KeyScopes {
  readonly name: string
  readonly scopes: readonly string[]
}

/** The key itself among all keys of its account; null: it is not listed. */
export function readKey(json: unknown, keyId: string): KeyScopes | null {
  const keys = listOf(objectOf(json, 'keys answer'), 'api_keys').map((one) => objectOf(one, 'key'))
  const own = keys.find((key) => key['api_key_id'] === keyId)
  if (own === undefined) return null
  return { name: textOrNull(own, 'name') ?? 'API key', scopes: listOf(own, 'scopes').map(String) }
}

/** What identifies the account, whichever of its keys asks. */
export function readAccountId(json: unknown): string {
  return text(objectOf(json, 'identity answer'), 'communications_id')
}

/** A pause of trading lets cancels through; a pause of the exchange lets nothing through. */
export function readHealth(json: unknown): VenueHealth {
  const from = objectOf(json, 'status answer')
  const resumes = textOrNull(from, 'exchange_estimated_resume_time')
  const until = resumes === null ? '' : `, back at about ${resumes}`
  if (from['exchange_active'] !== true) return { trading: false, message: `the exchange is paused${until}` }
  if (from['trading_active'] !== true)
    return { trading: false, message: `trading is paused: orders can be canceled, not placed${until}` }
  const paused = listOf(from, 'exchange_index_statuses')
    .map((one) => objectOf(one, 'shard'))
    .filter((shard) => shard['exchange_active'] === false || shard['trading_active'] === false)
    .map((shard) => textOrNull(shard, 'description') ?? `shard ${String(shard['exchange_index'])}`)
  return { trading: true, message: paused.length === 0 ? '' : `paused: ${paused.join(', ')}` }
}

export interface MaintenanceWindow {
  readonly from: string
  readonly to: string
}

/** Announced maintenance, as the venue lists it. */
export function readMaintenance(json: unknown): readonly MaintenanceWindow[] {
  const schedule = objectOf(objectOf(json, 'schedule answer')['schedule'], 'schedule')
  return listOf(schedule, 'maintenance_windows').map((one) => {
    const from = objectOf(one, 'maintenance window')
    return { from: text(from, 'start_datetime'), to: text(from, 'end_datetime') }
  })
}
