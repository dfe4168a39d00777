/** Shows that each check of our own names the fault it is there for. The tools' checks are in `canary.test.ts`. */
import { buildSchema } from 'graphql'
import { describe, expect, it } from 'vitest'
import { missingPlatforms } from './lock-platforms.ts'
import { breakingFaults, operationFaults } from './schema.ts'
import { ruleFaults } from './spec-rules.ts'
import { countPlaywright, countUnsteady, countVitest } from './test-runners.ts'

describe('spec rules', () => {
  const test = (title: string) => ({ path: 'packages/engine/src/order.test.ts', text: `it('${title}', run)` })

  it('passes when each rule has a test and each id a rule', () => {
    expect(ruleFaults('- **OR-01** an order ...\n', [test('[OR-01] holds')])).toEqual([])
  })

  it('names a rule without a test', () => {
    expect(ruleFaults('- OR-01 one\n- OR-02 two\n', [test('[OR-01] holds')])).toEqual([
      'OR-02 has no test that carries it in its title',
    ])
  })

  it('names an id that is no rule', () => {
    const faults = ruleFaults('- OR-01 one\n', [test('[OR-01] holds'), test('[OR-99] holds')])
    expect(faults).toEqual(['packages/engine/src/order.test.ts: OR-99 is no rule of packages/engine/SPEC.md'])
  })

  it('names a rule that is stated twice, and a specification without rules', () => {
    expect(ruleFaults('- OR-01 a\n- OR-01 b\n', [test('[OR-01] x')])).toHaveLength(1)
    expect(ruleFaults('words only\n', [])).toEqual(['packages/engine/SPEC.md states no rule'])
  })

  it('does not take a mention inside a sentence for a rule', () => {
    expect(ruleFaults('- OR-01 one, see OR-02 for more\n', [test('[OR-01] x')])).toEqual([])
  })

  it('reads several ids of one title', () => {
    expect(ruleFaults('- OR-01 a\n- RK-02 b\n', [test('[OR-01, RK-02] x')])).toEqual([])
  })
})

describe('lockfile', () => {
  it('names a platform package that has no entry', () => {
    const tool = { optionalDependencies: { '@tool/linux': '1.0.0', '@tool/darwin': '1.0.0' } }
    const lock = { packages: { 'node_modules/tool': tool, 'node_modules/@tool/linux': {} } }
    expect(missingPlatforms(lock)).toEqual([expect.stringContaining('@tool/darwin')])
  })
})

describe('schema', () => {
  const released = buildSchema('type Query { order: String, fill: String }')
  const current = buildSchema('type Query { order: String }')
  const change = 'Field Query.fill was removed.'

  it('names an undeclared break', () => {
    expect(breakingFaults(released, current, [])).toEqual([`undeclared break: ${change}`])
  })

  it('takes a declared break only with its reason', () => {
    expect(breakingFaults(released, current, [{ change, reason: 'fills moved' }])).toEqual([])
    expect(breakingFaults(released, current, [{ change, reason: ' ' }])).toHaveLength(1)
  })

  it('names a declaration that is no break any more', () => {
    expect(breakingFaults(current, current, [{ change, reason: 'fills moved' }])).toHaveLength(1)
  })

  it('says on which line an operation asks for what is not there', () => {
    expect(operationFaults(current, 'query Q {\n  order\n  fill\n}')).toEqual([
      expect.stringMatching(/^operations\.graphql:3 Cannot query field "fill"/),
    ])
  })
})

describe('counts', () => {
  const vitestReport = {
    numPassedTests: 5,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    testResults: [],
  }
  const playwrightReport = { stats: { expected: 3, unexpected: 0, flaky: 0, skipped: 0 }, errors: [] }

  it('counts what passed', () => {
    expect(countVitest(vitestReport, 0)).toEqual({ name: 'vitest', passed: 5, failed: 0 })
    expect(countPlaywright(playwrightReport, 0)).toEqual({ name: 'browser', passed: 3, failed: 0 })
  })

  it('never calls a run passed that its runner called failed', () => {
    expect(countVitest(vitestReport, 1)).toMatchObject({ failed: 1 })
    expect(countPlaywright(playwrightReport, 1)).toMatchObject({ failed: 1 })
  })

  it('counts a skipped or unloadable test as failed', () => {
    const broken = [{ name: 'a.test.ts', status: 'failed', assertionResults: [] }]
    expect(countVitest({ ...vitestReport, numPendingTests: 2, testResults: broken }, 1)).toMatchObject({
      failed: 3,
    })
    const stats = { expected: 1, unexpected: 1, flaky: 0, skipped: 1 }
    expect(countPlaywright({ stats, errors: [] }, 1)).toMatchObject({ passed: 1, failed: 2 })
  })

  it('names a browser test that passed only the second time', () => {
    const stats = { expected: 1, unexpected: 0, flaky: 1, skipped: 0 }
    const counted = countPlaywright({ stats, errors: [] }, 0)
    expect(counted).toMatchObject({ passed: 2, failed: 0, detail: expect.stringContaining('unsteady: 1') })
  })

  describe('of a run whose failed file was run once more', () => {
    const ran = (name: string, ...statuses: readonly string[]) => ({
      name,
      status: statuses.includes('failed') ? 'failed' : 'passed',
      assertionResults: statuses.map((status, index) => ({ status, fullName: `${name} ${index}` })),
    })
    const first = {
      ...vitestReport,
      numFailedTests: 1,
      testResults: [ran('steady', 'passed', 'passed', 'passed', 'passed'), ran('shaky', 'passed', 'failed')],
    }

    it('takes how it ended, and names what failed before', () => {
      const second = { ...vitestReport, numPassedTests: 2, testResults: [ran('shaky', 'passed', 'passed')] }
      expect(countUnsteady(first, second, 0)).toEqual({
        name: 'vitest',
        passed: 6,
        failed: 0,
        detail: 'unsteady, failed beside others and was run again alone: shaky 1',
      })
    })

    it('counts as failed what failed again', () => {
      const second = {
        ...vitestReport,
        numPassedTests: 1,
        numFailedTests: 1,
        testResults: [ran('shaky', 'passed', 'failed')],
      }
      expect(countUnsteady(first, second, 1)).toMatchObject({ passed: 5, failed: 1 })
    })
  })
})
