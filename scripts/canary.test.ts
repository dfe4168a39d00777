/**
 * The fence itself works: one breach of each law is planted in a copy of the tree, and the tool that guards the law
 * must name the planted file.
 *
 * All breaches of one tool are planted in one copy, so each tool runs once.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apiReport } from './checks/api-report.ts'
import { boundaries } from './checks/boundaries.ts'
import type { Check } from './checks/check.ts'
import { readOnlyApi } from './checks/read-only-api.ts'
import { format, lint, packages, unused } from './checks/tools.ts'
import { run } from './command.ts'

interface Breach {
  readonly law: string
  readonly path: string
  readonly code: string
  /** What the tool must say in the same breath as the file's name. */
  readonly says: RegExp
}

const root = join(import.meta.dirname, '..')
const LEFT_OUT = new Set([
  'node_modules',
  '.git',
  '.next',
  'out',
  'coverage',
  'test-results',
  '.turbo',
  '.quarterdeck',
  'screenshots',
  'playwright-report',
])
const tree = mkdtempSync(join(tmpdir(), 'quarterdeck-canary-'))
const engine = 'packages/engine/src/canary'

const IMPORTS: readonly Breach[] = [
  breach(
    'an import against the arrows',
    `${engine}-arrow.ts`,
    `import '@quarterdeck/runtime'`,
    /may import sdk/,
  ),
  breach(
    'an import type against the arrows',
    `${engine}-type.ts`,
    `type X = import('@quarterdeck/api').X`,
    /may import sdk/,
  ),
  breach(
    'a dynamic import against the arrows',
    'packages/venues/src/canary.ts',
    `await import('@quarterdeck/runtime')`,
    /may import/,
  ),
  breach(
    'the console importing the server',
    'apps/console/src/canary.ts',
    `import '@quarterdeck/engine'`,
    /may import client/,
  ),
  breach(
    'the client importing the server',
    'packages/client/src/canary.ts',
    `import '@quarterdeck/sdk'`,
    /no other room/,
  ),
  breach(
    'composing outside the command line',
    'packages/runtime/src/canary.ts',
    `import '@quarterdeck/api'`,
    /runtime may import/,
  ),
  breach(
    'the test kit outside tests',
    'apps/api/src/canary.ts',
    `import '@quarterdeck/testkit'`,
    /may import runtime/,
  ),
  breach(
    'another door',
    'packages/venues/src/canary-door.ts',
    `import '@quarterdeck/sdk/src/decimal.ts'`,
    /the only door/,
  ),
  breach(
    'the door for tests outside tests',
    'packages/venues/src/canary-testing.ts',
    `import '@quarterdeck/sdk/testing'`,
    /the only door/,
  ),
  breach('a path out of the room', `${engine}-path.ts`, `import '../../sdk/src/index.ts'`, /leaves the room/),
  breach('export *', `${engine}-star.ts`, `export * from './index.ts'`, /export \* hides/),
  breach('I/O in the core', `${engine}-io.ts`, `import 'node:fs'`, /the core does no I\/O/),
  breach('a dependency in the core', `${engine}-dependency.ts`, `import 'zod'`, /the core has no dependency/),
]

const WRITES: readonly Breach[] = [
  breach(
    'a resolver that writes',
    'apps/api/src/canary-write.ts',
    `context.prisma.order.create({})`,
    /submit a command/,
  ),
  breach(
    'a resolver with raw SQL',
    'apps/api/src/canary-raw.ts',
    'prisma.$executeRaw`x`',
    /submit a command/,
  ),
  breach(
    'a resolver with its own client',
    'apps/api/src/canary-own.ts',
    `import { PrismaClient } from './generated/prisma/client.ts'`,
    /read-only one/,
  ),
]

const LINT: readonly Breach[] = [
  breach(
    'a clock in the core',
    `${engine}-date.ts`,
    'export const at = Date.now()',
    /Take the time from the command/,
  ),
  breach('chance in the core', `${engine}-random.ts`, 'export const r = Math.random()', /seeded generator/),
  breach(
    'a clock in the kit of strategies',
    'packages/sdk/src/canary.ts',
    'export const at = new Date()',
    /Take the time/,
  ),
  breach('any', `${engine}-any.ts`, 'export const x: any = 1', /no-explicit-any/),
  breach(
    'a promise let go',
    'apps/api/src/canary-promise.ts',
    'async function f() {}\nf()',
    /no-floating-promises/,
  ),
  breach(
    'a silenced compiler',
    `${engine}-ignore.ts`,
    '// @ts-ignore\nexport const x: string = 1',
    /ban-ts-comment/,
  ),
  breach('an empty catch', `${engine}-catch.ts`, 'try { JSON.parse("") } catch {}', /no-empty/),
  breach(
    'a skipped test',
    `${engine}.test.ts`,
    `import { it } from 'vitest'\nit.skip('x', () => undefined)`,
    /no-disabled-tests/,
  ),
  breach(
    'a cycle',
    `${engine}-cycle.ts`,
    `import { b } from './canary-back.ts'\nexport const a = () => b`,
    /no-cycle/,
  ),
]
const CYCLE_BACK = `import { a } from './canary-cycle.ts'\nexport const b = () => a\n`

const TYPES: readonly Breach[] = [
  breach('a timer in the core', `${engine}-timer.ts`, 'setTimeout(() => undefined, 1)', /setTimeout/),
  breach('the process in the core', `${engine}-process.ts`, 'export const env = process.env', /process/),
  breach('the network in the core', `${engine}-fetch.ts`, `export const r = fetch('x')`, /fetch/),
  breach(
    'an unchecked index',
    `${engine}-index.ts`,
    'export const f = (x: string[]): string => x[0]',
    /undefined/,
  ),
  breach('syntax that cannot be erased', `${engine}-enum.ts`, 'export enum X { A }', /erasableSyntaxOnly/),
]

const FORMAT = [breach('another format', `${engine}-format.ts`, 'export const  x = "1";', /canary-format/)]
const UNUSED = [breach('a file nobody uses', `${engine}-unused.ts`, 'export const x = 1', /canary-unused/)]
const TAGS = [
  breach(
    'an import against the tags',
    `${engine}-tag.ts`,
    `import { x } from '@quarterdeck/runtime'\nx()`,
    /quarterdeck\/runtime/,
  ),
]

beforeAll(() => {
  cpSync(root, tree, { recursive: true, filter: (path) => !LEFT_OUT.has(basename(path)) })
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'))
})
afterAll(() => rmSync(tree, { recursive: true, force: true }))

guarded('imports (boundaries)', IMPORTS, () => said(boundaries))
guarded('writes (read-only-api)', WRITES, () => said(readOnlyApi))
guarded('code (lint)', LINT, () => said(lint))
guarded(
  'types of the core (types)',
  TYPES,
  async () => (await run('tsc', ['-p', 'packages/engine'], { cwd: tree })).output,
)
guarded('format', FORMAT, () => said(format))
guarded('unused code (unused)', UNUSED, () => said(unused))
guarded('package tags (packages)', TAGS, () => said(packages))

describe('the fence catches: the face of the SDK (api-report)', () => {
  it('an export that no report declares', async () => {
    const index = join(tree, 'packages/sdk/src/index.ts')
    const before = readFileSync(index, 'utf8')
    // As after a release: a version that was raised since then would cover the addition.
    const report = join(tree, 'packages/sdk/api-report.md')
    cpSync(report, join(tree, 'packages/sdk/api-report.released.md'))
    writeFileSync(index, `${before}export const canary = 1\n`)
    const output = await said(apiReport)
    writeFileSync(index, before)
    expect(output).toMatch(/`npm run api-report` writes it/)
    expect(output).toMatch(/added: canary of @quarterdeck\/sdk/)
  }, 120_000)
})

/** Plants the breaches, lets the tool speak once, and expects each breach to be named. */
function guarded(tool: string, breaches: readonly Breach[], speak: () => Promise<string>): void {
  describe(`the fence catches: ${tool}`, () => {
    let output = ''
    beforeAll(async () => {
      const planted = [...breaches, { path: `${engine}-back.ts`, code: CYCLE_BACK }]
      for (const { path, code } of planted) {
        mkdirSync(dirname(join(tree, path)), { recursive: true })
        writeFileSync(join(tree, path), `${code}\n`)
      }
      output = await speak()
      for (const { path } of planted) rmSync(join(tree, path))
    }, 120_000)

    it.each(breaches)('$law', ({ path, says }) => {
      const about = passagesAbout(output, basename(path))
      expect(about, output).not.toEqual([])
      expect(about.some((passage) => says.test(passage))).toBe(true)
    })
  })
}

function breach(law: string, path: string, code: string, says: RegExp): Breach {
  return { law, path, code, says }
}

async function said(check: Check): Promise<string> {
  const verdicts = await check.run(tree)
  return verdicts.map((one) => (one.failed > 0 ? (one.detail ?? '') : '')).join('\n')
}

/** The lines around each mention of a file: a tool says what and where on neighbouring lines. */
function passagesAbout(output: string, file: string): readonly string[] {
  const lines = output.split('\n')
  return lines.flatMap((line, index) =>
    line.includes(file) ? [lines.slice(Math.max(0, index - 4), index + 8).join('\n')] : [],
  )
}
