/**
 * Our server with everything that stands between a socket and a quote: upgrade, authentication, the GraphQL pipeline, shared
 * execution. Only the market is driven by hand, so that quotes come when the benchmark says so.
 */
import { createApi, loadSecret, openPrisma, seedDemo } from '@quarterdeck/api'
import { createRuntime, systemClock, SyntheticFeed, type QuoteView } from '@quarterdeck/runtime'
import { SIMULATED_INSTRUMENTS } from '@quarterdeck/venues'
import { pino } from 'pino'
import { announce } from './publisher.ts'

const [dataDir = '', ...instrumentIds] = process.argv.slice(2)
const logger = pino({ level: 'error' })
const feed = new SyntheticFeed({
  clock: systemClock,
  instruments: SIMULATED_INSTRUMENTS,
  seed: 1,
  alwaysOpen: true,
})
const runtime = await createRuntime({ dataDir, feed, logger })
feed.stop()
const secret = loadSecret({ secret: null, dataDir })
const prisma = openPrisma(runtime.database.prismaAdapter())
await seedDemo({ runtime, prisma, secret, dataDir, password: 'correct-horse-battery' })

const template = runtime.quote(instrumentIds[0] ?? '')
if (template === null) throw new Error(`No quote of ${instrumentIds[0]}`)
/** Each reader of the market has a queue of its own, as with the real one. */
const followers = new Set<(quote: QuoteView) => void>()

async function* scripted(signal: AbortSignal): AsyncGenerator<readonly QuoteView[]> {
  const queue: QuoteView[] = []
  let wake: () => void = () => undefined
  const follow = (quote: QuoteView): void => {
    queue.push(quote)
    wake()
  }
  signal.addEventListener('abort', () => wake(), { once: true })
  followers.add(follow)
  while (!signal.aborted) {
    const next = queue.shift()
    if (next === undefined) await new Promise<void>((resolve) => (wake = resolve))
    else yield [next]
  }
  followers.delete(follow)
}

const api = createApi({
  runtime: {
    ...runtime,
    quote: (instrumentId) => ({ ...template, instrumentId }),
    quotes: (_ids, signal) => scripted(signal),
  },
  prisma,
  config: { host: '127.0.0.1', port: 0, publicUrl: null, allowedOrigins: [], signUp: false },
  secret,
  logger,
  limits: { socketsPerPrincipalMax: 5_000, socketsUnknownMax: 5_000, streamsPerPrincipalMax: 5_000 },
})
const url = await api.listen()
announce(Number(new URL(url).port), async ({ n }) => {
  const instrumentId = instrumentIds[n % instrumentIds.length] ?? ''
  for (const follow of followers) follow({ ...template, instrumentId })
})
