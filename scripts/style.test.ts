/** Holds the whole tree to the house's style, and shows that each rule of it can fail. */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOMS } from './checks/rooms.ts'
import { sourceFiles } from './checks/source-files.ts'
import { FILE_LINES_MAX, fileFaults, FUNCTION_LINES_MAX, longFunctions } from './checks/style.ts'

/**
 * Functions past a screen: one command's declaration, and components whose markup is one piece. The list only shrinks: a new
 * one is split instead.
 */
const LONG_FUNCTIONS: readonly string[] = [
  'apps/cli/src/program.ts#program',
  'apps/console/src/orders/order-detail.tsx#Loaded',
  'apps/console/src/orders/order-ticket.tsx#OrderTicket',
  'apps/console/src/orders/orders-blotter.tsx#OrdersBlotter',
  'apps/console/src/risk/policies.tsx#Policies',
  'apps/console/src/risk/policy-form.tsx#PolicyForm',
  'apps/console/src/shell/command-palette.tsx#CommandPalette',
  'apps/console/src/table/data-table.tsx#DataTable',
  'bench/src/order/order.bench.ts#manyClients',
]

const files = sourceFiles(join(import.meta.dirname, '..'), [
  'scripts',
  ...ROOMS.map(({ path }) => path.slice(0, -1)),
])
const lines = (count: number) => '// purpose\n'.repeat(count)

describe('style of the tree', () => {
  it('holds files to one idea: named, short, opened with their purpose', () => {
    expect(files.flatMap(fileFaults)).toEqual([])
  })

  it('holds functions to a screen, but for those that were long before', () => {
    expect(files.flatMap(longFunctions)).toEqual(LONG_FUNCTIONS)
  })
})

describe('style rules can fail', () => {
  it.each(['src/utils.ts', 'src/order-helpers.ts', 'src/common/x.ts', 'src/order.manager.ts'])(
    'refuses the name %s',
    (path) => {
      expect(fileFaults({ path, text: lines(1) })).toEqual([expect.stringContaining('names no idea')])
    },
  )

  it(`refuses a file of more than ${FILE_LINES_MAX} lines and takes one of exactly that`, () => {
    expect(fileFaults({ path: 'src/order.ts', text: lines(FILE_LINES_MAX) })).toEqual([])
    expect(fileFaults({ path: 'src/order.ts', text: lines(FILE_LINES_MAX + 1) })).toHaveLength(1)
  })

  it('refuses a file that starts with code', () => {
    expect(fileFaults({ path: 'src/order.ts', text: 'export const x = 1\n' })).toHaveLength(1)
    expect(fileFaults({ path: 'src/order.tsx', text: "'use client'\n/** Shows an order. */\n" })).toEqual([])
  })

  it.each([
    ['function', (body: string) => `function long() {\n${body}}\n`],
    ['arrow', (body: string) => `const long = () => {\n${body}}\n`],
    ['method', (body: string) => `class Book {\nlong() {\n${body}}\n}\n`],
  ])(`names a %s of more than ${FUNCTION_LINES_MAX} lines`, (_kind, wrap) => {
    const body = (count: number) => 'call()\n'.repeat(count)
    expect(longFunctions({ path: 'src/a.ts', text: wrap(body(FUNCTION_LINES_MAX - 2)) })).toEqual([])
    expect(longFunctions({ path: 'src/a.ts', text: wrap(body(FUNCTION_LINES_MAX - 1)) })).toEqual([
      'src/a.ts#long',
    ])
  })

  it('counts a named function inside another on its own', () => {
    const inner = (name: string) => `function ${name}() {\n${'call()\n'.repeat(40)}}\n`
    const text = `function factory() {\n${inner('one')}${inner('two')}}\n`
    expect(longFunctions({ path: 'src/a.ts', text })).toEqual([])
    const own = text.replace('factory() {\n', `factory() {\n${'call()\n'.repeat(70)}`)
    expect(longFunctions({ path: 'src/a.ts', text: own })).toEqual(['src/a.ts#factory'])
  })
})
