/** What every part of the form of a new backtest is given. */
import type { FormOrganization } from './new-backtest.tsx'
import type { RunForm } from './run-form.ts'

export interface FormPart {
  readonly form: RunForm
  readonly set: (change: Partial<RunForm>) => void
  /** What is wrong with a field, or undefined. */
  readonly problem: (field: string) => string | undefined
  readonly organization: FormOrganization
}
