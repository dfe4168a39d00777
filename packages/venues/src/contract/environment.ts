/** What every adapter lives in, whatever its venue: time, its share of the budget, and somebody to alert. */

import type { BudgetGate } from '../transport/budget-gate.ts'
import type { Timekeeper } from '../transport/timekeeper.ts'
import type { AlertSink } from './alerts.ts'

export interface AdapterEnvironment {
  readonly time: Timekeeper
  readonly alert: AlertSink
  /** One for each (venue, credential, address), shared by everything that uses them. */
  readonly budget: BudgetGate
  /** Whose share of the budget is used. */
  readonly tenant: string
}
