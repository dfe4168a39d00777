/** Shows that the report follows what a door exports, and that an undeclared change has a name. */
import { describe, expect, it } from 'vitest'
import { printReport, versionFaults } from './api-report.ts'
import { rollUp } from './sdk-declarations.ts'

const files: Readonly<Record<string, string>> = {
  index: `export { make } from './inner/make.ts';\nexport type { Made as Result } from './inner/made.ts';\n`,
  'inner/make': `import type { Made } from './made.ts';\ninterface Terms {\n    readonly size: number;\n}\nexport declare function make(terms: Terms): Made;\nexport declare const hidden: string;\nexport {};\n`,
  'inner/made': `export type Made = {\n    readonly part: Part;\n};\ninterface Part {\n    readonly name: string;\n}\nexport {};\n`,
}
const declarations = rollUp('index', (path) => files[path] ?? '')
const report = (version: string, change: (text: string) => string = (text) => text): string =>
  change(printReport([{ specifier: 'sdk', declarations }], version))
const without =
  (name: string) =>
  (text: string): string =>
    text.replace(new RegExp(`### ${name}[^#]*`), '')

describe('the API report', () => {
  it('shows what a door exports under its exported name, and the types that it mentions, and nothing else', () => {
    expect(declarations.map(({ name, isExported }) => [name, isExported])).toEqual([
      ['Part', false],
      ['Result', true],
      ['Terms', false],
      ['make', true],
    ])
    expect(declarations[3]?.text).toBe('function make(terms: Terms): Made;')
  })

  it('is content when nothing changed, whatever the version', () => {
    expect(versionFaults(report('0.1.0'), report('0.1.0'))).toEqual([])
    expect(versionFaults(report('0.1.0'), report('3.0.0'))).toEqual([])
  })

  it.each([
    ['0.1.0', '0.1.1', true],
    ['0.1.4', '0.1.4', false],
    ['1.2.3', '1.3.0', true],
    ['1.2.3', '1.2.4', false],
  ])('an addition to %s is told by %s: %s', (from, to, isEnough) => {
    const faults = versionFaults(report(from, without('make')), report(to))
    expect(faults.length === 0).toBe(isEnough)
    if (!isEnough) expect(faults).toContain('added: make of sdk')
  })

  it.each([
    ['0.1.0', '0.2.0', true],
    ['0.1.0', '0.1.1', false],
    ['1.2.3', '2.0.0', true],
    ['1.2.3', '1.3.0', false],
  ])('a change of %s is told by %s: %s', (from, to, isEnough) => {
    const changed = (text: string): string => text.replace('size: number', 'size: string')
    const removed = versionFaults(report(from), report(to, without('make')))
    const faults = versionFaults(report(from), report(to, changed))
    expect([faults.length === 0, removed.length === 0]).toEqual([isEnough, isEnough])
    if (!isEnough) expect(faults).toContain('changed or removed: Terms (mentioned) of sdk')
  })
})
