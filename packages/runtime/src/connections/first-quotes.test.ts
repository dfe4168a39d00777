/** A market whose stream does not begin with how it stands is asked for, and no other. */
import {
  ALPACA_CAPABILITIES,
  answered,
  COINBASE_CAPABILITIES,
  failed,
  type ListedInstrument,
  type QuoteRecord,
  type VenueReads,
} from '@quarterdeck/venues'
import { expect, it } from 'vitest'
import { BTC } from '../testing/instruments.ts'
import { askFirstQuotes } from './first-quotes.ts'

const listed = (venueSymbol: string, assetClass: 'EQUITY' | 'CRYPTO'): ListedInstrument => ({
  instrument: { ...BTC, id: `V:${venueSymbol}`, venueSymbol, assetClass },
  status: 'OPEN',
  restrictions: [],
  minNotional: null,
  maxNotional: null,
  aliases: [],
})
const ALL = [listed('KO', 'EQUITY'), listed('GONE', 'EQUITY'), listed('BTC/USD', 'CRYPTO')]

it.each([
  ['shares of Alpaca, whose stream tells changes alone', ALPACA_CAPABILITIES, ['KO', 'GONE'], ['KO']],
  ['nothing of Coinbase, whose books begin whole', COINBASE_CAPABILITIES, [], []],
] as const)('asks for %s', async (_of, capabilities, asked, told) => {
  const [questions, quotes]: [string[], QuoteRecord[]] = [[], []]
  const reads = {
    quote(venueSymbol: string) {
      questions.push(venueSymbol)
      const quote = {
        venueSymbol,
        bid: '1',
        bidQuantity: '1',
        ask: '2',
        askQuantity: '1',
        last: null,
        venueAt: 1,
      }
      return Promise.resolve(venueSymbol === 'GONE' ? failed('NOT_FOUND', 'no such share') : answered(quote))
    },
  } as Pick<VenueReads, 'quote'> as VenueReads
  await askFirstQuotes({ reads, capabilities }, ALL, (quote) => void quotes.push(quote))
  expect(questions).toEqual(asked)
  expect(quotes.map(({ venueSymbol }) => venueSymbol)).toEqual(told)
})
