/**
 * From a saved file to the first callback of the new code, as its author sees it: `strategy dev` on the synthetic market, the file
 * written, and the line awaited that the new code logs. Beside it, in the same round, the compiler's check of that file alone: no
 * reload that says what is wrong can do without.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { median, spreadOf, type BenchRow } from '../report.ts'

const ROUNDS = 20
const GOAL_MS = 1_000
const ROOT = join(import.meta.dirname, '..', '..', '..')
const MAIN = join(ROOT, 'apps', 'cli', 'src', 'main.ts')

/** What an author writes: averages, state, orders; it says at its start which version of it runs. */
const source = (version: number): string => `import { defineStrategy, param, Sma } from '@quarterdeck/sdk'

export default defineStrategy({
  name: 'hot-reload',
  params: {
    instrument: param.instrument({ default: 'SIM:BTC-USD' }),
    fast: param.int({ default: 10, min: 2 }),
    slow: param.int({ default: 30, min: 3 }),
  },
  subscribe: ({ instrument }) => [{ kind: 'BARS', instrument, timeframe: '1m' }],
  state: { version: 1, initial: () => ({ crossings: 0 }) },
  prepare: ({ params: { instrument, fast, slow }, attach }) => ({
    fast: attach(instrument, '1m', new Sma(fast), (bar) => bar.close),
    slow: attach(instrument, '1m', new Sma(slow), (bar) => bar.close),
  }),
  onStart({ log }) {
    log.info('version ${version}')
  },
  onBar({ params, locals, orders, state, setState }) {
    const order = orders.targetPosition(params.instrument, locals.fast.value > locals.slow.value ? '0.1' : 0)
    if (order !== null) setState({ crossings: state.crossings + 1 })
  },
})
`

export async function benchmark(): Promise<readonly BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'quarterdeck-hot-'))
  const file = join(folder, 'strategy.ts')
  writeFileSync(file, source(0))
  const project = projectOf(folder, file)
  const dev = new Dev(file)
  try {
    await dev.said(0)
    const ours: number[] = []
    const compiler: number[] = []
    for (let round = 1; round <= ROUNDS; round += 1) {
      compiler.push(await checked(project))
      const began = performance.now()
      writeFileSync(file, source(round))
      await dev.said(round)
      ours.push(performance.now() - began)
    }
    return [rowOf(ours, compiler)]
  } finally {
    await dev.end()
    rmSync(folder, { recursive: true, force: true })
  }
}

class Dev {
  private readonly child: ChildProcess
  private readonly messages = new Set<string>()
  private awaited: { readonly message: string; readonly resolve: () => void } | null = null

  constructor(file: string) {
    this.child = spawn(process.execPath, [MAIN, 'strategy', 'dev', file, '--json'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    createInterface({ input: this.child.stdout! }).on('line', (line) => this.hear(line))
  }

  /** Until the code of a version has said that it started. */
  said(version: number): Promise<void> {
    const message = `version ${version}`
    return new Promise((resolve) => {
      if (this.messages.has(message)) resolve()
      else this.awaited = { message, resolve }
    })
  }

  async end(): Promise<void> {
    const closed = once(this.child, 'close')
    this.child.kill('SIGTERM')
    await closed
  }

  private hear(line: string): void {
    const { event, message = '' } = JSON.parse(line) as { readonly event: string; readonly message?: string }
    if (event !== 'LOG') return
    this.messages.add(message)
    if (this.awaited?.message === message) this.awaited.resolve()
  }
}

/** As strict as `strategy dev` is. */
function projectOf(folder: string, file: string): string {
  const path = join(folder, 'tsconfig.json')
  const sdk = fileURLToPath(import.meta.resolve('@quarterdeck/sdk'))
  const compilerOptions = {
    target: 'es2024',
    lib: ['es2024'],
    types: [],
    module: 'esnext',
    moduleResolution: 'bundler',
    strict: true,
    erasableSyntaxOnly: true,
    verbatimModuleSyntax: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    noEmit: true,
    paths: { '@quarterdeck/sdk': [sdk] },
  }
  writeFileSync(path, JSON.stringify({ compilerOptions, files: [file] }))
  return path
}

/** Milliseconds that the compiler takes by itself. Throws where it finds a fault: then nothing was measured. */
async function checked(project: string): Promise<number> {
  const compiler = join(
    dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
    'bin',
    'tsc',
  )
  const began = performance.now()
  const child = spawn(process.execPath, [compiler, '-p', project], { stdio: 'inherit' })
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error('Invariant: the source of the benchmark has no fault')
  return performance.now() - began
}

function rowOf(ours: readonly number[], compiler: readonly number[]): BenchRow {
  return {
    id: 'strategy.hot-reload',
    workload: `${ROUNDS} saved changes of a strategy that plays: file written to first callback of the new code`,
    ours: median(ours),
    peerName: 'its type check alone',
    peer: median(compiler),
    unit: 'ms',
    ratio: median(ours.map((ms, round) => ms / compiler[round]!)),
    spread: spreadOf(ours),
    equal: null,
    goal: `< ${GOAL_MS} ms`,
    met: median(ours) < GOAL_MS,
  }
}
