/**
 * What a person has filled in on the way to a deployment, step by step. Whether values are allowed is the server's to say; here is
 * only asked whether a step is filled in, and to which step and field the server's answer belongs.
 */

export const deploySteps = [
  { id: 'version', title: 'Version' },
  { id: 'parameters', title: 'Parameters' },
  { id: 'account', title: 'Account' },
  { id: 'limits', title: 'Limits' },
  { id: 'review', title: 'Review' },
] as const

export type DeployStep = (typeof deploySteps)[number]['id']

export interface DeployForm {
  readonly versionId: string
  /** As texts; left out or empty: the default. */
  readonly parameters: Readonly<Record<string, string>>
  readonly accountId: string
  readonly name: string
  /** Ids with commas or spaces between them. */
  readonly instruments: string
  readonly seed: string
  readonly isolation: 'PROCESS' | 'SHARED'
  readonly ordersPerMinute: string
  /** The name, typed again, where real money is meant. */
  readonly confirmation: string
}

const ORDERS_PER_MINUTE_MAX = 6_000
const SEED_MAX = 2 ** 32 - 1
export const NAME_LENGTH_MAX = 100

export const emptyDeploy: DeployForm = {
  versionId: '',
  parameters: {},
  accountId: '',
  name: '',
  instruments: '',
  seed: '0',
  isolation: 'PROCESS',
  ordersPerMinute: '60',
  confirmation: '',
}

export interface DeployFault extends FieldFault {
  readonly step: DeployStep
}

/** Returns the ids that a text names, each once. */
export function idsIn(text: string): readonly string[] {
  return [...new Set(text.split(/[\s,;]+/).filter((id) => id !== ''))]
}

/** Parameters that have no default and must be given. */
export interface AskedParameter {
  readonly name: string
  readonly default?: string | null
}

export interface DeployFacts {
  readonly parameters: readonly AskedParameter[]
  /** Whether the account trades with real money. */
  readonly live: boolean
}

/** A field and what is wrong with it. */
export interface FieldFault {
  readonly field: string
  readonly message: string
}

/** Returns the first parameter that must be given and is not, or null. */
export function missingParameter(
  values: Readonly<Record<string, string>>,
  parameters: readonly AskedParameter[],
): FieldFault | null {
  const missing = parameters.find(
    ({ name, default: otherwise }) => otherwise == null && (values[name] ?? '') === '',
  )
  return missing ? { field: missing.name, message: 'Has no default: give a value.' } : null
}

/** Returns what is wrong with a rate, or null. */
export function rateFault(text: string): FieldFault | null {
  const rate = Number(text)
  if (/^\d+$/.test(text) && rate >= 1 && rate <= ORDERS_PER_MINUTE_MAX) return null
  return {
    field: 'ordersPerMinuteMax',
    message: `Has to be a whole number from 1 to ${ORDERS_PER_MINUTE_MAX}.`,
  }
}

const checks: Readonly<Record<DeployStep, (form: DeployForm, facts: DeployFacts) => FieldFault | null>> = {
  version: ({ versionId }) =>
    versionId === '' ? { field: 'versionId', message: 'Choose a version that is ready.' } : null,
  parameters: ({ parameters }, facts) => missingParameter(parameters, facts.parameters),
  account: ({ accountId }) =>
    accountId === '' ? { field: 'accountId', message: 'Choose the account that it trades on.' } : null,
  limits: ({ name, seed, ordersPerMinute }) => {
    if (name.trim() === '' || name.length > NAME_LENGTH_MAX)
      return { field: 'name', message: `Has to be 1 to ${NAME_LENGTH_MAX} characters.` }
    const rate = rateFault(ordersPerMinute)
    if (rate) return rate
    if (/^\d{1,10}$/.test(seed) && Number(seed) <= SEED_MAX) return null
    return { field: 'seed', message: `Has to be a whole number from 0 to ${SEED_MAX}.` }
  },
  review: ({ name, confirmation }, { live }) =>
    live && confirmation !== name
      ? { field: 'confirm', message: `Type ${name}, the name of the deployment.` }
      : null,
}

/** Returns what a step still lacks, or null. */
export function stepFault(step: DeployStep, form: DeployForm, facts: DeployFacts): DeployFault | null {
  const fault = checks[step](form, facts)
  return fault ? { step, ...fault } : null
}

/** Returns the first step that lacks something, or null when all is filled in. */
export function firstFault(form: DeployForm, facts: DeployFacts): DeployFault | null {
  for (const { id } of deploySteps) {
    const fault = stepFault(id, form, facts)
    if (fault) return fault
  }
  return null
}

const stepOf: Readonly<Record<string, DeployStep>> = {
  versionId: 'version',
  accountId: 'account',
  name: 'limits',
  instrumentIds: 'limits',
  seed: 'limits',
  isolation: 'limits',
  ordersPerMinuteMax: 'limits',
}

/** Returns the step and field that a place in the server's input is about; the review where it says no place. */
export function placeOfProblem(path: readonly string[]): Pick<DeployFault, 'step' | 'field'> {
  const names = path.filter((part) => part !== 'input' && !/^\d+$/.test(part))
  const [first = ''] = names
  if (first === 'parameters') return { step: 'parameters', field: names.at(-1) ?? '' }
  return { step: stepOf[first] ?? 'review', field: first }
}

/** Returns the step before or after, or the same at the ends. */
export function stepBeside(step: DeployStep, by: 1 | -1): DeployStep {
  const at = deploySteps.findIndex(({ id }) => id === step)
  return deploySteps[at + by]?.id ?? step
}

/** Returns the parameters to send: those that were given. */
export function givenParameters(
  parameters: Readonly<Record<string, string>>,
): readonly { readonly name: string; readonly value: string }[] {
  return Object.entries(parameters)
    .filter(([, value]) => value.trim() !== '')
    .map(([name, value]) => ({ name, value: value.trim() }))
}
