/** A database that fails where a test says: before a statement reaches it, or after it was done and before the answer comes. */
import type { Database, SqlOptions, SqlValue } from '../database/database.ts'

export interface Fault {
  /** Which of the matching statements fails, from 1. */
  readonly call: number
  /** BEFORE: nothing was done. AFTER: it was done, and nobody is told. */
  readonly moment: 'BEFORE' | 'AFTER'
  readonly matches: (text: string, values: readonly SqlValue[]) => boolean
}

export interface FaultPlan {
  /** Adds a fault; it strikes once. */
  arm(fault: Fault): void
  /** Faults that have struck. */
  readonly struck: number
  readonly wrap: (database: Database) => Database
}

export function faultPlan(): FaultPlan {
  const armed: { readonly fault: Fault; seen: number }[] = []
  let struck = 0

  const strikeOf = (text: string, values: readonly SqlValue[]): Fault['moment'] | null => {
    for (const [index, entry] of armed.entries()) {
      if (!entry.fault.matches(text, values)) continue
      entry.seen += 1
      if (entry.seen !== entry.fault.call) continue
      armed.splice(index, 1)
      struck += 1
      return entry.fault.moment
    }
    return null
  }

  return {
    arm: (fault) => void armed.push({ fault, seen: 0 }),
    get struck() {
      return struck
    },
    wrap: (database) => ({
      ...database,
      async query<Row extends object>(
        text: string,
        values: readonly SqlValue[] = [],
        options: SqlOptions = {},
      ) {
        const strike = strikeOf(text, values)
        if (strike === 'BEFORE') throw new Error('injected: the disk is full')
        const rows = await database.query<Row>(text, values, options)
        if (strike === 'AFTER') throw new Error('injected: the connection broke')
        return rows
      },
    }),
  }
}
