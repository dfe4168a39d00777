/** A venue's account as the venue itself states it, read at the moment it is asked for. */
import type { VenueAccountReading as ReadingValue } from '@quarterdeck/runtime'
import type { BalanceRecord, PositionRecord } from '@quarterdeck/venues'
import { builder } from '../builder.ts'

const VenueBalance = builder.objectRef<BalanceRecord>('VenueBalance').implement({
  description: 'Money of one currency, in the words of the venue.',
  fields: (t) => ({
    currency: t.exposeString('currency', { description: "The venue's code of the currency." }),
    total: t.expose('total', { type: 'Decimal', description: 'What is there.' }),
    available: t.expose('available', { type: 'Decimal', description: 'What orders can use.' }),
    held: t.expose('held', { type: 'Decimal', description: 'What working orders hold.' }),
  }),
})

const VenuePosition = builder.objectRef<PositionRecord>('VenuePosition').implement({
  description: 'A position, in the words of the venue.',
  fields: (t) => ({
    symbol: t.exposeString('venueSymbol', { description: "The venue's own symbol." }),
    quantity: t.expose('quantity', { type: 'Decimal', description: 'Signed: negative is short.' }),
    averagePrice: t.expose('averagePrice', {
      type: 'Decimal',
      nullable: true,
      description: 'What it was entered at; null: the venue does not say.',
    }),
  }),
})

export const VenueAccountReading = builder.objectRef<ReadingValue>('VenueAccountReading').implement({
  description: "A venue's account as it was just now.",
  fields: (t) => ({
    venueAccountId: t.exposeString('venueAccountId', { description: "The venue's id of it." }),
    name: t.exposeString('name', { description: "The venue's name of it." }),
    paper: t.exposeBoolean('paper', {
      nullable: true,
      description: 'Whether it holds simulated money; null: the venue does not say.',
    }),
    balances: t.field({
      type: [VenueBalance],
      description: 'Money by currency.',
      resolve: ({ balances }) => [...balances],
    }),
    positions: t.field({
      type: [VenuePosition],
      description: 'What is held beside money.',
      resolve: ({ positions }) => [...positions],
    }),
    at: t.expose('at', { type: 'DateTime', description: 'When it was read.' }),
  }),
})
