/** A model server that follows bars: asked once at each close, with what history shows, and heard by whoever reads opinions. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Desk,
  type Place,
  ORGANIZATION,
  TRADER,
  newPlace,
  openDesk,
  removePlaces,
  until,
} from '../testing/desk.ts'
import { BTC } from '../testing/instruments.ts'
import { manualClock } from '../testing/manual-clock.ts'
import { marketFeatures } from './consult.ts'
import type { ModelQuestion } from './model-client.ts'
import type { Signals } from './signals.ts'
import { type TestModelServer, answering, serveModel } from './testing/model-server.ts'

const MINUTE_MS = 60_000
const MINUTE = 60e6

describe('a model server that follows the bars of an instrument', { timeout: 120_000 }, () => {
  const clock = manualClock()
  const asked: ModelQuestion[] = []
  const answer = { score: 0.6, confidence: 0.8, model: { name: 'boost', version: '3', digest: 'abc' } }
  let place: Place
  let model: TestModelServer
  let desk: Desk
  let signals: Signals

  const open = async (follows: readonly object[]) => {
    writeFileSync(
      join(place.dataDir, 'signal-models.json'),
      JSON.stringify([{ name: 'house', url: model.url, follows }]),
    )
    desk = await openDesk({ place, clock })
    signals = await desk.runtime.signals()
  }
  let minutes = 0
  /** A minute in which the market moves, and what was said when it closed. */
  const minute = async (isQuoted = true) => {
    minutes += 1
    const mid = 100 + Math.sin(minutes)
    if (isQuoted) desk.feed.quote(BTC, (mid - 0.01).toFixed(2), (mid + 0.01).toFixed(2), clock.now())
    const closesAt = (Math.floor(clock.now() / MINUTE) + 1) * MINUTE
    clock.advance(MINUTE_MS)
    await until('the bar is spoken of', async () => (await newest())?.closedAt === closesAt)
    return (await newest())!
  }
  const newest = async () => (await signals.opinions(ORGANIZATION, 1))[0]

  beforeAll(async () => {
    model = await serveModel(
      answering(
        () => answer,
        ({ question }) => asked.push(question),
      ),
    )
    place = await newPlace('PostgreSQL')
    await open([])
    const { accountId } = desk
    await desk.runtime.close()
    await open([{ organizationId: ORGANIZATION, accountId, instrumentId: BTC.id, bar: 'M1', quantity: '1' }])
  })
  afterAll(async () => {
    await desk.runtime.close()
    model.close()
    removePlaces()
  })

  it('is not asked before the features have what they need, and once at each close from then on', async () => {
    while ((await minute()).signal === null) expect(minutes).toBeLessThan(40)
    const first = asked[0]!
    expect(asked).toHaveLength(1)
    await minute()
    await minute()
    expect(asked.map(({ at }) => at)).toEqual([first.at, first.at + MINUTE, first.at + 2 * MINUTE])
  })

  it('is shown what history shows of the same bars, to the last bit, and nothing of a bar that runs', () => {
    const history = desk.runtime.bars(BTC.id, 'M1', 1_000)
    for (const { at, features } of asked) {
      const closed = history.filter(({ start }) => start + MINUTE <= at)
      expect(features).toEqual(marketFeatures(closed))
    }
  })

  it('is on record with its provenance, and makes one proposal that waits for a person', async () => {
    const said = await signals.opinions(ORGANIZATION, 10)
    const [newer, , first] = said
    expect(first).toMatchObject({
      source: 'house',
      silence: null,
      proposalId: expect.any(String) as string,
      signal: {
        score: 0.6,
        confidence: 0.8,
        horizon: 15 * MINUTE,
        provenance: { source: 'house/boost', version: '3', modelDigest: 'abc' },
      },
    })
    expect(newer).toMatchObject({ proposalId: null, silence: 'what it proposed before is still open' })
    const proposals = await desk.runtime.database.query<{ actor: string; status: string }>(
      'SELECT actor::text, status FROM signal_proposal',
    )
    expect(proposals).toMatchObject([{ status: 'OPEN' }])
    expect(JSON.parse(proposals[0]!.actor)).toMatchObject({ kind: 'SYSTEM', name: 'Model server house' })
    // It has no hand to accept it with: no order comes of it by itself.
    expect(await desk.runtime.database.query('SELECT id FROM trade_order')).toEqual([])
  })

  it('is not asked about a bar in which nothing was quoted, and proposes nothing that the policy would refuse', async () => {
    const before = asked.length
    expect(await minute(false)).toMatchObject({
      signal: null,
      silence: `nothing was quoted of ${BTC.id} while the bar ran`,
    })
    expect(asked).toHaveLength(before)
    const asking = { organizationId: ORGANIZATION, actor: TRADER }
    const modes = ['PAPER']
    const limits = { modes, quantityMax: { [BTC.id]: '1' }, acceptedPerHourMax: 1, confidenceMin: 0.9 }
    await signals.setPolicy(asking, limits)
    expect(await minute()).toMatchObject({ silence: 'it is less sure than the policy wants, 0.9' })
  })

  it('of another organization is not to be seen', async () => {
    expect(await signals.opinions('org-2', 10)).toEqual([])
  })
})
