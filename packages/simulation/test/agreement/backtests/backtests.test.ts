/** Every published backtest agrees with ours, or differs by a definition that the committed table names and argues. */

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { BACKTEST_TABLE, backtestTable, backtestsArePresent, playFamilies } from './table.ts'
import { verdictOf } from './verdict.ts'

/** Share of the cases that agree at least; the rest is declared, each with its reason. */
const AGREED_MIN = 0.95

/** One entry where the published cases lie beside the repository, none elsewhere: then only the table can be read. */
const played = backtestsArePresent() ? [{ families: playFamilies() }] : []
const table = readFileSync(BACKTEST_TABLE, 'utf8')
if (played.length === 0)
  process.stdout.write('backtest agreement: ../shared/data/expected is absent, so no case was played\n')

describe('agreement with published backtests', { timeout: 120_000 }, () => {
  it('[SI-45] the committed table says that nineteen of twenty agree and the rest is declared', () => {
    const [, cases, agreed, declared, not, differed] =
      /\| \*\*all\*\* +\| +\| +\| +(\d+) \| +(\d+) \| +(\d+) \| +(\d+) \| +(\d+) \|/
        .exec(table)
        ?.map(Number) ?? []
    expect(differed).toBe(0)
    expect(agreed! + declared! + not!).toBe(cases)
    expect(agreed! / cases!).toBeGreaterThanOrEqual(AGREED_MIN)
  })

  it.each(played)('[SI-45] each case agrees, or differs as the table declares', ({ families }) => {
    const others = families.flatMap(({ file, cases }) =>
      cases
        .filter((one) => !['AGREED', 'DECLARED', 'NOT_APPLICABLE'].includes(verdictOf(one)))
        .map((one) => ({ file, name: one.name, faults: one.compared.filter(({ agrees }) => !agrees) })),
    )
    expect(others).toEqual([])
  })

  it.each(played)('[SI-45] the committed table is what the cases say', ({ families }) => {
    expect(backtestTable(families)).toBe(table)
  })
})

describe('the verdict on a case', () => {
  const figure = (agrees: boolean) => ({ name: 'profit', theirs: '1', ours: agrees ? '1' : '2', agrees })

  it('a figure that differs is no agreement', () => {
    expect(verdictOf({ name: 'a', compared: [figure(true), figure(false)] })).toBe('DIFFERED')
  })

  it('nothing compared is no agreement', () => {
    expect(verdictOf({ name: 'a', compared: [] })).toBe('DIFFERED')
  })

  it('a declared difference that does not exist is a fault', () => {
    expect(verdictOf({ name: 'a', compared: [figure(true)], difference: 'none' })).toBe(
      'AGREED_AGAINST_DECLARATION',
    )
  })
})
