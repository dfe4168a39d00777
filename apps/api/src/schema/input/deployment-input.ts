/** What deploying and changing a deployment are asked for. */
import type { DeployTerms, DeploymentChange } from '@quarterdeck/runtime'
import { InvalidInput } from '../../problem/problem.ts'
import { builder } from '../builder.ts'
import { requireId } from '../global-id.ts'
import { DeploymentIsolation } from '../strategy-enums.ts'
import { byName } from './backtest-input.ts'

const SEED_MAX = 2 ** 32 - 1
export const CONFIRM_MEANING =
  "On a LIVE account: the deployment's name once more, as confirmation; elsewhere left out or the name."

const ParameterInput = builder.inputType('StrategyParameterInput', {
  description: 'A parameter of the strategy and its value.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Name of the parameter.' }),
    value: t.string({ required: true, description: 'Value, as text.' }),
  }),
})

export const DeployStrategyInput = builder.inputType('DeployStrategyInput', {
  description: 'What to run, on what, with which limits.',
  fields: (t) => ({
    versionId: t.id({ required: true, description: 'The version; it must be READY.' }),
    accountId: t.id({
      required: true,
      description: 'What it trades on; its mode is that of the deployment.',
    }),
    name: t.string({
      required: true,
      description: 'Name for people, unique within the strategy; 1 to 100 characters.',
    }),
    parameters: t.field({
      type: [ParameterInput],
      description: 'Its parameters; what is left out has its default.',
    }),
    instrumentIds: t.idList({ description: 'What it may trade besides what it subscribes to.' }),
    seed: t.float({
      description: `Seed of all chance in it, a whole number from 0 to ${SEED_MAX}; 0 by default.`,
    }),
    isolation: t.field({
      type: DeploymentIsolation,
      defaultValue: 'PROCESS',
      description: 'Which process runs it.',
    }),
    ordersPerMinuteMax: t.int({
      defaultValue: 60,
      description: 'Orders and replacements that it may ask for in any minute; 1 to 6000.',
    }),
    idempotencyKey: t.string({
      required: true,
      description: 'Repeating it with the same terms is the same deployment.',
    }),
    confirm: t.string({ description: CONFIRM_MEANING }),
  }),
})

export const ChangeDeploymentInput = builder.inputType('ChangeDeploymentInput', {
  description: 'What a deployment shall run from now on; what is left out stays as it is.',
  fields: (t) => ({
    deploymentId: t.id({ required: true, description: 'The deployment.' }),
    expectedRevision: t.int({
      required: true,
      description: 'The revision that it changes; CONFLICT where another is in force.',
    }),
    versionId: t.id({ description: 'The version; it must be READY.' }),
    parameters: t.field({
      type: [ParameterInput],
      description: 'Its parameters, whole: what is left out of them has its default.',
    }),
    instrumentIds: t.idList({ description: 'What it may trade besides what it subscribes to, whole.' }),
    ordersPerMinuteMax: t.int({
      description: 'Orders and replacements that it may ask for in any minute; 1 to 6000.',
    }),
    confirm: t.string({ description: CONFIRM_MEANING }),
  }),
})

type DeployInput = typeof DeployStrategyInput.$inferInput
type ChangeInput = typeof ChangeDeploymentInput.$inferInput
type Parameters = DeployInput['parameters']

/** The terms as runtime takes them, but for the ids that are looked up. */
export function deployTerms(input: DeployInput): Omit<DeployTerms, 'versionId' | 'accountId'> {
  const seed = input.seed ?? 0
  if (!Number.isInteger(seed) || seed < 0 || seed > SEED_MAX)
    throw new InvalidInput(`must be a whole number from 0 to ${SEED_MAX}`, ['input', 'seed'])
  return {
    name: input.name,
    parameters: parametersOf(input.parameters),
    instrumentIds: instrumentsOf(input.instrumentIds ?? []),
    seed,
    isolation: input.isolation ?? 'PROCESS',
    ordersPerMinuteMax: input.ordersPerMinuteMax ?? 60,
    idempotencyKey: input.idempotencyKey,
  }
}

/** The change as runtime takes it, but for the version that is looked up. */
export function changeTerms(input: ChangeInput): Omit<DeploymentChange, 'versionId'> {
  const { expectedRevision, parameters, instrumentIds, ordersPerMinuteMax } = input
  if (input.versionId == null && parameters == null && instrumentIds == null && ordersPerMinuteMax == null)
    throw new InvalidInput(
      'at least one of versionId, parameters, instrumentIds and ordersPerMinuteMax is required',
      ['input'],
    )
  return {
    expectedRevision,
    ...(parameters == null ? {} : { parameters: parametersOf(parameters) }),
    ...(instrumentIds == null ? {} : { instrumentIds: instrumentsOf(instrumentIds) }),
    ...(ordersPerMinuteMax == null ? {} : { ordersPerMinuteMax }),
  }
}

function parametersOf(parameters: Parameters): Readonly<Record<string, string>> {
  const pairs = parameters?.map(({ name, value }) => [name, value] as const) ?? []
  return byName(pairs, ['input', 'parameters'])
}

function instrumentsOf(ids: readonly string[]): readonly string[] {
  return [...new Set(ids.map((id) => requireId('Instrument', id, ['input', 'instrumentIds'])))]
}
