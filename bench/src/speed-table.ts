/**
 * Writes the measured figures into docs/speed.md, between its two marks, so that no figure there was ever typed:
 *
 *     npm run -s bench -- --json > figures.json
 *     node bench/src/speed-table.ts figures.json
 *
 * Several files are put together: each benchmark may be run alone.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { shortFigure, type BenchRow } from './report.ts'

interface Figures {
  readonly machine: {
    readonly node: string
    readonly platform: string
    readonly cores: number
    readonly memoryGiB: number
  }
  readonly rows: readonly BenchRow[]
}

const BEGIN = '<!-- figures: written by bench/src/speed-table.ts -->'
const END = '<!-- end of figures -->'
const PAGE = join(import.meta.dirname, '../../docs/speed.md')

const files = process.argv.slice(2)
if (files.length === 0) {
  console.error('Usage: speed-table.ts FIGURES.json ... (from `npm run -s bench -- --json`)')
  process.exit(2)
}
const measured = files.map((file) => JSON.parse(readFileSync(file, 'utf8')) as Figures)
const page = readFileSync(PAGE, 'utf8')
const [before, rest] = page.split(BEGIN)
const after = rest?.split(END)[1]
if (before === undefined || after === undefined)
  throw new Error(`${PAGE} lacks its marks, ${BEGIN} and ${END}`)
writeFileSync(PAGE, `${before}${BEGIN}\n\n${tableOf(measured)}\n\n${END}${after}`)

function tableOf(all: readonly Figures[]): string {
  const machines = new Set(
    all.map(({ machine }) => {
      const { node, platform, cores, memoryGiB } = machine
      return `Node ${node.slice(1)}, ${platform}, ${cores} cores, ${memoryGiB} GiB`
    }),
  )
  const rows = all.flatMap((figures) => figures.rows)
  return [
    `Measured on ${[...machines].join(' and on ')}.`,
    '',
    '| row | what | ours (smallest to largest) | beside it | ratio | results | goal | met |',
    '|---|---|---|---|---|---|---|---|',
    ...rows.map(lineOf),
  ].join('\n')
}

function lineOf(row: BenchRow): string {
  const [low, high] = row.spread
  const cells = [
    `\`${row.id}\``,
    row.workload,
    `${shortFigure(row.ours)} ${row.unit} (${shortFigure(low)} to ${shortFigure(high)})`,
    row.peer === null ? '' : `${row.peerName ?? 'peer'} ${shortFigure(row.peer)}`,
    row.ratio === null ? '' : row.ratio.toFixed(3),
    row.equal === null ? '' : row.equal ? 'equal' : '**differ**',
    row.goal,
    row.met === null ? '' : row.met ? 'yes' : '**no**',
  ]
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}
