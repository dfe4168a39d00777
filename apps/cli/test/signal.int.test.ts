/** `quarterdeck signal train`: from bars to a model to a backtest, offline; what looks ahead or never returns gets no model. */
import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sharedIsPresent, sharedPath } from '@quarterdeck/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const MAIN = join(import.meta.dirname, '..', 'src', 'main.ts')
const EXAMPLES = join(import.meta.dirname, '..', '..', '..', 'packages', 'sdk', 'examples')
const directory = mkdtempSync(join(tmpdir(), 'quarterdeck-signal-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))
const bars = join(directory, 'acme.csv')
const at = (name: string): string => join(directory, name)

interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

function quarterdeck(...args: readonly string[]): Promise<Ran> {
  return new Promise((resolve) => {
    const env = { ...process.env, QUARTERDECK_DATA_DIR: at('data') }
    execFile(
      process.execPath,
      [MAIN, ...args],
      { env, cwd: directory, maxBuffer: 2 ** 26 },
      (error, out, err) => resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    )
  })
}

/** Hours whose close comes back to 100 after every push. */
function hourlyRows(count: number): readonly string[] {
  let close = 100
  let push = 7
  return Array.from({ length: count }, (_, row) => {
    const open = close
    push = (push * 48_271) % 2_147_483_647
    close += (100 - close) * 0.2 + (push / 2_147_483_647 - 0.5) * 3
    const time = new Date(Date.UTC(2024, 0, 1) + row * 3_600_000).toISOString()
    const [high, low] = [Math.max(open, close) + 0.2, Math.min(open, close) - 0.2]
    return [time, ...[open, high, low, close].map((price) => price.toFixed(4)), '1000'].join(',')
  })
}

beforeAll(() => {
  writeFileSync(bars, ['Date,Open,High,Low,Close,Volume', ...hourlyRows(2_000)].join('\n'))
  for (const name of ['signal-follow.ts', 'trend-signal.ts']) cpSync(join(EXAMPLES, name), at(name))
})

const train = (...args: readonly string[]): Promise<Ran> =>
  quarterdeck('signal', 'train', at('trend-signal.ts'), '--bars', `TEST:ACME=${bars}`, ...args)

describe('a signal from the command line', { timeout: 240_000 }, () => {
  it('is trained, told beside the base rate, and traded by a strategy in a backtest', async () => {
    const model = at('trend-model.json')
    const ran = await train('--out', model)
    expect(ran.code, ran.err).toBe(0)
    expect(ran.out).toContain('It is better than the base rate, beyond luck.')
    expect(ran.out).toMatch(/log loss +0\.\d{4} \(base rate: 0\.\d{4}\)/)
    const { terms } = JSON.parse(readFileSync(model, 'utf8')) as {
      readonly terms: { readonly testFrom: number }
    }
    const from = new Date(terms.testFrom / 1_000).toISOString()
    const played = await quarterdeck(
      'backtest',
      at('signal-follow.ts'),
      '--bars',
      `TEST:ACME=${bars}`,
      '--from',
      from,
    )
    expect(played.code, played.err).toBe(0)
    expect(Number(/Trades +(\d+)/.exec(played.out)?.[1])).toBeGreaterThan(5)
  })

  it('that looks ahead gets no model', async () => {
    writeFileSync(
      at('leak.ts'),
      `import { defineSignal, feature, Roc, Sma } from '@quarterdeck/sdk'
const average = new Sma(3)
export default defineSignal({ name: 'leak', version: '1.0.0', horizonBars: 1, features: () => ({
  change: feature(new Roc(1), (bar) => bar.close),
  shared: feature(average, (bar) => bar.close),
}) })`,
    )
    const ran = await quarterdeck('signal', 'train', at('leak.ts'), '--bars', bars, '--out', at('no.json'))
    expect(ran.err).toContain('The feature shared looks ahead')
    expect(ran.code).toBe(1)
    expect(existsSync(at('no.json'))).toBe(false)
  })

  it('whose code never returns or reaches for a file is stopped and says why', async () => {
    const body = (code: string): string =>
      `import { defineSignal, feature, Sma } from '@quarterdeck/sdk'
export default defineSignal({ name: 'bad', version: '1.0.0', horizonBars: 1, features: () => ({
  bad: feature(new Sma(1), (bar) => { ${code}; return bar.close }),
}) })`
    const trained = (code: string, ...more: readonly string[]): Promise<Ran> => {
      writeFileSync(at('bad.ts'), body(code))
      return quarterdeck('signal', 'train', at('bad.ts'), '--bars', bars, '--out', at('no.json'), ...more)
    }
    expect(await trained('for (;;);', '--stall', '5')).toMatchObject({
      code: 1,
      err: expect.stringContaining('the signal was stopped: it took more than 5 s') as string,
    })
    expect((await trained(`process.getBuiltinModule('fs').readFileSync('${bars}')`)).err).toMatch(
      /restricted/i,
    )
    expect(existsSync(at('no.json'))).toBe(false)
  })

  it('refuses wrong terms as usage, and too little data as an answer', async () => {
    expect(await train('--out', at('no.json'), '--train', '1')).toMatchObject({ code: 2 })
    const short = at('short.csv')
    writeFileSync(short, ['Date,Open,High,Low,Close,Volume', ...hourlyRows(90)].join('\n'))
    const ran = await quarterdeck(
      'signal',
      'train',
      at('trend-signal.ts'),
      '--bars',
      short,
      '--out',
      at('no.json'),
    )
    expect(ran).toMatchObject({ code: 1 })
    expect(ran.err).toMatch(/rows for training, and 100 are the least/)
  })

  it.skipIf(!sharedIsPresent)('the model of the example is what training gives on its bars', async () => {
    const file = sharedPath('data', 'market-data', 'nautilus', 'fxcm', 'usdjpy-m1-bid-2013.csv')
    const signal = join(EXAMPLES, 'trend-signal.ts')
    const out = at('example.json')
    const ran = await quarterdeck('signal', 'train', signal, '--bars', `FXCM:USDJPY=${file}`, '--out', out)
    expect(ran.code, ran.err).toBe(0)
    const kept = readFileSync(join(EXAMPLES, 'trend-model.json'), 'utf8')
    expect(JSON.parse(readFileSync(out, 'utf8'))).toEqual(JSON.parse(kept))
  })
})
