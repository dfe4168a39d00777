/**
 * A server that runs a strategy until it is killed, for tests: quotes every few milliseconds, and says on its standard output when
 * the run is live.
 *
 *     node host-until-killed.ts DATABASE_URL DATA_DIR SECRET DEPLOYMENT_ID
 */
import { openDesk } from '../../testing/desk.ts'
import { BTC } from '../../testing/instruments.ts'
import { observed } from './hosting.ts'

const [databaseUrl = '', dataDir = '', secret = '', deploymentId = ''] = process.argv.slice(2)
const QUOTE_EVERY_MS = 4

const desk = await openDesk({ place: { databaseUrl, dataDir }, secret })
let wasLive = false
setInterval(() => {
  desk.feed.quote(BTC, '99.99', '100.01', Date.now() * 1_000)
  void observed(desk, deploymentId).then((now) => {
    if (wasLive || now?.activity !== 'RUNNING') return
    wasLive = true
    process.stdout.write('live\n')
  })
}, QUOTE_EVERY_MS)
