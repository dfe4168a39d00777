/** What the steps of a workflow take leave for, which ids they carry, and how they read. */
import type { WorkflowAction, WorkflowDefinition } from '@quarterdeck/runtime'
import { describe, expect, it } from 'vitest'
import { actionsTaken, shownDefinition } from './workflow-definition.ts'
import { actionWords, scheduleWords } from './workflow-words.ts'

const version = { strategy: 'momentum', number: 3 }
const backtest = { datasetIds: ['one'], parameters: {}, cash: '1', currency: 'USD', seed: 1 }
const terms = { parameters: {}, isolation: 'PROCESS', ordersPerMinuteMax: 60, seed: 1 } as const

const ACTIONS: readonly {
  readonly action: WorkflowAction
  readonly taken: readonly string[]
  readonly shown: object
  readonly words: string
}[] = [
  {
    action: { do: 'UPDATE_DATASET', datasetId: 'one' },
    taken: ['dataset:update'],
    shown: { datasetId: 'dat_one' },
    words: 'Bring a dataset up to date',
  },
  {
    action: { do: 'BUILD', strategy: 'momentum', url: 'https://git.test/m', revision: 'main' },
    taken: ['strategy:submit'],
    shown: { url: 'https://git.test/m' },
    words: 'Build momentum from https://git.test/m at main',
  },
  {
    action: { do: 'BACKTEST', strategy: { builtBy: 'build' }, ...backtest, datasetIds: ['one', 'two'] },
    taken: ['backtest:run'],
    shown: { datasetIds: ['dat_one', 'dat_two'] },
    words: 'Backtest the version that build builds on 2 datasets',
  },
  {
    action: { do: 'BACKTEST', strategy: 'sma-cross', ...backtest },
    taken: ['backtest:run'],
    shown: { datasetIds: ['dat_one'] },
    words: 'Backtest sma-cross on one dataset',
  },
  {
    action: {
      do: 'REQUIRE',
      of: 'backtest',
      figures: [{ figure: 'sharpe', atLeast: 1, atMost: 9 }, { figure: 'calmar' }],
    },
    taken: [],
    shown: { of: 'backtest' },
    words: 'Require of backtest: sharpe at least 1 and at most 9, calmar is defined',
  },
  {
    action: { do: 'DEPLOY', version, name: 'promoted', accountId: 'one', ...terms },
    taken: ['strategy:deploy', 'strategy:control'],
    shown: { accountId: 'acc_one', version },
    words: 'Deploy version 3 of momentum as promoted',
  },
  {
    action: { do: 'COMPARE', deploymentId: 'one' },
    taken: ['strategy:compare'],
    shown: { deploymentId: 'dep_one' },
    words: 'Compare the decisions of a deployment with those that its code takes again',
  },
  {
    action: { do: 'STOP', deploymentId: 'one', reason: 'it is late' },
    taken: ['strategy:control'],
    shown: { deploymentId: 'dep_one' },
    words: 'Stop a deployment: it is late',
  },
]

function workflow(...actions: readonly WorkflowAction[]): WorkflowDefinition {
  const steps = actions.map((action, place) => ({
    id: `step-${place}`,
    needs: [],
    action,
    retries: 0,
    backoffSeconds: 10,
    timeoutSeconds: 60,
  }))
  return { name: 'nightly', description: '', schedule: null, steps }
}

describe('a step of a workflow', () => {
  it.each(ACTIONS)('that does $action.do takes leave for $taken', ({ action, taken }) => {
    expect(actionsTaken(workflow(action))).toEqual(taken)
  })

  it.each(ACTIONS)('that does $action.do is shown with the ids of the outside', ({ action, shown }) => {
    const [step] = shownDefinition(workflow(action)).steps
    expect(step?.action).toEqual({ ...action, ...shown })
  })

  it.each(ACTIONS)('that does $action.do reads: $words', ({ action, words }) => {
    expect(actionWords(action)).toBe(words)
  })

  it('takes leave for what another took as well only once', () => {
    expect(actionsTaken(workflow(...ACTIONS.map(({ action }) => action)))).toEqual([
      'dataset:update',
      'strategy:submit',
      'backtest:run',
      'strategy:deploy',
      'strategy:control',
      'strategy:compare',
    ])
  })
})

describe('a schedule in words', () => {
  it.each([
    [{ cron: '0 6 * * 1-5', zone: 'Europe/Paris' }, 'By the clock: 0 6 * * 1-5 in Europe/Paris'],
    [
      { calendar: 'XNYS', at: 'OPEN', offsetMinutes: -30 },
      '30 min before the opening of every session of XNYS',
    ],
    [{ calendar: 'XPAR', at: 'CLOSE', offsetMinutes: 5 }, '5 min after the close of every session of XPAR'],
    [{ calendar: 'XPAR', at: 'CLOSE', offsetMinutes: 0 }, 'At the close of every session of XPAR'],
  ] as const)('of %j', (schedule, words) => {
    expect(scheduleWords(schedule)).toBe(words)
  })
})
