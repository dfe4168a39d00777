/** What a step does and when a workflow begins, in a sentence. */
import type { WorkflowAction, WorkflowDefinition } from '@quarterdeck/runtime'

type VersionOf = Extract<WorkflowAction, { do: 'DEPLOY' }>['version']

export function actionWords(action: WorkflowAction): string {
  switch (action.do) {
    case 'UPDATE_DATASET':
      return 'Bring a dataset up to date'
    case 'BUILD':
      return `Build ${action.strategy} from ${action.url} at ${action.revision}`
    case 'BACKTEST': {
      const { strategy, datasetIds } = action
      const name = typeof strategy === 'string' ? strategy : versionWords(strategy)
      return `Backtest ${name} on ${datasetIds.length === 1 ? 'one dataset' : `${datasetIds.length} datasets`}`
    }
    case 'REQUIRE':
      return `Require of ${action.of}: ${action.figures.map(boundWords).join(', ')}`
    case 'DEPLOY':
      return `Deploy ${versionWords(action.version)} as ${action.name}`
    case 'COMPARE':
      return 'Compare the decisions of a deployment with those that its code takes again'
    case 'STOP':
      return `Stop a deployment: ${action.reason}`
  }
}

export function scheduleWords(schedule: NonNullable<WorkflowDefinition['schedule']>): string {
  if ('cron' in schedule) return `By the clock: ${schedule.cron} in ${schedule.zone}`
  const { calendar, at, offsetMinutes } = schedule
  const edge = `${at === 'OPEN' ? 'the opening' : 'the close'} of every session of ${calendar}`
  if (offsetMinutes === 0) return `At ${edge}`
  return `${Math.abs(offsetMinutes)} min ${offsetMinutes > 0 ? 'after' : 'before'} ${edge}`
}

function versionWords(version: VersionOf): string {
  return 'number' in version
    ? `version ${version.number} of ${version.strategy}`
    : `the version that ${version.builtBy} builds`
}

function boundWords({ figure, atLeast, atMost }: Extract<WorkflowAction, { do: 'REQUIRE' }>['figures'][0]) {
  const bounds = [
    ...(atLeast === undefined ? [] : [`at least ${atLeast}`]),
    ...(atMost === undefined ? [] : [`at most ${atMost}`]),
  ]
  return bounds.length === 0 ? `${figure} is defined` : `${figure} ${bounds.join(' and ')}`
}
