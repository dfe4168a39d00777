/** What stands around the strategy in the starter: types for the editor, the test's configuration, scripts, continuous integration. */

import { basename, join } from 'node:path'
import { cloneDirectory, sdkDirectory, STRATEGY_COMPILER, wayFrom } from './places.ts'

export const SAMPLE = 'sample-bars.csv'

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

export function packageJson(name: string, directory: string): string {
  const clone = wayFrom(directory, cloneDirectory())
  const quarterdeck = `node ${clone}/apps/cli/bin/quarterdeck.mjs`
  return json({
    name,
    version: '0.1.0',
    private: true,
    type: 'module',
    scripts: {
      test: `node ${clone}/node_modules/vitest/vitest.mjs run`,
      check: `${quarterdeck} strategy check ${name}.ts`,
      dev: `${quarterdeck} strategy dev ${name}.ts`,
      backtest: `${quarterdeck} backtest ${name}.ts --bars ${SAMPLE} --instrument SIM:BTC-USD --cash 1000000 --commission 0.001 --report report.html`,
      deploy: `${quarterdeck} strategy deploy . --name ${name} --account "Paper"`,
    },
  })
}

/** Types come from the clone's sources: nothing is installed here. */
export function tsconfig(directory: string): string {
  const sdk = (...file: readonly string[]): readonly string[] => [
    wayFrom(directory, join(sdkDirectory(), ...file)),
  ]
  const vitest = join(cloneDirectory(), 'node_modules', 'vitest', 'dist', 'index.d.ts')
  return json({
    compilerOptions: {
      ...STRATEGY_COMPILER,
      paths: {
        '@quarterdeck/sdk': sdk('index.ts'),
        '@quarterdeck/sdk/testing': sdk('testing', 'index.ts'),
        vitest: [wayFrom(directory, vitest)],
      },
    },
    include: ['**/*.ts'],
    exclude: ['node_modules', 'vitest.config.ts'],
  })
}

export const vitestConfig = (directory: string): string => `/** Lets the test find Quarterdeck's SDK. */
import { fileURLToPath } from 'node:url'

const sdk = (file: string): string =>
  fileURLToPath(new URL(\`${wayFrom(directory, sdkDirectory())}/\${file}\`, import.meta.url))

export default {
  resolve: {
    alias: [
      { find: '@quarterdeck/sdk/testing', replacement: sdk('testing/index.ts') },
      { find: '@quarterdeck/sdk', replacement: sdk('index.ts') },
    ],
  },
}
`

export const GITIGNORE = 'node_modules/\nreport.html\n'

/** A job that tests, checks and backtests what is pushed, with a clone of Quarterdeck where the files of the folder expect it. */
export function workflow(name: string, directory: string): string {
  const clone = wayFrom(directory, cloneDirectory())
  const folder = basename(directory)
  return `# Tests, checks and backtests the strategy whenever it is pushed.
name: strategy
on: [push, pull_request]

jobs:
  strategy:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          path: ${folder}
      - uses: actions/checkout@v4
        with:
          # Your Quarterdeck: set the variable QUARTERDECK_REPOSITORY to its OWNER/NAME.
          repository: \${{ vars.QUARTERDECK_REPOSITORY }}
          path: quarterdeck
      - uses: actions/setup-node@v4
        with:
          node-version: 24
      - run: npm ci
        working-directory: quarterdeck
      # package.json, tsconfig.json and vitest.config.ts expect the clone here.
      - run: |
          mkdir -p "$(dirname ${clone})"
          test -e ${clone} || ln -s "$GITHUB_WORKSPACE/quarterdeck" ${clone}
        working-directory: ${folder}
      - run: npm test
        working-directory: ${folder}
      - run: npm run check
        working-directory: ${folder}
      - run: npm run backtest
        working-directory: ${folder}
      - uses: actions/upload-artifact@v4
        with:
          name: ${name}-report
          path: ${folder}/report.html
`
}

export const readme = (name: string, directory: string): string => `# ${name}

\`${name}.ts\` is the strategy, \`${name}.test.ts\` its unit test. From this folder:

    npm test                 the unit test, in milliseconds
    npm run check            everything that a deploy would say, and a dry run
    npm run dev              plays it on the synthetic market; every saved change takes over at once
    npm run backtest         runs it over ${SAMPLE} (made up), and writes report.html
    npm run deploy           builds it on your server and runs it on the account "Paper"

Each is one \`quarterdeck\` command, to be seen in \`package.json\`; \`--help\` shows what else it can:

    quarterdeck strategy dev ${name}.ts --param length=10 --speed 60
    quarterdeck backtest ${name}.ts --bars FILE_OR_INSTRUMENT
    quarterdeck optimize ${name}.ts --bars FILE_OR_INSTRUMENT --grid length=10:60:10
    quarterdeck strategy deploy . --account "Paper" --param length=10
    quarterdeck strategy logs ${name} --follow

**How it finds the SDK.** Nothing is installed here: \`tsconfig.json\` (for your editor), \`vitest.config.ts\` (for the test) and
\`package.json\` (for the commands) point to the clone of Quarterdeck at \`${wayFrom(directory, cloneDirectory())}\`, seen from this folder. When one of the two moves,
set the new way in these three files. The \`quarterdeck\` command itself finds the SDK wherever your file lies.

A strategy imports \`@quarterdeck/sdk\` and files of this folder, nothing else. \`.github/workflows/strategy.yml\` runs all of the above
when you push. The guide is \`docs/strategies.md\` of Quarterdeck, that of backtests \`docs/backtests.md\`.
`
