/** Writes the list of indicators for readers, from the catalogue and the code itself, so that it stays true. */

import { CATALOGUE } from './catalogue.ts'
import type { Entry, Family } from './entry.ts'

/** Where the page is kept. */
export const INDICATORS_FILE = new URL('../../../../docs/indicators.md', import.meta.url)

const FAMILIES: Readonly<Record<Family, string>> = {
  averages: 'Moving averages',
  momentum: 'Momentum and oscillators',
  trend: 'Trend',
  volatility: 'Volatility',
  volume: 'Volume',
  statistics: 'Statistics',
  prices: 'Prices of a bar',
}

const INTRODUCTION = `# Indicators

Written by \`npm run agreement -w @quarterdeck/sdk\` from the code; a test compares. How far they agree with published numbers
is in [assurance/indicators-agreement.md](assurance/indicators-agreement.md).

Each indicator has two forms that give the same answers to the last bit:

\`\`\`ts
const average = new Sma(20)
average.update(bar.close) // the value, NaN until average.warmUp bars have been seen
const column = sma(closes, 20) // Float64Array in, Float64Array out
\`\`\`

- **Input**: indicators of one value take a number, the others a bar with the fields they need; array forms take columns of the
  same names. A NaN is no bar: nothing changes, so one indicator may feed another that is not warm yet.
- **State**: \`value\` and the other lines hold the latest values, \`isReady\` says that all lines have one, \`reset()\` forgets
  everything, \`snapshot()\` gives the state as JSON values and \`restore()\` continues from it to the last bit.
- **Cost**: an update allocates nothing and costs O(1) on average, however long the window; extremes come from a monotonic
  queue. CCI, ALMA and percent rank cannot slide and read their window, O(period).
- **Rounding** does not pile up: window sums are renewed each time the window has been filled anew, and squares are summed as
  differences to a value of the window, so an error lasts two windows at most, after any number of bars.
- **Parameters** out of range throw an \`IndicatorParameterError\` that names the parameter and what is allowed.
- **Definitions** that differ between sources are options; the default is TA-Lib's where it has the indicator. The table shows
  all options with their defaults.`

export function indicatorsPage(): string {
  const families = Object.entries(FAMILIES) as [Family, string][]
  return [
    INTRODUCTION,
    ...families.flatMap(([family, title]) => [
      `\n## ${title}\n`,
      '| indicator | streaming, array | reads | parameters and defaults | warm after | lines | formula |',
      '| --- | --- | --- | --- | ---: | --- | --- |',
      ...CATALOGUE.filter((entry) => entry.family === family).map(rowOf),
    ]),
    '',
  ].join('\n')
}

function rowOf({ meaning, streaming, array, inputs, lines, source, subjects }: Entry): string {
  const indicator = subjects[0].make()
  const parameters = indicator
    .snapshot()
    .parameters.map((parameter) =>
      typeof parameter === 'object' ? spelled(parameter) : `period ${String(parameter)}`,
    )
  const cells = [
    meaning,
    `\`${streaming}\`, \`${array}\``,
    inputs.join(', '),
    parameters.join('; '),
    `${indicator.warmUp}`,
    lines.length === 1 ? '' : lines.join(', '),
    source,
  ]
  return `| ${cells.join(' | ')} |`
}

function spelled(options: object): string {
  return Object.entries(options)
    .map(
      ([name, value]: [string, unknown]) =>
        `${name} ${Array.isArray(value) ? value.join('/') : String(value)}`,
    )
    .join(', ')
}
