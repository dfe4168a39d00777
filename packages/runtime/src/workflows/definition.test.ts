/** A workflow is checked whole before it is kept, and what is wrong is named with its place. */
import { describe, expect, it } from 'vitest'
import { readDefinition } from './definition.ts'

const backtest = {
  id: 'backtest',
  needs: ['data'],
  action: { do: 'BACKTEST', strategy: 'sma-cross', datasetIds: ['d'] },
}
const data = { id: 'data', action: { do: 'UPDATE_DATASET', datasetId: 'd' } }
const judge = {
  id: 'judge',
  needs: ['backtest'],
  action: { do: 'REQUIRE', of: 'backtest', figures: [{ figure: 'sharpe', atLeast: 1 }] },
}
const workflow = (steps: readonly object[], more: object = {}) => ({ name: 'nightly', steps, ...more })

describe('a workflow', () => {
  it('takes its defaults', () => {
    const read = readDefinition(workflow([data, backtest, judge]))
    expect(read).toMatchObject({ description: '', schedule: null })
    expect(read.steps[0]).toMatchObject({ needs: [], retries: 0, backoffSeconds: 10, timeoutSeconds: 3_600 })
    expect(read.steps[1]!.action).toMatchObject({ cash: '100000', currency: 'USD', parameters: {} })
  })

  it.each([
    ['a step without a name', [{ ...data, id: '' }], 'definition.steps[0].id'],
    ['a field that does not exist', [{ ...data, colour: 'red' }], 'definition.steps[0]'],
    ['two steps of one name', [data, data], 'definition.steps[1].id'],
    ['a need that is no step', [{ ...data, needs: ['nobody'] }], 'definition.steps[0].needs'],
    ['a step that waits for itself', [{ ...data, needs: ['data'] }], 'definition.steps[0].needs'],
    ['a circle', [{ ...data, needs: ['backtest'] }, backtest], 'definition.steps'],
    [
      'a judge of what is no backtest',
      [data, { ...judge, needs: ['data'], action: { ...judge.action, of: 'data' } }],
      'definition.steps[1].action.of',
    ],
    ['a judge that does not wait', [data, backtest, { ...judge, needs: [] }], 'definition.steps[2].needs'],
    [
      'an action that does not exist',
      [{ id: 'a', action: { do: 'DANCE' } }],
      'definition.steps[0].action.do',
    ],
    [
      'a figure that does not exist',
      [data, backtest, { ...judge, action: { ...judge.action, figures: [{ figure: 'luck' }] } }],
      'definition.steps[2].action.figures[0].figure',
    ],
    [
      'an address that carries a secret',
      [
        {
          id: 'build',
          action: { do: 'BUILD', strategy: 'm', url: 'https://me:token@git.test/m', revision: 'main' },
        },
      ],
      'definition.steps[0].action.url',
    ],
    ['no steps', [], 'definition.steps'],
  ])('is refused with %s, by its place', (_what, steps, field) => {
    expect(() => readDefinition(workflow(steps))).toThrow(
      expect.objectContaining({ code: 'BAD_INPUT', field }),
    )
  })

  it.each([
    ['', 'definition.name'],
    [' ', 'definition.name'],
    ['two\nlines', 'definition.name'],
    ['half a character \ud800', 'definition.name'],
  ])('is refused with the name %j', (name, field) => {
    expect(() => readDefinition({ ...workflow([data]), name })).toThrow(
      expect.objectContaining({ code: 'BAD_INPUT', field }),
    )
  })

  it('is described in several lines, of what a database can hold', () => {
    expect(readDefinition(workflow([data], { description: 'one\n\ttwo' })).description).toBe('one\n\ttwo')
    expect(() => readDefinition(workflow([data], { description: 'nul \0' }))).toThrow(
      expect.objectContaining({ field: 'definition.description' }),
    )
  })

  it('takes a schedule by cron or by the sessions of an exchange', () => {
    const schedules = [
      { cron: '30 2 * * 1-5', zone: 'Europe/Paris' },
      { calendar: 'XNYS', at: 'CLOSE', offsetMinutes: 15 },
    ]
    for (const schedule of schedules)
      expect(readDefinition(workflow([data], { schedule })).schedule).toEqual(schedule)
    expect(() => readDefinition(workflow([data], { schedule: { calendar: 'MOON', at: 'OPEN' } }))).toThrow(
      expect.objectContaining({ field: 'definition.schedule' }),
    )
  })
})
