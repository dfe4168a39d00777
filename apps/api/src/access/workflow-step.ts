/** What a person would have to be allowed in order to do by hand what a step of a workflow does. */
import type { WorkflowAction } from '@quarterdeck/runtime'
import type { Action } from './action.ts'

export const STEP_ACTIONS: Readonly<Record<WorkflowAction['do'], readonly Action[]>> = {
  UPDATE_DATASET: ['dataset:update'],
  BUILD: ['strategy:submit'],
  BACKTEST: ['backtest:run'],
  REQUIRE: [],
  // One that stands still is started.
  DEPLOY: ['strategy:deploy', 'strategy:control'],
  COMPARE: ['strategy:compare'],
  STOP: ['strategy:control'],
}
