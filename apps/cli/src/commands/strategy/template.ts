/** The files of a new strategy: small enough to be read whole, right enough to be run as they are. */

import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** File name to text. `directory` is where they will lie: an editor there must find the SDK. */
export function filesOf(name: string, directory: string): Readonly<Record<string, string>> {
  return {
    [`${name}.ts`]: strategy(name),
    [`${name}.test.ts`]: test(name),
    'README.md': readme(name, directory),
    'tsconfig.json': tsconfig(directory),
    'vitest.config.ts': vitestConfig(directory),
  }
}

/** Folder of the SDK. */
export function sdkDirectory(): string {
  return dirname(fileURLToPath(import.meta.resolve('@quarterdeck/sdk')))
}

function fromHere(directory: string, path: string): string {
  const way = relative(directory, path).split(sep).join('/')
  return way.startsWith('.') ? way : `./${way}`
}

const strategy = (
  name: string,
): string => `/** Long after a close above the highest close of the last bars, flat after one below the lowest. */
import { defineStrategy, param } from '@quarterdeck/sdk'

export default defineStrategy({
  name: '${name}',
  description: 'Breakout of a channel.',
  params: {
    instrument: param.instrument({ default: 'SIM:BTC-USD' }),
    timeframe: param.timeframe({ default: '1d' }),
    length: param.int({ default: 20, min: 2, max: 500, description: 'Bars of the channel.' }),
    quantity: param.decimal({ default: '1', min: '0', description: 'What to hold while long.' }),
  },
  subscribe: ({ instrument, timeframe, length }) => [
    { kind: 'BARS', instrument, timeframe, history: length + 1 },
  ],
  onBar({ params, orders, portfolio }, { close, window }) {
    if (window.length <= params.length) return
    let highest = -Infinity
    let lowest = Infinity
    for (let ago = 1; ago <= params.length; ago += 1) {
      highest = Math.max(highest, window.close.at(ago))
      lowest = Math.min(lowest, window.close.at(ago))
    }
    const isLong = portfolio.position(params.instrument).lots > 0
    if (!isLong && close > highest)
      orders.targetPosition(params.instrument, params.quantity, { tag: 'breakout' })
    if (isLong && close < lowest) orders.targetPosition(params.instrument, 0, { tag: 'breakdown' })
  },
})
`

const test = (
  name: string,
): string => `/** What ${name} decides on a few bars, without a server and in milliseconds. */
import { describe, expect, it } from 'vitest'
import { testStrategy } from '@quarterdeck/sdk/testing'
import strategy from './${name}.ts'

describe('${name}', () => {
  it('buys the breakout and sells the breakdown', () => {
    const rig = testStrategy(strategy, { params: { length: 2 }, fills: 'BARS' })
    rig.start().bars([10, 11, 10, 12, 12, 9, 9])
    expect(rig.submitted.map(({ side }) => side)).toEqual(['BUY', 'SELL'])
  })

  it('does nothing within the channel', () => {
    const rig = testStrategy(strategy, { params: { length: 2 } })
    rig.start().bars([10, 11, 10.5, 10.6, 10.5])
    expect(rig.submitted).toEqual([])
  })
})
`

const readme = (name: string, directory: string): string => `# ${name}

    quarterdeck strategy check ${name}.ts
    quarterdeck backtest ${name}.ts --bars FILE_OR_INSTRUMENT --commission 0.001 --report report.html
    quarterdeck optimize ${name}.ts --bars FILE_OR_INSTRUMENT --grid length=10:60:10

The unit test runs with Quarterdeck's own vitest, from its folder:

    npx vitest run --root ${fromRepository(directory)}

A strategy imports \`@quarterdeck/sdk\` and files of this folder, nothing else. Its guide is \`docs/strategies.md\`,
that of backtests \`docs/backtests.md\`.
`

function fromRepository(directory: string): string {
  const repository = join(sdkDirectory(), '..', '..', '..')
  const way = relative(repository, directory)
  return way.startsWith('..') ? directory : way
}

const tsconfig = (directory: string): string =>
  `${JSON.stringify(
    {
      compilerOptions: {
        ...STRATEGY_COMPILER,
        paths: {
          '@quarterdeck/sdk': [fromHere(directory, join(sdkDirectory(), 'index.ts'))],
          '@quarterdeck/sdk/testing': [fromHere(directory, join(sdkDirectory(), 'testing', 'index.ts'))],
        },
      },
      include: ['*.ts'],
      exclude: ['vitest.config.ts', '*.test.ts'],
    },
    null,
    2,
  )}\n`

/** How a strategy is checked: as strictly as we check ourselves, and as Node will strip it. */
export const STRATEGY_COMPILER = {
  target: 'es2024',
  lib: ['es2024'],
  types: [],
  module: 'esnext',
  moduleResolution: 'bundler',
  moduleDetection: 'force',
  strict: true,
  noUncheckedIndexedAccess: true,
  erasableSyntaxOnly: true,
  verbatimModuleSyntax: true,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  noEmit: true,
} as const

const vitestConfig = (directory: string): string => `/** Lets the test find Quarterdeck's SDK. */
import { fileURLToPath } from 'node:url'

const sdk = (file: string): string => fileURLToPath(new URL(\`${fromHere(directory, sdkDirectory())}/\${file}\`, import.meta.url))

export default {
  resolve: {
    alias: [
      { find: '@quarterdeck/sdk/testing', replacement: sdk('testing/index.ts') },
      { find: '@quarterdeck/sdk', replacement: sdk('index.ts') },
    ],
  },
}
`
