/**
 * Every rule of a SPEC.md under packages/ has a test that carries its id, and every id in a test is a rule.
 *
 * A rule is an id at the start of a line of its own (a list item, a heading or a table row): `- **OR-01** ...`.
 * A test carries it in its title: `it('[OR-01] ...')`.
 */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Check, verdict } from './check.ts'
import { isForTests, ROOMS } from './rooms.ts'
import { sourceFiles } from './source-files.ts'

const SPEC = 'packages/engine/SPEC.md'
const RULE_LINE = /^[\s>|#*-]*\[?`?([A-Z]{2,4}-\d{2,3})\b/gm
const STRING = /(['"`])(?:(?!\1)[^\n\\]|\\.)*\1/g
const ID_IN_TITLE = /\[([A-Z]{2,4}-\d{2,3}(?:,\s*[A-Z]{2,4}-\d{2,3})*)\]/g

export const specRules: Check = {
  name: 'spec-rules',
  run: async (root) => {
    const path = join(root, SPEC)
    if (!existsSync(path)) return [verdict('spec: rules and tests name each other', [`${SPEC} is missing`])]
    const tests = sourceFiles(
      root,
      ROOMS.map((room) => room.path.slice(0, -1)),
    ).filter((file) => isForTests(file.path))
    const specs = globSync('packages/*/SPEC.md', { cwd: root }).toSorted()
    const rules = specs.map((spec) => readFileSync(join(root, spec), 'utf8')).join('\n')
    const faults = ruleFaults(rules, tests)
    return [verdict('spec: rules and tests name each other', faults)]
  },
}

/** Compares the rules with the titles, both ways. */
export function ruleFaults(
  spec: string,
  tests: readonly { readonly path: string; readonly text: string }[],
): readonly string[] {
  const rules = [...spec.matchAll(RULE_LINE)].map((match) => match[1] ?? '')
  const twice = rules.filter((id, index) => rules.indexOf(id) !== index)
  const carried = tests.flatMap((test) => idsInTitles(test.text).map((id) => ({ id, path: test.path })))
  const tested = new Set(carried.map(({ id }) => id))
  return [
    ...(rules.length === 0 ? [`${SPEC} states no rule`] : []),
    ...twice.map((id) => `${id} is stated twice in ${SPEC}`),
    ...rules.filter((id) => !tested.has(id)).map((id) => `${id} has no test that carries it in its title`),
    ...carried
      .filter(({ id }) => !rules.includes(id))
      .map(({ id, path }) => `${path}: ${id} is no rule of ${SPEC}`),
  ]
}

/** Ids in brackets inside any string: a title may come from a row of a table. */
function idsInTitles(text: string): readonly string[] {
  const strings = [...text.matchAll(STRING)].map((match) => match[0])
  return strings.flatMap((title) =>
    [...title.matchAll(ID_IN_TITLE)].flatMap((m) => (m[1] ?? '').split(/,\s*/)),
  )
}
