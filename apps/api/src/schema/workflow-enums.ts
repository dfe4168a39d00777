/** The closed word lists of workflows, each word with its meaning. */
import { enumOf } from './enums.ts'

export const WorkflowActionKind = enumOf('WorkflowActionKind', 'What a step of a workflow does.', {
  UPDATE_DATASET: 'Brings a dataset up to date.',
  BUILD: 'Builds a version of a strategy from a repository.',
  BACKTEST: 'Plays a strategy over datasets.',
  REQUIRE: 'Fails unless the figures of a backtest keep to bounds.',
  DEPLOY: 'Makes a deployment, or brings the one of that name to these terms.',
  COMPARE: 'Has the decisions of a deployment compared; fails unless all are equal.',
  STOP: 'Stops a deployment.',
})

export const WorkflowRunStatus = enumOf('WorkflowRunStatus', 'Where a run of a workflow is.', {
  RUNNING: 'It goes on.',
  SUCCEEDED: 'Every step succeeded.',
  FAILED: 'A step failed; what waited for it was skipped. It can be taken up again.',
  CANCELLED: 'Somebody ended it. It can be taken up again.',
})

export const WorkflowStepStatus = enumOf('WorkflowStepStatus', 'Where a step of a run is.', {
  PENDING: 'Waits for other steps.',
  QUEUED: 'Waits for its turn.',
  RUNNING: 'Is being done.',
  SUCCEEDED: 'Done.',
  FAILED: 'Failed, and is not tried again; the failure says why.',
  SKIPPED: 'Not done, since a step that it waits for did not succeed.',
  CANCELLED: 'Not done, since the run was ended.',
})

export const WorkflowCause = enumOf('WorkflowCause', 'What began a run of a workflow.', {
  MANUAL: 'Somebody.',
  SCHEDULE: 'The clock.',
})

export const WorkflowScheduleKind = enumOf('WorkflowScheduleKind', 'How a schedule tells its instants.', {
  CRON: 'By a cron expression.',
  SESSION: 'By the sessions of an exchange.',
})

export const SessionEdge = enumOf('SessionEdge', 'Which end of a session is meant.', {
  OPEN: 'The opening.',
  CLOSE: 'The close.',
})
