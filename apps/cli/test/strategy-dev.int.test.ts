/** `strategy dev` from outside: a file is written while it plays, and what is told of it is read as a machine reads it. */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, afterEach, describe, expect, it } from 'vitest'

const MAIN = join(import.meta.dirname, '..', 'src', 'main.ts')

const directory = mkdtempSync(join(tmpdir(), 'quarterdeck-dev-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

interface Told {
  readonly event: string
  readonly message?: string
  readonly faults?: readonly string[]
  readonly notes?: readonly string[]
  readonly why?: string
  readonly goesOn?: boolean
  readonly [field: string]: unknown
}

const running: ChildProcess[] = []
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL')
})

class Dev {
  readonly told: Told[] = []
  readonly child: ChildProcess
  private err = ''

  constructor(file: string, ...args: readonly string[]) {
    this.child = spawn(process.execPath, [MAIN, 'strategy', 'dev', file, '--json', ...args], {
      cwd: directory,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    running.push(this.child)
    createInterface({ input: this.child.stdout! }).on('line', (line) =>
      this.told.push(JSON.parse(line) as Told),
    )
    this.child.stderr!.on('data', (piece: Buffer) => (this.err += piece.toString()))
  }

  /** The first of what was told, from an index on, that is meant. */
  async until(is: (told: Told) => boolean, from = 0): Promise<Told> {
    await expect
      .poll(() => this.told.slice(from).some(is), { message: 'it is told', interval: 20 })
      .toBe(true)
    return this.told.slice(from).find(is)!
  }

  /** Writes the file and waits for what is meant. */
  async change(file: string, text: string, is: (told: Told) => boolean): Promise<Told> {
    const from = this.told.length
    writeFileSync(file, text)
    return this.until(is, from)
  }

  /** Ends it as a person does; its exit code. */
  async end(): Promise<{ readonly code: number | null; readonly err: string }> {
    const closed = new Promise<number | null>((resolve) => this.child.once('close', resolve))
    this.child.kill('SIGTERM')
    return { code: await closed, err: this.err }
  }
}

const said = (text: string) => (told: Told) => told.event === 'LOG' && told.message === text
const event = (name: string) => (told: Told) => told.event === name

/** Buys one at its first start, and says how often it was begun and what it holds. */
const text = (word: string, body = ''): string => `import { defineStrategy, param } from '@quarterdeck/sdk'

export default defineStrategy({
  name: 'dev-case',
  params: { instrument: param.instrument({ default: 'SIM:ETH-USD' }) },
  state: { version: 1, initial: () => ({ starts: 0 }) },
  subscribe: ({ instrument }) => [
    { kind: 'BARS', instrument, timeframe: '1m' },
    { kind: 'BARS', instrument: 'SIM:BTC-USD', timeframe: '5m' },
    { kind: 'QUOTES', instrument },
  ],
  onStart({ log, state, setState, portfolio, orders, params, timers }) {
    setState({ starts: state.starts + 1 })
    log.info(\`${word} \${state.starts} \${portfolio.position(params.instrument).lots > 0 ? 'long' : 'flat'}\`)
    timers.onSession('opening', { calendar: 'XNYS', at: 'OPEN' })
    orders.targetPosition(params.instrument, 1)
  },
  onBar({ log, params, portfolio, orders }, bar) {
    if (bar.instrument === params.instrument) log.info(\`bar of \${bar.window.length}\`)
    ${body}
  },
  onTimer({ log }, { name }) {
    log.info(name)
  },
})
`

describe('strategy dev', () => {
  it('lets a saved change take over with account and state, and says faults with their place while the code before goes on', async () => {
    const file = join(directory, 'change.ts')
    writeFileSync(file, text('first'))
    const dev = new Dev(file, '--seed', '5', '--speed', '200')
    await dev.until(said('first 0 flat'))
    await dev.until(event('FILL'))
    await dev.until(said('bar of 256'))
    await dev.change(file, text('second'), said('second 1 long'))

    const typed = await dev.change(file, text('third', 'bar.nothing'), event('REFUSED'))
    expect(typed).toMatchObject({
      goesOn: true,
      faults: ["change.ts:20:9 TS2339: Property 'nothing' does not exist on type 'Bar'."],
    })
    const torn = await dev.change(
      file,
      text('third').replace('onTimer(', 'onTimer('.slice(0, -1)),
      event('REFUSED'),
    )
    expect(torn.faults?.[0]).toMatch(/^change\.ts:22:\d+ TS1\d+: /)
    await dev.until(said('bar of 256'), dev.told.length)
    await dev.change(file, text('second'), event('UNCHANGED'))

    const thrown = await dev.change(
      file,
      text('third', 'portfolio.position("SIM:NONE")'),
      (told) => told.event === 'FAULT',
    )
    expect(thrown).toMatchObject({ callback: 'onBar', places: ['change.ts:20:15'] })
    await dev.change(file, text('fourth'), said('fourth 3 long'))
    await dev.until(said('opening'))
    expect(await dev.end()).toEqual({ code: 0, err: '' })
  })

  it('tells the same for the same seed', async () => {
    const file = join(directory, 'same.ts')
    writeFileSync(file, text('same'))
    const runs = await Promise.all(
      ['5', '5', '6'].map(async (seed) => {
        const dev = new Dev(file, '--seed', seed, '--speed', '2000')
        await expect.poll(() => dev.told.length).toBeGreaterThan(8)
        return dev.told.slice(1, 9)
      }),
    )
    expect(runs[1]).toEqual(runs[0])
    expect(runs[2]).not.toEqual(runs[0])
  })

  it('stops code that never returns, and begins anew with the next change', async () => {
    const file = join(directory, 'loop.ts')
    writeFileSync(file, text('once'))
    const dev = new Dev(file, '--speed', '200', '--stall', '2')
    await dev.until(said('once 0 flat'))
    const stopped = await dev.change(file, text('loop', 'for (;;);'), event('STOPPED'))
    expect(stopped.why).toContain('did not return within 2 s')
    await dev.change(file, text('again'), said('again 0 flat'))
  })

  it('says what a deploy would refuse of code that plays', async () => {
    const file = join(directory, 'waiting.ts')
    writeFileSync(file, `${text('waiting')}\nawait Promise.resolve()\n`)
    const dev = new Dev(file)
    await dev.until(said('waiting 0 flat'))
    const foretold = await dev.until(event('NOT_DEPLOYABLE'))
    expect(foretold['problems']).toMatchObject([{ rule: 'TOP_LEVEL_AWAIT', file: 'waiting.ts', line: 27 }])
  })

  it('runs over a whole tape for every change, of what the file imports too', async () => {
    const tape = join(directory, 'tape.csv')
    const rows = Array.from({ length: 400 }, (_, row) => {
      const close = (100 + 10 * Math.sin(row / 9)).toFixed(2)
      return `${new Date(Date.UTC(2024, 0, 1, 0, row)).toISOString()},${close},${close},${close},${close},10`
    })
    writeFileSync(tape, ['time,open,high,low,close,volume', ...rows].join('\n'))
    const folder = mkdtempSync(join(directory, 'taped-'))
    const file = join(folder, 'taped.ts')
    const table = join(folder, 'table.json')
    writeFileSync(table, '{ "lots": 1 }')
    writeFileSync(
      join(folder, 'size.ts'),
      "import table from './table.json'\nexport const size = table.lots\n",
    )
    const source = text('taped', 'orders.targetPosition(params.instrument, size)').replace(
      /\n {4}\{ kind: 'BARS', instrument: 'SIM:BTC-USD'.*/,
      '',
    )
    writeFileSync(file, `import { size } from './size.ts'\n${source}`)
    const dev = new Dev(file, '--tape', tape, '--cash', '5000')
    const played = await dev.until(event('PLAYED'))
    expect(played).toMatchObject({ status: 'RUNNING', positions: [{ quantity: '1' }] })
    expect(dev.told.filter(said('bar of 256')).length).toBe(400 - 255)
    const again = await dev.change(table, '{ "lots": 2 }', event('PLAYED'))
    expect(again).toMatchObject({ positions: [{ quantity: '2' }] })
    expect((await dev.end()).code).toBe(0)
  })

  it('says what is wrong with its options, and waits for a change', async () => {
    const file = join(directory, 'refused.ts')
    writeFileSync(file, text('refused'))
    const wrong = [
      [['--instrument', 'SIM:NONE'], 'the synthetic market has no SIM:NONE; it has SIM:BTC-USD'],
      [['--param', 'size=1'], 'size is no parameter'],
      [['--instrument', 'SIM:AAPL', '--instrument', 'SIM:MSFT'], 'has 1 parameters that name an instrument'],
    ] as const
    const told = await Promise.all(wrong.map(([args]) => new Dev(file, ...args).until(event('REFUSED'))))
    for (const [index, { faults, goesOn }] of told.entries()) {
      expect(faults?.join('\n')).toContain(wrong[index]![1])
      expect(goesOn).toBe(false)
    }
  })
})
