/** What is backtested is, byte for byte, what trades: the bundle of an artifact plays like the source that it was built from. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildArtifact, createSourceTree } from '@quarterdeck/strategies'
import { createBarColumns } from '@quarterdeck/market-data'
import type { BacktestRequest } from '@quarterdeck/simulation'
import type { Strategy } from '@quarterdeck/sdk'
import { afterAll, expect, it } from 'vitest'
import { openPlayer } from '../research/play-backtest.ts'
import { newPlace, openDesk, removePlaces, until } from '../testing/desk.ts'
import { BTC } from '../testing/instruments.ts'
import { importWave, waveSweep } from '../testing/wave-bars.ts'
import { ASKING, SECRET, ready } from './testing/hosting.ts'
import { zipSync } from 'fflate'

const SOURCE = join(import.meta.dirname, '../../../sdk/examples/sma-cross.ts')
const BARS = 3_000
const MINUTE = 60e6

const folder = mkdtempSync(join(tmpdir(), 'quarterdeck-bundle-'))
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
  removePlaces()
})

function wave(): BacktestRequest['series'][number] {
  const bars = createBarColumns(BARS)
  for (let row = 0; row < BARS; row += 1) {
    const price = Math.round((100 + 10 * Math.sin(row / 37)) * 100) / 100
    bars.time[row] = row * MINUTE
    for (const column of [bars.open, bars.high, bars.low, bars.close]) column[row] = price
    bars.volume[row] = 10
  }
  return { kind: 'BARS', instrumentId: BTC.id, timeframe: '1m', hash: 'wave', bars }
}

async function decisionsOf(path: string): Promise<string> {
  const { default: strategy } = (await import(SOURCE)) as { readonly default: Strategy }
  const params = { instrument: BTC.id, timeframe: '1m', fast: 5, slow: 20, quantity: '1' }
  const request: BacktestRequest = {
    strategy,
    params,
    instruments: [BTC],
    series: [wave()],
    account: { currency: 'USD', cash: [{ currency: 'USD', amount: '100000' }] },
  }
  const player = openPlayer(path, request, new AbortController().signal)
  try {
    const { status, counts, digests } = await player.whole(params, () => undefined)
    expect(status).toBe('COMPLETED')
    expect(counts.bars).toBe(BARS)
    return digests.decisions
  } finally {
    await player.close()
  }
}

it('plays the bundle of an artifact as its source', async () => {
  const tree = createSourceTree([{ path: 'strategy.ts', bytes: readFileSync(SOURCE) }])
  const built = await buildArtifact(tree)
  if (!built.ok) throw new Error(JSON.stringify(built.problems))
  const bundle = join(folder, 'sma-cross.bundle.js')
  writeFileSync(bundle, built.artifact.bundle)
  expect(await decisionsOf(bundle)).toBe(await decisionsOf(SOURCE))
})

it('plays a version of a strategy by its name, as the file of the same source', async () => {
  const desk = await openDesk({ place: await newPlace('PostgreSQL'), secret: SECRET })
  const { runtime } = desk
  try {
    const research = await runtime.research()
    await importWave(research, ASKING, { instrumentId: 'SIM:WAVE', bars: 600 })
    const dataset = async () => {
      const [row] = await runtime.database.query<{ id: string }>('SELECT id FROM dataset')
      return row?.id
    }
    await until('the data is there', async () => (await dataset()) !== undefined)
    const {
      axes: _axes,
      method: _method,
      samples: _samples,
      objective: _objective,
      ...sweep
    } = waveSweep((await dataset())!)
    const terms = { ...sweep, parameters: { fast: '5', slow: '15' } }
    await ready(runtime, 'crossing', zipSync({ 'strategy.ts': readFileSync(SOURCE) }))
    const played = async (strategy: string) => {
      const id = await research.backtests.run(ASKING, { ...terms, strategy })
      const read = async () => {
        const [row] = await runtime.database.query<{
          status: string
          decisions: string
          failure: string | null
        }>('SELECT status, decisions, failure FROM backtest WHERE id = $1', [id])
        return row!
      }
      await until('it is played', async () => /COMPLETED|FAILED/.test((await read()).status))
      return read()
    }
    const [own, version] = [await played('sma-cross'), await played('crossing@1')]
    expect(version).toMatchObject({ status: 'COMPLETED', failure: null })
    expect(version.decisions).toBe(own.decisions)
    await expect(research.backtests.run(ASKING, { ...terms, strategy: 'crossing@2' })).rejects.toMatchObject({
      code: 'BAD_INPUT',
      field: 'strategy',
    })
    const foreign = { ...ASKING, organizationId: 'org-2' }
    await expect(
      research.backtests.run(foreign, { ...terms, datasetIds: terms.datasetIds, strategy: 'crossing@1' }),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' })
  } finally {
    await runtime.close()
  }
})
