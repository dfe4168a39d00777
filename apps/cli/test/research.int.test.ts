/** Market data, backtests, sweeps and the author's loop from the command line, offline: what they print, refuse, and survive. */
import { execFile, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const MAIN = join(import.meta.dirname, '..', 'src', 'main.ts')
const CROSS = join(import.meta.dirname, '..', '..', '..', 'packages', 'sdk', 'examples', 'sma-cross.ts')

const directory = mkdtempSync(join(tmpdir(), 'quarterdeck-research-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))
const dataDir = join(directory, 'data')
const bars = join(directory, 'acme.csv')

interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

function execute(command: string, args: readonly string[], cwd: string): Promise<Ran> {
  return new Promise((resolve) => {
    const env = { ...process.env, QUARTERDECK_DATA_DIR: dataDir }
    execFile(command, [...args], { env, cwd, maxBuffer: 2 ** 28 }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    )
  })
}

const quarterdeck = (...args: readonly string[]): Promise<Ran> =>
  execute(process.execPath, [MAIN, ...args], directory)

/** A script of a package, as its author runs it. */
const npm = (folder: string, ...args: readonly string[]): Promise<Ran> => execute('npm', args, folder)

async function json<T>(...args: readonly string[]): Promise<T> {
  const ran = await quarterdeck(...args, '--json')
  expect(ran.code, ran.err).toBe(0)
  return JSON.parse(ran.out) as T
}

/** Two years of weekdays on a wave, so that averages cross. */
function dailyRows(): string[] {
  const rows: string[] = []
  for (let day = Date.UTC(2020, 0, 1); rows.length < 520; day += 86_400_000) {
    if ([0, 6].includes(new Date(day).getUTCDay())) continue
    const close = (100 + 20 * Math.sin(rows.length / 15) + 3 * Math.sin(rows.length)).toFixed(2)
    const [high, low] = [(Number(close) + 1).toFixed(2), (Number(close) - 1).toFixed(2)]
    rows.push(`${new Date(day).toISOString().slice(0, 10)},${close},${high},${low},${close},1000`)
  }
  return rows
}

const HEADER = 'Date,Open,High,Low,Close,Volume'

beforeAll(() => writeFileSync(bars, [HEADER, ...dailyRows()].join('\n')))

interface Told {
  readonly status: string
  readonly digests: { readonly decisions: string }
  readonly figures: { readonly trades: number; readonly finalEquity: number }
  readonly strategy: { readonly sources: readonly { readonly sha256: string }[] }
  readonly trades: readonly object[]
}

describe('a backtest from the command line', () => {
  it('runs a file over a file and says the same every time, to people and to machines', async () => {
    const args = [
      'backtest',
      CROSS,
      '--bars',
      bars,
      '--param',
      'fast=5',
      '--param',
      'slow=20',
      '--commission',
      '0.002',
    ]
    const told = await json<Told>(...args)
    expect(told.status).toBe('COMPLETED')
    expect(told.trades.length).toBeGreaterThan(3)
    expect(told.figures.trades).toBe(told.trades.length)
    expect(told.strategy.sources[0]?.sha256).toMatch(/^[0-9a-f]{64}$/)
    const page = await quarterdeck(...args)
    expect(page.code).toBe(0)
    expect(page.out).toContain('Sharpe ratio')
    expect(page.out).toContain(told.digests.decisions)
    expect(page.err, 'progress goes to a terminal alone').toBe('')
  })

  it('books what a carry file says of holding, and names its line at fault', async () => {
    const carry = join(directory, 'carry.csv')
    const days = Array.from({ length: 365 }, (_, day) => new Date(Date.UTC(2020, 0, 1 + day)).toISOString())
    const rows = days.map((at) => `XNAS:ACME,${at},FUNDING,0.001`)
    writeFileSync(carry, ['instrument,at,kind,amount', ...rows, ''].join('\n'))
    const args = ['backtest', CROSS, '--bars', `XNAS:ACME=${bars}`] as const
    const [free, charged] = [await json<Told>(...args), await json<Told>(...args, '--carry', carry)]
    expect(charged.figures.finalEquity).toBeLessThan(free.figures.finalEquity)
    writeFileSync(carry, 'instrument,at,kind,amount\nXNAS:OTHER,2020-01-02,DIVIDEND,1\n')
    const refused = await quarterdeck(...args, '--carry', carry)
    expect([refused.code, refused.err]).toEqual([
      1,
      expect.stringContaining('row 2, column instrument: "XNAS:OTHER" is none of XNAS:ACME'),
    ])
  })

  it('writes its report as HTML, JSON and CSV', async () => {
    const out = join(directory, 'out')
    expect(
      (await quarterdeck('backtest', CROSS, '--bars', bars, '--out', out, '--benchmark', 'hold')).code,
    ).toBe(0)
    expect(readdirSync(out).sort()).toEqual([
      'equity.csv',
      'monthly.csv',
      'report.html',
      'report.json',
      'trades.csv',
    ])
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('Sharpe')
    const { benchmark } = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as {
      benchmark: { name: string }
    }
    expect(benchmark.name).toContain('holding')
  })

  it.each([
    [['--param', 'fast=abc'], 2, 'fast must be a whole number from 2 to 500 (was "abc")'],
    [['--param', 'fast=50'], 2, 'fast must be less than slow'],
    [['--fill', 'best'], 2, '--fill must be next-open or this-close'],
    [['--param', 'timeframe=1h'], 2, 'the strategy wants 1h bars'],
  ])('refuses %j as wrong usage', async (args, code, message) => {
    const ran = await quarterdeck('backtest', CROSS, '--bars', bars, ...args)
    expect(ran.err).toContain(message)
    expect(ran.code).toBe(code)
    expect(ran.err).not.toMatch(/\n\s+at /)
  })

  it('names file, row and column of bars that cannot be', async () => {
    const broken = join(directory, 'broken.csv')
    writeFileSync(broken, [HEADER, ...dailyRows().slice(0, 20), '2020-02-03,10,9,8,10,5'].join('\n'))
    const ran = await quarterdeck('backtest', CROSS, '--bars', broken)
    expect(ran.code).toBe(1)
    expect(ran.err).toMatch(/broken\.csv.*row 22.*high/)
    const missing = await quarterdeck('backtest', CROSS, '--bars', 'nowhere.csv')
    expect(missing).toMatchObject({ code: 2 })
    expect(missing.err).toContain('nowhere.csv is neither a file nor an instrument')
  })

  it('stops a strategy that loops and names the callback and the bar', async () => {
    const file = join(directory, 'loop.ts')
    writeFileSync(
      file,
      "import { defineStrategy, param } from '@quarterdeck/sdk'\nlet n = 0\nexport default defineStrategy({ name: 'loop', params: { instrument: param.instrument() }, subscribe: ({ instrument }) => [{ kind: 'BARS', instrument, timeframe: '1d' }], onBar() { n += 1; for (; n > 2; ) n += 1 } })\n",
    )
    const ran = await quarterdeck('backtest', file, '--bars', bars, '--stall', '1')
    expect(ran.code).toBe(1)
    expect(ran.err).toContain('onBar at 2020-01-03T00:00:00.000000Z: it did not return within 1 s')
  })
})

describe('the market-data store from the command line', () => {
  it('imports, lists, shows, validates, exports, and gives its series to a backtest', async () => {
    const imported = await json<{ rows: number; rowsRead: number }>(
      'data',
      'import',
      bars,
      '--instrument',
      'XNAS:ACME',
      '--timeframe',
      '1d',
    )
    expect(imported).toMatchObject({ rows: 520, rowsRead: 520 })
    const [listed] = await json<{ rows: number; contentSha256: string }[]>('data', 'list')
    expect(listed?.rows).toBe(520)
    expect((await quarterdeck('data', 'show', 'XNAS:ACME')).out).toContain('520 rows')
    expect((await quarterdeck('data', 'validate', 'XNAS:ACME')).out).toMatch(/OHLC\s+PASS/)
    const file = join(directory, 'out.csv')
    expect((await quarterdeck('data', 'export', 'XNAS:ACME', '--output', file)).code).toBe(0)
    expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(521)
    const kept = await json<Told>('backtest', CROSS, '--bars', 'XNAS:ACME', '--param', 'fast=5')
    const read = await json<Told>('backtest', CROSS, '--bars', `XNAS:ACME=${bars}`, '--param', 'fast=5')
    expect(kept.digests).toEqual(read.digests)
  })

  it('adds what a newer file has, and refuses to change history unasked', async () => {
    const newer = join(directory, 'newer.csv')
    const rows = dailyRows()
    writeFileSync(newer, [HEADER, ...rows.slice(400), '2021-12-29,100,101,99,100,5'].join('\n'))
    expect(await json('data', 'update', 'XNAS:ACME', '--file', newer)).toMatchObject({
      rows: 521,
      diff: { added: 1, changed: 0 },
    })
    writeFileSync(newer, [HEADER, ...rows.slice(400, 519), '2021-12-29,150,151,149,150,5'].join('\n'))
    const refused = await quarterdeck('data', 'update', 'XNAS:ACME', '--file', newer)
    expect(refused.code).toBe(1)
    expect(await json('data', 'update', 'XNAS:ACME', '--file', newer, '--mode', 'correct')).toMatchObject({
      diff: { changed: 1 },
    })
  })

  it.each([
    [['data', 'show', 'XNAS:NONE'], 1, 'XNAS:NONE is not in the store'],
    [['data', 'import', 'nowhere.csv', '--instrument', 'XNAS:X'], 2, 'there is no file nowhere.csv'],
    [['data', 'import', bars, '--instrument', 'acme', '--timeframe', '1d'], 2, 'is not VENUE:SYMBOL'],
    [['data', 'export', 'XNAS:ACME', '--output', 'x.txt'], 2, 'must end with .csv or .parquet'],
    [['data', 'import', bars], 2, '--instrument'],
  ])('refuses %j', async (args, code, message) => {
    const ran = await quarterdeck(...args)
    expect(ran.err).toContain(message)
    expect(ran.code).toBe(code)
  })
})

interface Searched {
  readonly kept: number
  readonly best: Readonly<Record<string, number>>
  readonly trials: readonly { readonly parameters: object; readonly digests: object }[]
}

describe('a sweep from the command line', () => {
  const grid = [
    'optimize',
    CROSS,
    '--bars',
    bars,
    '--grid',
    'fast=2:21:1',
    '--grid',
    'slow=25:44:1',
    '--workers',
    '2',
  ]

  it('shows its plan before it runs, the best, and what to doubt', async () => {
    const ran = await quarterdeck(
      'optimize',
      CROSS,
      '--bars',
      bars,
      '--grid',
      'fast=4:8:2',
      '--grid',
      'slow=6:20:7',
      '--no-keep',
    )
    expect(ran.code, ran.err).toBe(0)
    expect(ran.err).toMatch(/9 parameter sets x 1 symbol group/)
    expect(ran.err).toMatch(/Recommended: \d workers?/)
    expect(ran.out).toMatch(/SHARPE RATIO/)
    expect(ran.out).toMatch(/2 of 9 runs gave nothing:\n {2}1 PARAMETERS: fast must be less than slow/)
    expect(ran.out).toMatch(/Best: --param fast=\d+ --param slow=\d+/)
  })

  it('goes on after a kill -9 of the whole study, with the results of one that was not interrupted', async () => {
    const whole = await json<Searched>(...grid, '--no-keep')
    expect(whole.trials).toHaveLength(400)
    const child = spawn(process.execPath, [MAIN, ...grid], {
      env: { ...process.env, QUARTERDECK_DATA_DIR: dataDir },
      stdio: 'ignore',
    })
    const studies = join(dataDir, 'studies')
    const lines = (): number => {
      const [journal] = existsSync(studies) ? readdirSync(studies) : []
      return journal === undefined ? 0 : readFileSync(join(studies, journal), 'utf8').split('\n').length
    }
    await expect.poll(lines, { timeout: 120_000, interval: 5 }).toBeGreaterThan(20)
    const killed = new Promise((resolve) => child.once('close', resolve))
    child.kill('SIGKILL')
    await killed
    const resumed = await json<Searched>(...grid)
    expect(resumed.kept).toBeGreaterThan(10)
    expect(resumed.trials).toEqual(whole.trials)
    expect(resumed.best).toEqual(whole.best)
    await expect.poll(() => workersOf(child.pid ?? 0), { timeout: 60_000 }).toEqual([])
  })

  it.each([
    [
      ['--grid', 'fast=2:500:1', '--grid', 'slow=3:1000:1', '--grid', 'quantity=1:3000:1'],
      'at most 1000000 are allowed: quantity has most values',
    ],
    [['--grid', 'fast=2:1000000000:1'], 'fast: must have at most 100000 values'],
    [['--grid', 'fast=5,10', '--param', 'fast=3'], 'fast is given with --param and with --grid'],
    [['--grid', 'fast=5,10', '--walk-forward', 'train=3650d,test=30d'], 'must fit into the data'],
  ])('refuses %j as wrong usage', async (args, message) => {
    const ran = await quarterdeck('optimize', CROSS, '--bars', bars, ...args)
    expect(ran.err).toContain(message)
    expect(ran.code).toBe(2)
  })
})

/** Processes whose command line names files of that supervisor. */
function workersOf(pid: number): readonly string[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false
    try {
      return readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(`worker-${pid}-`)
    } catch {
      // It ended while the list was read.
      return false
    }
  })
}

describe("the author's loop from the command line", () => {
  it('makes a strategy in an empty folder that passes its own test, its own types, its own backtest and its own check', async () => {
    const made = await json<{ files: string[] }>('strategy', 'new', 'first-try')
    expect(made.files.sort()).toEqual([
      '.github/workflows/strategy.yml',
      '.gitignore',
      'README.md',
      'first-try.test.ts',
      'first-try.ts',
      'package.json',
      'sample-bars.csv',
      'tsconfig.json',
      'vitest.config.ts',
    ])
    const folder = join(directory, 'first-try')
    expect(await npm(folder, 'test')).toMatchObject({ code: 0, out: expect.stringContaining('2 passed') })
    const backtest = await npm(folder, 'run', 'backtest')
    expect(backtest.code, backtest.err).toBe(0)
    expect(existsSync(join(folder, 'report.html'))).toBe(true)
    const { findings } = await json<{ findings: { check: string; verdict: string }[] }>(
      'strategy',
      'check',
      'first-try/first-try.ts',
    )
    expect(findings.map(({ check, verdict }) => `${check} ${verdict}`)).toEqual([
      'build ok',
      'load ok',
      'parameters ok',
      'run ok',
      'repeat ok',
      'prefix ok',
    ])
    const types = ['node_modules/typescript/bin/tsc', '-p', folder]
    expect(await execute(process.execPath, types, join(import.meta.dirname, '..', '..', '..'))).toMatchObject(
      {
        code: 0,
        out: '',
      },
    )
    expect((await quarterdeck('strategy', 'new', 'first-try')).err).toContain('is there already')
    expect(await quarterdeck('strategy', 'new', 'Not A Name')).toMatchObject({ code: 2 })
  })

  it.each([
    [
      'onBar(_, bar) { throw new Error(bar.nothing) }',
      'build',
      "wrong.ts:2:208 TYPES Property 'nothing' does not exist",
    ],
    ["onBar() { void import('node:fs') }", 'build', 'wrong.ts:2:187 DYNAMIC_IMPORT'],
    ["onBar() { throw new Error('no') }", 'run', 'onBar threw at bar'],
    [
      'onBar({ orders, params }) { if (Math.random() < 0.5) orders.targetPosition(params.instrument, 1); else orders.targetPosition(params.instrument, 0) }',
      'repeat',
      'decided otherwise',
    ],
    [
      'onBar({ orders, params }) { if (++seen > 900) orders.targetPosition(params.instrument, 1) }',
      'repeat',
      'a variable outside',
    ],
    [
      "onStart({ timers }) { timers.onSession('open', { calendar: 'XLON', at: 'OPEN' }) }, onTimer() { throw new Error('rung') }",
      'run',
      'rung',
    ],
  ])('finds what is wrong with %s', async (body, check, message) => {
    const file = join(mkdtempSync(join(directory, 'wrong-')), 'wrong.ts')
    writeFileSync(
      file,
      `import { defineStrategy, param } from '@quarterdeck/sdk'; let seen = 0\nexport default defineStrategy({ name: 'wrong', params: { instrument: param.instrument() }, subscribe: ({ instrument }) => [{ kind: 'BARS', instrument, timeframe: '1m' }], ${body} })\n`,
    )
    const ran = await quarterdeck('strategy', 'check', file, '--json')
    expect(ran.code).toBe(1)
    const { findings } = JSON.parse(ran.out) as {
      findings: { check: string; verdict: string; message: string }[]
    }
    const found = findings.find(({ verdict }) => verdict === 'fault')
    expect(found?.check).toBe(check)
    expect(found?.message).toContain(message)
  })
})
