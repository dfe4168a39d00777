import { answered, type Answer, type ListedInstrument, type Timekeeper } from '@quarterdeck/venues'
import { expect, it } from 'vitest'
import { BTC, ETH } from '../testing/instruments.ts'
import { ListingWatch } from './listing-watch.ts'

const listed = (instrument: typeof BTC): ListedInstrument => ({
  instrument,
  status: 'OPEN',
  restrictions: [],
  minNotional: null,
  maxNotional: null,
  aliases: [],
})
const time: Timekeeper = { nowMs: () => 0, after: () => () => undefined, chance: () => 0 }

it('tells of what is followed now, whichever reading is answered last', async () => {
  const readings: ((answer: Answer<readonly ListedInstrument[]>) => void)[] = []
  const told: string[][] = []
  const watch = new ListingWatch({
    reads: { instruments: () => new Promise((resolve) => readings.push(resolve)) },
    time,
    symbols: [BTC.venueSymbol],
    everyMs: 1,
    retryMs: 1,
    onListed: (instruments) => told.push(instruments.map(({ instrument }) => instrument.id)),
  })
  watch.start()
  watch.follow([ETH.venueSymbol])
  readings[1]!(answered([listed(ETH)]))
  readings[0]!(answered([listed(BTC)]))
  await new Promise((resolve) => setImmediate(resolve))
  expect(told).toEqual([[ETH.id]])
})
