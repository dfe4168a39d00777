/** Instruments, their venue, live quote and bars: facts from the venue, market from the runtime's memory. */
import type { QuoteView } from '@quarterdeck/runtime'
import type { Instrument as InstrumentFacts } from '@quarterdeck/sdk'
import { InvalidInput, notFound } from '../../problem/problem.ts'
import { builder } from '../builder.ts'
import { nodeLoader } from '../node-loader.ts'
import type { Context } from '../context.ts'
import { AssetClass, BarInterval, OptionRight, TradingStatus } from '../enums.ts'

const BARS_MAX = 1_000
const BARS_DEFAULT = 300

/** The instrument as one of the caller's organizations sees it; null: none does, or there is none. */
export function visibleInstrument(context: Context, id: string): InstrumentFacts | null {
  const { runtime, principal } = context
  const organizationIds = principal === null ? [] : [...principal.memberships.keys()]
  if (!runtime.isVisible(id, organizationIds)) return null
  return runtime.instrument(id, organizationIds)?.instrument ?? null
}

/** The instrument that a stored row or an argument names. Throws NOT_FOUND, also where it is another organization's. */
export function instrumentOf(
  context: Context,
  id: string,
  path: readonly string[] | null = null,
): InstrumentFacts {
  const instrument = visibleInstrument(context, id)
  if (instrument === null) throw notFound('Instrument', path)
  return instrument
}

export const Venue = builder.objectRef<{ readonly id: string; readonly name: string }>('Venue').implement({
  description: 'A place where instruments trade.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Short code, the part before the colon of instrument ids.' }),
    name: t.exposeString('name', { description: 'Name.' }),
  }),
})

export const Instrument = builder.objectRef<InstrumentFacts>('Instrument')

export const Quote = builder.objectRef<QuoteView>('Quote').implement({
  description: 'The newest market of an instrument.',
  fields: (t) => ({
    instrument: t.field({
      type: Instrument,
      description: 'What it is a quote of.',
      resolve: (quote, _args, context) => instrumentOf(context, quote.instrumentId),
    }),
    bid: t.expose('bid', {
      type: 'Decimal',
      nullable: true,
      description: 'Best price to sell at; null: none.',
    }),
    bidSize: t.expose('bidSize', { type: 'Decimal', nullable: true, description: 'Quantity at the bid.' }),
    ask: t.expose('ask', {
      type: 'Decimal',
      nullable: true,
      description: 'Best price to buy at; null: none.',
    }),
    askSize: t.expose('askSize', { type: 'Decimal', nullable: true, description: 'Quantity at the ask.' }),
    last: t.expose('last', {
      type: 'Decimal',
      nullable: true,
      description: 'Price of the last trade; null: none seen.',
    }),
    at: t.expose('at', { type: 'DateTime', description: "The venue's time." }),
    receivedAt: t.expose('receivedAt', { type: 'DateTime', description: 'When this server received it.' }),
    stale: t.exposeBoolean('stale', { description: 'Too old to trade on.' }),
  }),
})

const Bar = builder
  .objectRef<{ start: number; open: string; high: string; low: string; close: string }>('Bar')
  .implement({
    description: 'Prices of a span of time.',
    fields: (t) => ({
      start: t.expose('start', { type: 'DateTime', description: 'Start of the span, included.' }),
      open: t.expose('open', { type: 'Decimal', description: 'First price.' }),
      high: t.expose('high', { type: 'Decimal', description: 'Highest price.' }),
      low: t.expose('low', { type: 'Decimal', description: 'Lowest price.' }),
      close: t.expose('close', { type: 'Decimal', description: 'Last price.' }),
    }),
  })

builder.node(Instrument, {
  description:
    'Something that can be traded. Prices are multiples of priceIncrement, quantities of quantityIncrement.',
  id: { resolve: ({ id }) => id, description: 'Canonical id, VENUE:SYMBOL.' },
  loadOne: nodeLoader((id, context) => instrumentOf(context, id)),
  fields: (t) => ({
    symbol: t.exposeString('symbol', { description: 'Canonical symbol.' }),
    name: t.exposeString('name', { description: 'Name for people.' }),
    venue: t.field({
      type: Venue,
      description: 'Where it trades.',
      resolve: ({ venueId }) => ({ id: venueId, name: venueId === 'SIM' ? 'Simulated venue' : venueId }),
    }),
    venueSymbol: t.exposeString('venueSymbol', { description: "The venue's own symbol." }),
    assetClass: t.expose('assetClass', { type: AssetClass, description: 'What kind of thing it is.' }),
    currency: t.exposeString('currency', { description: 'Currency of prices, profit and fees.' }),
    priceIncrement: t.expose('priceIncrement', { type: 'Decimal', description: 'Smallest step of a price.' }),
    quantityIncrement: t.expose('quantityIncrement', {
      type: 'Decimal',
      description: 'Smallest step of a quantity.',
    }),
    multiplier: t.expose('multiplier', {
      type: 'Decimal',
      description: 'Currency units per point of price per unit of quantity.',
    }),
    minQuantity: t.expose('minQuantity', { type: 'Decimal', description: 'Smallest quantity of an order.' }),
    maxQuantity: t.expose('maxQuantity', { type: 'Decimal', description: 'Largest quantity of an order.' }),
    expiry: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'No order is accepted after this instant; null: it never expires.',
      resolve: ({ expiry }) => (expiry === null ? null : new Date(expiry)),
    }),
    strike: t.expose('strike', { type: 'Decimal', nullable: true, description: 'Strike of an option.' }),
    right: t.expose('right', { type: OptionRight, nullable: true, description: 'Right of an option.' }),
    underlying: t.field({
      type: Instrument,
      nullable: true,
      description: 'What an option or future is written on, where it is listed.',
      resolve: ({ underlyingId }, _args, context) =>
        underlyingId === null ? null : visibleInstrument(context, underlyingId),
    }),
    initialMarginRate: t.expose('initialMarginRate', {
      type: 'Decimal',
      description: 'Share of notional tied up to open.',
    }),
    maintenanceMarginRate: t.expose('maintenanceMarginRate', {
      type: 'Decimal',
      description: 'Share of notional tied up to hold.',
    }),
    makerFeeRate: t.expose('makerFeeRate', {
      type: 'Decimal',
      description: 'Fee as a share of notional for resting orders; negative is a rebate.',
    }),
    takerFeeRate: t.expose('takerFeeRate', {
      type: 'Decimal',
      description: 'Fee as a share of notional for crossing orders.',
    }),
    calendar: t.exposeString('calendar', { description: 'The trading calendar that gives its sessions.' }),
    tradingStatus: t.field({
      type: TradingStatus,
      nullable: true,
      description: 'Whether it trades now; null: not known.',
      resolve: ({ id }, _args, { runtime }) => runtime.instrument(id)?.status ?? null,
    }),
    sessionEndsAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the running session ends; null: none runs, or it has no end.',
      resolve: ({ id }, _args, { runtime }) => runtime.instrument(id)?.sessionEndsAt ?? null,
    }),
    quote: t.field({
      type: Quote,
      nullable: true,
      description: 'The newest quote; null: none yet.',
      resolve: ({ id }, _args, { runtime }) => runtime.quote(id),
    }),
    bars: t.field({
      type: [Bar],
      description: "Bars of the quotes' mid that this server has seen, oldest first; at most 1,000.",
      args: {
        interval: t.arg({ type: BarInterval, required: true, description: 'Length of a bar.' }),
        first: t.arg.int({ description: 'How many of the newest bars; 1 to 1,000, 300 by default.' }),
      },
      resolve: ({ id }, { interval, first }, { runtime }) => {
        const count = first ?? BARS_DEFAULT
        if (count < 1 || count > BARS_MAX)
          throw new InvalidInput(`first must be from 1 to ${BARS_MAX}`, ['first'])
        return [...runtime.bars(id, interval, count)]
      },
    }),
  }),
})
