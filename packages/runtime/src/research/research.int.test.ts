/** Research on both databases: files become datasets, datasets are played, and what is asked wrongly is refused by name. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import {
  DATABASES,
  type Desk,
  ORGANIZATION,
  TRADER,
  newPlace,
  openDesk,
  removePlaces,
} from '../testing/desk.ts'
import { WAVE_HEADER as HEADER, waveBook, waveRows as wave } from '../testing/wave-bars.ts'
import type { BacktestTerms, Research } from './research.ts'

const asking = { organizationId: ORGANIZATION, actor: TRADER }
const choices = {}
const WAIT = { timeout: 60_000, interval: 50 }

describe.each(DATABASES)('research on %s', (kind) => {
  let desk: Desk
  let research: Research
  let importFolder: string
  beforeAll(async () => {
    importFolder = mkdtempSync(join(tmpdir(), 'quarterdeck-sources-'))
    desk = await openDesk({ place: await newPlace(kind), importFolder })
    research = await desk.runtime.research()
  })
  afterAll(async () => {
    await desk.runtime.close()
    rmSync(importFolder, { recursive: true })
    removePlaces()
  })

  const row = async <Row extends object>(table: string, id: string) => {
    const [found] = await desk.runtime.database.query<Row>(`SELECT * FROM ${table} WHERE id = $1`, [id])
    return found
  }
  const upload = async (text: string) =>
    (await research.datasets.upload(ORGANIZATION, 'bars.csv', Readable.from([Buffer.from(text)]))).id
  const importBars = async (
    text: string,
    instrumentId = 'SIM:WAVE',
    mode: 'APPEND' | 'CORRECT' = 'APPEND',
  ) => {
    const request = {
      uploadId: await upload(text),
      instrumentId,
      kind: 'BARS',
      timeframe: '1m',
      mode,
      assetClass: 'EQUITY',
      choices,
    } as const
    return ended(await research.datasets.import(asking, request))
  }
  const ended = (jobId: string) =>
    vi.waitFor(async () => {
      const job = await row<{ status: string; failure: string | null; dataset_id: string; outcome: string }>(
        'research_job',
        jobId,
      )
      expect(job?.status).toMatch(/COMPLETED|FAILED/)
      return job!
    }, WAIT)
  const finished = (id: string) =>
    vi.waitFor(async () => {
      const backtest = await row<{
        status: string
        failure: string | null
        figures: string
        decisions: string
        done: number
        total: number
        best_trial: number | null
        plan: string[]
      }>('backtest', id)
      expect(backtest?.status).toMatch(/COMPLETED|FAILED|CANCELLED/)
      return backtest!
    }, WAIT)
  const terms = (datasetId: string): BacktestTerms => ({
    name: '',
    strategy: 'sma-cross',
    parameters: { fast: '5', slow: '15' },
    datasetIds: [datasetId],
    from: null,
    to: null,
    currency: 'USD',
    cash: '100000',
    fills: {},
    seed: 1,
  })

  it('takes a file in, shows what it is, imports it and says what it found', async () => {
    const preview = await research.datasets.preview(ORGANIZATION, await upload(HEADER + wave(0, 10)), choices)
    expect(preview).toMatchObject({ kind: 'BARS', timeframe: '1m', questions: [], problems: [] })
    const job = await importBars(HEADER + wave(0, 500))
    expect(job).toMatchObject({ status: 'COMPLETED', failure: null })
    expect(JSON.parse(job.outcome)).toMatchObject({ rowsAdded: 500, rowsChanged: 0, touchedBacktestIds: [] })
    expect(await row('dataset', job.dataset_id)).toMatchObject({
      rows: 500,
      instrument_id: 'SIM:WAVE',
      verdict: 'PASS',
    })
  })

  it('plays a strategy over it, twice the same, and keeps its report', async () => {
    const { dataset_id: datasetId } = await importBars(HEADER + wave(0, 500), 'SIM:PLAYED')
    const [one, two] = await Promise.all([1, 2].map(() => research.backtests.run(asking, terms(datasetId))))
    const [first, second] = [await finished(one!), await finished(two!)]
    expect(first).toMatchObject({ status: 'COMPLETED', failure: null, done: 500, total: 500 })
    expect(second.decisions).toBe(first.decisions)
    expect(JSON.parse(first.figures)).toMatchObject({
      trades: expect.any(Number),
      finalEquity: expect.any(Number),
    })
    expect((await research.backtests.trades(ORGANIZATION, one!)).length).toBeGreaterThan(3)
    expect((await research.backtests.equity(ORGANIZATION, one!, 100)).length).toBeLessThanOrEqual(100)
    const html = await research.backtests.document(ORGANIZATION, one!, 'report.html')
    expect(html?.content.toString()).toContain('<html')
    expect(await research.backtests.document('somebody-else', one!, 'report.html')).toBeNull()
  })

  it('keeps splits and dividends beside a dataset, lets them happen to a run, and names the runs that a change touches', async () => {
    const { dataset_id: datasetId } = await importBars(HEADER + wave(0, 300), 'SIM:PAYER')
    const dataset = { id: datasetId, organizationId: ORGANIZATION, instrumentId: 'SIM:PAYER' } as const
    const ref = { ...dataset, kind: 'BARS', timeframe: '1m' }
    const [first] = await research.datasets.bars(ref, { from: null, to: null, points: 1 })
    const at = (minutes: number) => first!.time + minutes * 60e6
    const list = (paid: number) =>
      `when,paid,split\n${new Date(at(100) / 1000).toISOString()},${paid},\n${new Date(at(150) / 1000).toISOString()},,2:1\n`
    const importing = async (text: string, mode: 'APPEND' | 'CORRECT') => {
      const columns = { date: 'when', dividend: 'paid', split: 'split' }
      const request = { uploadId: await upload(text), mode, columns }
      return research.datasets.importActions(ORGANIZATION, datasetId, request)
    }
    expect(await importing(list(0.5), 'APPEND')).toMatchObject({ added: 2, readersTouched: [] })
    expect((await research.datasets.actions(ref)).map(({ kind: what }) => what)).toEqual([
      'CASH_DIVIDEND',
      'SPLIT',
    ])
    const carry = [{ kind: 'FUNDING', instrumentId: 'SIM:PAYER', at: at(200), longPays: '0.01' }] as const
    const asked = { ...terms(datasetId), parameters: { fast: '3', slow: '9' }, carry }
    const ids = await Promise.all(
      (['RAW', 'ADJUSTED'] as const).map((prices) => research.backtests.run(asking, { ...asked, prices })),
    )
    for (const id of ids) expect(await finished(id)).toMatchObject({ status: 'COMPLETED', failure: null })
    const carried = async (id: string) => {
      const report = await research.backtests.document(ORGANIZATION, id, 'report.json')
      return (JSON.parse(report!.content.toString()) as { costs: { carry: object } }).costs.carry
    }
    expect(Object.keys(await carried(ids[0]!))).toContain('DIVIDEND')
    expect(Object.keys(await carried(ids[1]!))).not.toContain('DIVIDEND')
    await expect(importing(list(0.6), 'APPEND')).rejects.toThrow(/write with mode CORRECT/)
    const corrected = await importing(list(0.6), 'CORRECT')
    expect([...corrected.readersTouched].sort()).toEqual([...ids].sort())
    await expect(importing('when,paid,split\nsoon,1,\n', 'APPEND')).rejects.toThrow(/row 2, column when/)
    const wrong = { ...asked, carry: [{ ...carry[0], instrumentId: 'SIM:NONE' }] }
    await expect(research.backtests.run(asking, wrong)).rejects.toThrow(/carry\[0\]\.instrumentId/)
  })

  it('plays a strategy on an order book: its bars are watched, its levels are traded', async () => {
    const bars = await importBars(HEADER + wave(0, 200), 'SIM:BOOK')
    const request = {
      instrumentId: 'SIM:BOOK',
      timeframe: 'tick',
      mode: 'APPEND',
      assetClass: 'EQUITY',
      choices,
    } as const
    const book = await ended(
      await research.datasets.import(asking, {
        ...request,
        uploadId: await upload(waveBook(200)),
        kind: 'DEPTH',
      }),
    )
    expect(await row('dataset', book.dataset_id)).toMatchObject({
      kind: 'DEPTH',
      timeframe: 'tick',
      verdict: 'PASS',
    })
    const both = { ...terms(bars.dataset_id), datasetIds: [bars.dataset_id, book.dataset_id] }
    const id = await research.backtests.run(asking, both)
    expect(await finished(id)).toMatchObject({ status: 'COMPLETED', failure: null, done: 400, total: 400 })
    const trades = await research.backtests.trades(ORGANIZATION, id)
    expect(trades.length).toBeGreaterThan(0)
    // Half a dollar is paid each way, which the bars know nothing of.
    const equityOf = ({ figures }: { readonly figures: string }): number =>
      (JSON.parse(figures) as { finalEquity: number }).finalEquity
    const alone = await finished(await research.backtests.run(asking, terms(bars.dataset_id)))
    expect(equityOf(await finished(id))).toBeLessThan(equityOf(alone))
  })

  it('names the backtests whose history a corrected import changes', async () => {
    const { dataset_id: datasetId } = await importBars(HEADER + wave(0, 300), 'SIM:TOUCHED')
    const id = await research.backtests.run(asking, terms(datasetId))
    await finished(id)
    const more = await importBars(HEADER + wave(300, 20), 'SIM:TOUCHED')
    expect(JSON.parse(more.outcome)).toMatchObject({ rowsAdded: 20, touchedBacktestIds: [] })
    const corrected = (HEADER + wave(0, 20)).replace(/1000\n/, '999\n')
    const job = await importBars(corrected, 'SIM:TOUCHED', 'CORRECT')
    expect(JSON.parse(job.outcome)).toMatchObject({ rowsChanged: 1, touchedBacktestIds: [id] })
  })

  it('sweeps a grid in shares, and the trial of the same parameters is the backtest of them', async () => {
    const { dataset_id: datasetId } = await importBars(HEADER + wave(0, 400), 'SIM:SWEPT')
    const sweep = {
      ...terms(datasetId),
      axes: { fast: '4:6:1', slow: '12,15' },
      method: 'GRID',
      samples: null,
      objective: 'totalReturn',
    } as const
    const swept = await finished(await research.backtests.sweep(asking, sweep))
    expect(swept).toMatchObject({ status: 'COMPLETED', done: 6, total: 6 })
    expect(swept.plan.join(' ')).toContain('6 parameter sets')
    const single = await finished(await research.backtests.run(asking, terms(datasetId)))
    const [trial] = await desk.runtime.database.query<{ figures: string }>(
      `SELECT figures FROM backtest_trial WHERE parameters = '{"fast": 5, "slow": 15}'`,
    )
    expect(JSON.parse(trial!.figures).finalEquity).toBe(JSON.parse(single.figures).finalEquity)
    const [best] = await desk.runtime.database.query<{ most: boolean }>(
      `SELECT (figures->>'totalReturn')::float8 = max((figures->>'totalReturn')::float8) OVER () AS most
       FROM backtest_trial WHERE backtest_id = (SELECT id FROM backtest WHERE kind = 'SWEEP') ORDER BY number = $1 DESC LIMIT 1`,
      [swept.best_trial],
    )
    expect(best).toEqual({ most: true })
  })

  it('walks forward: every window chooses, is tried on what follows, and the tests are one curve', async () => {
    const { dataset_id: datasetId } = await importBars(HEADER + wave(0, 400), 'SIM:WALKED')
    const walk = {
      ...terms(datasetId),
      axes: { fast: '4,6', slow: '12' },
      method: 'GRID',
      samples: null,
      objective: 'totalReturn',
      walkForward: {
        kind: 'ROLLING',
        train: '150m',
        test: '100m',
        step: null,
        purge: null,
        embargo: '1m',
      },
    } as const
    const id = await research.backtests.walkForward(asking, walk)
    expect(await finished(id)).toMatchObject({ status: 'COMPLETED', failure: null, done: 6, total: 6 })
    const found = await research.backtests.walkForwardFindings(ORGANIZATION, id)
    expect(found?.steps).toHaveLength(2)
    for (const { chosen, tried, trainScore, testScore, failure } of found!.steps) {
      expect({ tried, failure }).toEqual({ tried: 2, failure: null })
      expect([4, 6]).toContain(chosen?.['fast'])
      expect([trainScore, testScore]).toEqual([expect.any(Number), expect.any(Number)])
    }
    const [first, second] = found!.steps
    expect(second!.window.test.from).toBe(first!.window.test.to)
    expect(found?.summary?.testMean).toBeCloseTo((first!.testScore! + second!.testScore!) / 2, 12)
    const curve = await research.backtests.heldOutEquity(ORGANIZATION, id, 2_000)
    expect(curve.at(-1)?.equity).toBeCloseTo(100_000 * (1 + first!.testScore!) * (1 + second!.testScore!), 4)
    expect(curve.every(({ time }) => time >= first!.window.test.from)).toBe(true)
    await expect(research.backtests.heldOutEquity('org-2', id, 10)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    await expect(
      research.backtests.walkForward(asking, { ...walk, walkForward: { ...walk.walkForward, train: '10d' } }),
    ).rejects.toMatchObject({ field: 'train', code: 'BAD_INPUT' })
    await expect(
      research.backtests.walkForward(asking, { ...walk, objective: 'fees' }),
    ).rejects.toMatchObject({
      field: 'sweep.objective',
    })
  })

  it('updates a dataset from its source, and then those that follow it', async () => {
    const first = await importBars(HEADER + wave(0, 50), 'SIM:LEADER')
    const second = await importBars(HEADER + wave(0, 50), 'SIM:FOLLOWER')
    mkdirSync(importFolder, { recursive: true })
    writeFileSync(join(importFolder, 'nightly.csv'), HEADER + wave(0, 80))
    const published = ['venue:COINBASE', 'venue:KALSHI']
    expect(await research.datasets.updateSources(ORGANIZATION)).toEqual(['nightly.csv', ...published])
    const clock = { source: 'nightly.csv', zone: 'UTC', cron: '30 2 * * *', afterId: null }
    await research.datasets.schedule(ORGANIZATION, first.dataset_id, clock)
    await research.datasets.schedule(ORGANIZATION, second.dataset_id, {
      ...clock,
      cron: null,
      afterId: first.dataset_id,
    })
    await expect(
      research.datasets.schedule(ORGANIZATION, first.dataset_id, {
        ...clock,
        cron: null,
        afterId: second.dataset_id,
      }),
    ).rejects.toMatchObject({ code: 'BAD_INPUT', field: 'afterDatasetId' })
    await ended(await research.datasets.update(asking, first.dataset_id))
    await vi.waitFor(async () => {
      expect(await row('dataset', second.dataset_id)).toMatchObject({ rows: 80 })
    }, WAIT)
    await research.datasets.pauseUpdates(ORGANIZATION, first.dataset_id, true)
    const scheduled = () =>
      desk.runtime.database.query('SELECT key FROM pgboss.schedule WHERE key = $1', [first.dataset_id])
    expect(await scheduled()).toEqual([])
    await research.datasets.pauseUpdates(ORGANIZATION, first.dataset_id, false)
    expect(await scheduled()).toHaveLength(1)
    await research.datasets.remove(ORGANIZATION, first.dataset_id)
    expect(await scheduled()).toEqual([])
    expect(await row('dataset', first.dataset_id)).toBeUndefined()
  })

  it('ends an import of a faulty file with the row at fault, and leaves the dataset as it was', async () => {
    const rows = (HEADER + wave(0, 50))
      .split('\n')
      .toSpliced(40, 1, '2026-01-05T00:39:00.000Z,100,100,x,100,1')
    const job = await importBars(rows.join('\n'), 'SIM:FAULTY')
    expect(job.status).toBe('FAILED')
    expect(job.failure).toMatch(/bars\.csv, row 41, column low/)
    expect(job.dataset_id).toBeNull()
  })

  it('cancels what runs, and lets what has ended be', async () => {
    const { dataset_id: datasetId } = await importBars(HEADER + wave(0, 300), 'SIM:CANCELLED')
    const sweep = {
      ...terms(datasetId),
      axes: { fast: '2:100:1', slow: '101:200:1' },
      method: 'GRID',
      samples: null,
      objective: 'sharpe',
    } as const
    const id = await research.backtests.sweep(asking, sweep)
    await research.backtests.cancel(ORGANIZATION, id)
    expect((await finished(id)).status).toBe('CANCELLED')
    await research.backtests.cancel(ORGANIZATION, id)
  })

  it.each([
    ['strategy', { strategy: 'no-such' }, 'strategy', /sma-cross/],
    ['parameter', { parameters: { fast: '1' } }, 'parameters.fast', /fast/],
    ['combination', { parameters: { fast: '30', slow: '20' } }, 'parameters', /fast must be less than slow/],
    ['cash', { cash: '0' }, 'cash', /above zero/],
    ['currency', { currency: 'dollars' }, 'currency', /USD/],
    ['range', { from: 2, to: 1 }, 'to', /after from/],
    ['dataset', { datasetIds: ['nobody'] }, 'datasetIds', /not found/],
    ['no dataset', { datasetIds: [] }, 'datasetIds', /1 to 50/],
  ])('refuses a backtest with a wrong %s', async (_what, wrong, field, message) => {
    const { dataset_id: datasetId } = await importBars(HEADER + wave(0, 20), 'SIM:REFUSED')
    const asked = research.backtests.run(asking, { ...terms(datasetId), ...wrong })
    await expect(asked).rejects.toMatchObject({ field, message: expect.stringMatching(message) as string })
  })

  it('refuses a grid of a billion, naming the parameter and the limit', async () => {
    const { dataset_id: datasetId } = await importBars(HEADER + wave(0, 20), 'SIM:GRID')
    const sweep = {
      ...terms(datasetId),
      axes: { fast: '2:500:1', slow: '3:1000:1' },
      method: 'GRID',
      samples: null,
      objective: 'sharpe',
    } as const
    await expect(research.backtests.sweep(asking, sweep)).rejects.toThrow(
      /slow has most values.*|at most 10000/,
    )
  })

  it('keeps nothing of another organization within reach', async () => {
    const { dataset_id: datasetId } = await importBars(HEADER + wave(0, 20), 'SIM:MINE')
    const stranger = { organizationId: 'org-2', actor: TRADER }
    await expect(research.backtests.run(stranger, terms(datasetId))).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    await expect(research.datasets.remove('org-2', datasetId)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(research.datasets.preview('org-2', await upload(HEADER), choices)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })
})
