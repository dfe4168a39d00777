/** Definitions of workflows between the ids of the outside and those that are stored, and what each step takes leave for. */
import type { WorkflowAction, WorkflowDefinition } from '@quarterdeck/runtime'
import type { Action } from '../access/action.ts'
import { STEP_ACTIONS } from '../access/workflow-step.ts'
import { notFound } from '../problem/problem.ts'
import { type Context } from './context.ts'
import { globalId, requireId } from './global-id.ts'

/** Every action that the steps take, each once. */
export function actionsTaken({ steps }: WorkflowDefinition): readonly Action[] {
  return [...new Set(steps.flatMap(({ action }) => STEP_ACTIONS[action.do]))]
}

/** Which kinds of things a step may name. */
export type NamedKind = 'Dataset' | 'Account' | 'Deployment'

type Rename = (kind: NamedKind, id: string, field: string) => string

/** The definition as people read and write it. */
export function shownDefinition(definition: WorkflowDefinition): WorkflowDefinition {
  return renamed(definition, (kind, id) => globalId(kind, id))
}

/** The definition as it is stored. What it names must be there, in this organization; throws NOT_FOUND with its place. */
export async function storedDefinition(
  definition: WorkflowDefinition,
  organizationId: string,
  context: Context,
): Promise<WorkflowDefinition> {
  const named: { kind: NamedKind; id: string; path: readonly string[] }[] = []
  const stored = renamed(definition, (kind, given, field) => {
    const path = ['input', 'definition', ...field.split('.')]
    const id = requireId(kind, given, path)
    named.push({ kind, id, path })
    return id
  })
  for (const { kind, id, path } of named) {
    const found = await find(kind, id, { path, context })
    if (found.organizationId !== organizationId) throw notFound(kind, path)
  }
  return stored
}

function find(
  kind: NamedKind,
  id: string,
  { path, context: { data } }: { readonly path: readonly string[]; readonly context: Context },
): Promise<{ readonly organizationId: string }> {
  if (kind === 'Dataset') return data.research.dataset(id, path)
  return kind === 'Account' ? data.accounts.find(id, path) : data.deployments.find(id, path)
}

function renamed(definition: WorkflowDefinition, rename: Rename): WorkflowDefinition {
  const steps = definition.steps.map((step, place) => ({
    ...step,
    action: renamedAction(step.action, (kind, id, field) =>
      rename(kind, id, `steps[${place}].action.${field}`),
    ),
  }))
  return { ...definition, steps }
}

function renamedAction(action: WorkflowAction, rename: Rename): WorkflowAction {
  switch (action.do) {
    case 'UPDATE_DATASET':
      return { ...action, datasetId: rename('Dataset', action.datasetId, 'datasetId') }
    case 'BACKTEST': {
      const datasetIds = action.datasetIds.map((id, place) => rename('Dataset', id, `datasetIds[${place}]`))
      return { ...action, datasetIds }
    }
    case 'DEPLOY':
      return { ...action, accountId: rename('Account', action.accountId, 'accountId') }
    case 'COMPARE':
    case 'STOP':
      return { ...action, deploymentId: rename('Deployment', action.deploymentId, 'deploymentId') }
    case 'BUILD':
    case 'REQUIRE':
      return action
  }
}
