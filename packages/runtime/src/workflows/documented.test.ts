/** docs/workflows.md: its examples are read as they stand, and every action and field has its line. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type WorkflowAction, readDefinition } from './definition.ts'

const PAGE = readFileSync(join(import.meta.dirname, '../../../../docs/workflows.md'), 'utf8')

function examples(kind: string): readonly unknown[] {
  const pattern = new RegExp(`<!-- ${kind} -->\\s+\`\`\`json\\n([\\s\\S]*?)\`\`\``, 'g')
  return [...PAGE.matchAll(pattern)].map(([, text]) => JSON.parse(text ?? '') as unknown)
}

type FieldsOf<Kind> = Readonly<Record<Exclude<keyof Extract<WorkflowAction, { do: Kind }>, 'do'>, true>>

/** Complete by its type: an action or field that is new is missing here until it is written down. */
const FIELDS: { readonly [Kind in WorkflowAction['do']]: FieldsOf<Kind> } = {
  UPDATE_DATASET: { datasetId: true },
  BUILD: { strategy: true, url: true, revision: true },
  BACKTEST: { strategy: true, parameters: true, datasetIds: true, cash: true, currency: true, seed: true },
  REQUIRE: { of: true, figures: true },
  DEPLOY: {
    version: true,
    name: true,
    accountId: true,
    parameters: true,
    isolation: true,
    ordersPerMinuteMax: true,
    seed: true,
  },
  COMPARE: { deploymentId: true },
  STOP: { deploymentId: true, reason: true },
}

describe('docs/workflows.md', () => {
  it('has an example from data to a deployment that is read as it stands', () => {
    const [example, ...others] = examples('definition')
    expect(others).toEqual([])
    expect(readDefinition(example).steps.map(({ action }) => action.do)).toEqual([
      'UPDATE_DATASET',
      'BACKTEST',
      'REQUIRE',
      'DEPLOY',
    ])
  })

  it('has a schedule by cron and one by sessions that are read as they stand', () => {
    const schedules = examples('schedule')
    expect(schedules).toHaveLength(2)
    const steps = [{ id: 'one', action: { do: 'STOP', deploymentId: 'd' } }]
    for (const schedule of schedules)
      expect(readDefinition({ name: 'scheduled', schedule, steps }).schedule).toEqual(schedule)
  })

  it.each(Object.entries(FIELDS))('says of %s what its fields are', (kind, fields) => {
    const [, chapter = ''] = PAGE.split(`### ${kind}\n`)
    const [own = ''] = chapter.split('\n## ')[0]?.split('\n### ') ?? []
    const named = [...own.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name)
    expect(named).toEqual(Object.keys(fields))
  })
})
