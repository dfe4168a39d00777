/**
 * The rows of orders as they were last told, by list or by stream. The stream tells an order whole once and then only what
 * changes of it: a change means something only beside the rest.
 */

import type { WireObject } from '../wire/fields.ts'

const KNOWN_MAX = 20_000

export class OrderRows {
  private readonly rows = new Map<string, WireObject>()

  /** The row with what is new of it; null: it was never told whole. */
  merged(row: WireObject): WireObject | null {
    const id = String(row['orderId'])
    const known = this.rows.get(id)
    const merged = { ...known, ...row }
    if (merged['conid'] === undefined || merged['side'] === undefined || merged['status'] === undefined)
      return null
    this.rows.set(id, merged)
    if (known === undefined && this.rows.size > KNOWN_MAX) {
      const [oldest] = this.rows.keys()
      if (oldest !== undefined) this.rows.delete(oldest)
    }
    return merged
  }
}
