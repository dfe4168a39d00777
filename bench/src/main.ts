/**
 * Runs the suite: `npm run bench`, `npm run bench -- order risk` for some of it, `--json` for machines.
 *
 * Benchmarks run one after the other, each interleaving ours and its peer; progress goes to standard error.
 */
import { arch, cpus, platform, totalmem } from 'node:os'
import { BENCHMARKS } from './benchmarks.ts'
import { formatRow, type BenchRow } from './report.ts'

const args = process.argv.slice(2)
const json = args.includes('--json')
const wanted = args.filter((arg) => !arg.startsWith('--'))
const unknown = wanted.filter((name) => !(name in BENCHMARKS))
if (unknown.length > 0) {
  console.error(`No benchmark named ${unknown.join(', ')}; there are: ${Object.keys(BENCHMARKS).join(', ')}`)
  process.exit(2)
}

const rows: BenchRow[] = []
for (const [name, load] of Object.entries(BENCHMARKS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  process.stderr.write(`${name} ...\n`)
  const benchmark = await load()
  for (const row of await benchmark()) {
    rows.push(row)
    if (!json) console.log(formatRow(row))
  }
}
if (json) {
  const machine = {
    node: process.version,
    platform: `${platform()}-${arch()}`,
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
  }
  console.log(JSON.stringify({ machine, rows }, null, 2))
}
process.exit(0)
