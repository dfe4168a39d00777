/**
 * A process that imports a dataset and searches over it, saying on its output how many trials are done, until it is killed:
 * `node sweep-until-killed.ts <data directory> BAYESIAN|WALK_FORWARD`.
 */
import { setTimeout as after } from 'node:timers/promises'
import { ORGANIZATION, TRADER, openDesk } from './desk.ts'
import { importWave, searchWave } from './wave-bars.ts'

const [, , dataDir = '', search] = process.argv
const asking = { organizationId: ORGANIZATION, actor: TRADER }
const { runtime } = await openDesk({ place: { dataDir } })
const research = await runtime.research()

async function until<Row extends object>(sql: string, fits: (row: Row) => boolean): Promise<Row> {
  for (;;) {
    const [row] = await runtime.database.query<Row>(sql)
    if (row !== undefined && fits(row)) return row
    await after(5)
  }
}

await importWave(research, asking, { instrumentId: 'SIM:WAVE', bars: 6_000 })
const { id } = await until<{ id: string }>('SELECT id FROM dataset', () => true)
await searchWave(research, asking, {
  datasetId: id,
  search: search === 'BAYESIAN' ? search : 'WALK_FORWARD',
})
let told = -1
await until<{ done: number }>('SELECT done FROM backtest', ({ done }) => {
  if (done !== told) process.stdout.write(`${done}\n`)
  told = done
  return false
})
