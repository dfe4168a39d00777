/** The same run alone, in a worker, in a sweep of a thousand, after kills and after a resume: the same decisions. */

import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Strategy } from '@quarterdeck/sdk'
import { runBacktest } from '../run/backtest.ts'
import type { MeasuredRun, RunOrder } from '../worker/protocol.ts'
import { askStrategy } from './ask-strategy.ts'
import { FanOut } from './fan-out.ts'
import { runInWorker } from './run-in-worker.ts'
import { runStudy, type StudyOutcome, type StudyRequest } from './run-study.ts'
import { shareSeries } from './shared-series.ts'
import { StudyFault } from './study-fault.ts'
import cross from './testing/cross.ts'
import { ACME, CROSS, minutes, passingFolder, TERMS } from './testing/study.ts'

const PATIENCE = { timeout: 240_000 }
const series = minutes(400)
const axes = [
  { name: 'fast', min: 1, max: 20, step: 1, scale: 'LINEAR' as const },
  { name: 'slow', min: 25, max: 74, step: 1, scale: 'LINEAR' as const },
]

function alone(fast: number, slow: number) {
  const { definitions: _, calendars: __, ...terms } = TERMS
  return runBacktest({
    ...terms,
    strategy: cross as unknown as Strategy,
    series,
    params: { instrument: ACME.id, fast, slow },
  })
}

function study(journal: string | null, change: Partial<StudyRequest> = {}): Promise<StudyOutcome> {
  return runStudy({
    file: { path: CROSS },
    terms: TERMS,
    series,
    params: { instrument: ACME.id },
    axes,
    method: { kind: 'GRID' },
    metric: 'sharpe',
    workers: 2,
    memoryBytes: 4 * 2 ** 30,
    journal: journal === null ? null : () => journal,
    ...change,
  })
}

const withoutTime = ({ milliseconds: _, ...measured }: MeasuredRun) => measured
const measuredOf = ({ trials }: StudyOutcome) => trials.map(({ measured }) => withoutTime(measured))

describe('one strategy on the same bars', PATIENCE, () => {
  const folder = passingFolder()
  const journal = join(folder, 'study.jsonl')
  let swept: StudyOutcome

  it('decides the same alone and in a worker, to the last field of the result', async () => {
    const { result, strategy } = await runInWorker(
      { path: CROSS },
      { terms: TERMS, series, params: { instrument: ACME.id, fast: 5, slow: 30 } },
    )
    const { timings: _, ...own } = alone(5, 30)
    const { timings: __, ...theirs } = result
    expect(theirs).toEqual(own)
    expect(own.counts.decisions).toBeGreaterThan(10)
    expect(strategy.sources).toEqual([
      { path: 'cross.ts', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
    ])
  })

  it('decides the same in a sweep of 1,000', async () => {
    swept = await study(journal)
    expect(swept.trials).toHaveLength(1_000)
    expect(swept.trials.filter(({ measured }) => measured.fault !== null)).toEqual([])
    for (const place of [0, 1, 205, 499, 999]) {
      const { parameters, measured } = swept.trials[place]!
      expect(measured.digests).toEqual(alone(Number(parameters['fast']), Number(parameters['slow'])).digests)
    }
    expect(new Set(swept.trials.map(({ measured }) => measured.digests?.decisions)).size).toBeGreaterThan(900)
    expect(swept.judged.best).not.toBeNull()
  })

  it('goes on from a journal that was cut off in the middle of a line, with the same results', async () => {
    const text = readFileSync(journal, 'utf8')
    truncateSync(journal, Math.floor(Buffer.byteLength(text) * 0.6))
    const resumed = await study(journal)
    expect(resumed.kept).toBeGreaterThan(300)
    expect(resumed.kept).toBeLessThan(1_000)
    expect(measuredOf(resumed)).toEqual(measuredOf(swept))
    expect(resumed.judged).toEqual(swept.judged)
    expect((await study(journal)).kept).toBe(1_000)
  })

  it('refuses the journal of another study and a damaged one, naming the file', async () => {
    const other = { terms: { ...TERMS, seed: 8 } }
    await expect(study(journal, other)).rejects.toThrow(`${journal} is the journal of another study`)
    const damaged = join(folder, 'damaged.jsonl')
    const [head] = readFileSync(journal, 'utf8').split('\n')
    writeFileSync(damaged, `${head}\n`)
    appendFileSync(damaged, '{"key": \n')
    await expect(study(damaged)).rejects.toThrow(`${damaged} is damaged in line 2`)
  })

  it('walks forward over the same workers, and holds the tests out of the choice', async () => {
    const span = 60e6
    const walked = await study(null, {
      axes: [
        { name: 'fast', values: [3, 8] },
        { name: 'slow', values: [30] },
      ],
      walkForward: { train: 150 * span, test: 80 * span, kind: 'ROLLING' },
    })
    expect(walked.walkForward?.steps).toHaveLength(3)
    expect(walked.walkForward?.steps.every(({ chosen }) => chosen !== null)).toBe(true)
    expect(walked.walkForward?.heldOut.length).toBeGreaterThan(200)
  })
})

describe('a worker that is killed from outside', PATIENCE, () => {
  it('leaves its shard to be run again, with the same results', async () => {
    const directory = passingFolder()
    const orders = Array.from({ length: 12 }, (_, run): RunOrder => ({
      run,
      params: { instrument: ACME.id, fast: run + 1, slow: 40 },
    }))
    const fanOut = new FanOut({
      file: { path: CROSS },
      terms: { ...TERMS, series: shareSeries(directory, series) },
      directory,
      workers: 2,
    })
    const done = new Map<number, MeasuredRun>()
    let killed = 0
    try {
      await fanOut.run([orders.slice(0, 6), orders.slice(6)], ({ run }, measured) => {
        expect(done.has(run)).toBe(false)
        done.set(run, measured)
        if (killed === 0) {
          killed = fanOut.pids[0]!
          process.kill(killed, 'SIGKILL')
        }
      })
    } finally {
      await fanOut.close()
    }
    expect(killed).toBeGreaterThan(0)
    expect(done.size).toBe(12)
    for (const [run, { digests, fault }] of done) {
      expect(fault).toBeNull()
      expect(digests).toEqual(alone(run + 1, 40).digests)
    }
  })
})

describe('what cannot be studied', PATIENCE, () => {
  it('is refused with the parameter and the limit before a process is started', async () => {
    const huge = [1, 2, 3].map((place) => ({
      name: `p${place}`,
      min: 1,
      max: 1_000,
      step: 1,
      scale: 'LINEAR' as const,
    }))
    await expect(study(null, { axes: huge })).rejects.toThrow(
      /1000000000 combinations .*at most 1000000 are allowed: p1 has most values/,
    )
  })

  it('names the file and the fault where the strategy cannot be loaded', async () => {
    const folder = passingFolder()
    const write = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text)
      return join(folder, name)
    }
    const asking = (path: string) => askStrategy({ path }, async ({ facts }) => facts)
    await expect(asking(write('a.ts', "import fs from 'node:fs'\nexport default fs\n"))).rejects.toThrow(
      'a.ts imports node:fs: a strategy may import @quarterdeck/sdk and files of its own folder',
    )
    await expect(asking(write('b.ts', 'export const x = 1\n'))).rejects.toThrow(
      /b\.ts: has no default export/,
    )
    await expect(asking(write('c.ts', 'export default = 1\n'))).rejects.toThrow(/c\.ts: SyntaxError/)
    await expect(asking(write('d.ts', "throw new Error('not today')\n"))).rejects.toThrow(
      /d\.ts: Error: not today/,
    )
    await expect(asking(join(folder, 'none.ts'))).rejects.toThrow(/none\.ts: there is no such file/)
    await expect(
      askStrategy(
        { path: write('e.ts', 'for (;;);\n'), limits: { stallMs: 500 } },
        async ({ facts }) => facts,
      ),
    ).rejects.toThrow(StudyFault)
  })

  it('names the parameter where a question is asked wrong', async () => {
    await askStrategy({ path: CROSS }, async (strategy) => {
      await expect(strategy.axes({ fest: '1:2:1' })).rejects.toThrow('fest is no parameter of cross')
      await expect(strategy.needs({ instrument: ACME.id, fast: 9, slow: 3 })).rejects.toThrow(
        'fast must be less than slow',
      )
    })
  })
})
