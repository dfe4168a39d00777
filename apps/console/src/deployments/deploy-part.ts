/** What every step on the way to a deployment is given. */
import type { Parameter } from '../backtests/parameter-fields.tsx'
import type { DeployOptionsQuery as OptionsResult } from '../generated/graphql.ts'
import type { DeployForm } from './deploy-form.ts'

export type DeployOrganization = NonNullable<OptionsResult['organization']>
export type DeployStrategy = NonNullable<DeployOrganization['strategy']>
export type DeployAccount = DeployOrganization['accounts']['edges'][number]['node']
export type DeployVersion = DeployStrategy['versions']['edges'][number]['node']

export interface DeployPart {
  readonly form: DeployForm
  readonly set: (change: Partial<DeployForm>) => void
  /** What is wrong with a field, or undefined. */
  readonly problem: (field: string) => string | undefined
  readonly organization: DeployOrganization
  readonly strategy: DeployStrategy
  /** Null while they are on their way. */
  readonly parameters: readonly Parameter[] | null
  readonly version: DeployVersion | null
  readonly account: DeployAccount | null
}
