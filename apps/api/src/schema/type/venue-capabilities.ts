/** What a venue can do, as data: what is sent as it is, what is brought about in another way, and what is refused. */
import type { AssetClass as AssetClassName } from '@quarterdeck/sdk'
import { CANDLE_SECONDS, capabilitiesFor, type Capabilities } from '@quarterdeck/venues'
import { builder } from '../builder.ts'
import { AssetClass } from '../enums.ts'
import {
  VenueAbilityKind,
  VenueEmulation,
  VenueHours,
  VenueLookup,
  VenueRepeat,
  VenueSequence,
  VenueUniqueness,
} from '../venue-enums.ts'

type Ability = Capabilities['replace']
type StreamAbility = Capabilities['streams']['quotes']

const VenueAbility = builder.objectRef<Ability>('VenueAbility').implement({
  description: 'Whether and how a venue can do something.',
  fields: (t) => ({
    kind: t.expose('kind', { type: VenueAbilityKind, description: 'Whether it can.' }),
    how: t.field({
      type: VenueEmulation,
      nullable: true,
      description: 'The other way, where it is EMULATED; null: none is needed, or there is none.',
      resolve: (ability) => (ability.kind === 'EMULATED' ? ability.how : null),
    }),
    note: t.string({
      nullable: true,
      description: 'What is particular about it, or why it is refused; null: nothing.',
      resolve: (ability) => (ability.kind === 'REFUSED' ? ability.reason : (ability.note ?? null)),
    }),
  }),
})

interface OrderCell {
  readonly orderType: string
  readonly timeInForce: string
  readonly ability: Ability
}

const VenueOrderAbility = builder.objectRef<OrderCell>('VenueOrderAbility').implement({
  description: 'One cell of the table of order types and times in force; a cell that is absent is refused.',
  fields: (t) => ({
    orderType: t.exposeString('orderType', { description: 'Order type, FIX term.' }),
    timeInForce: t.exposeString('timeInForce', { description: 'Time in force, FIX term.' }),
    ability: t.expose('ability', { type: VenueAbility, description: 'Whether and how.' }),
  }),
})

interface Feature {
  readonly name: string
  readonly ability: Ability
}

const VenueFeature = builder.objectRef<Feature>('VenueFeature').implement({
  description: 'Something beside order types that a venue can do or not.',
  fields: (t) => ({
    name: t.exposeString('name', {
      description: 'What: postOnly, reduceOnly, replace, cancelAll, deadManSwitch.',
    }),
    ability: t.expose('ability', { type: VenueAbility, description: 'Whether and how.' }),
  }),
})

const VenueStream = builder
  .objectRef<{ readonly name: string; readonly stream: StreamAbility }>('VenueStream')
  .implement({
    description: 'A stream of a venue, and what is done while it is down.',
    fields: (t) => ({
      name: t.exposeString('name', {
        description: 'What it tells: quotes, trades, depth, candles, orders, fills.',
      }),
      ability: t.field({
        type: VenueAbility,
        description: 'Whether and how.',
        resolve: ({ stream }) => stream.ability,
      }),
      sequence: t.field({
        type: VenueSequence,
        description: 'How a lost message shows.',
        resolve: ({ stream }) => stream.sequence,
      }),
      snapshot: t.boolean({
        description: 'Whether it starts with how things stand.',
        resolve: ({ stream }) => stream.snapshot,
      }),
      fallbackPollMs: t.int({
        nullable: true,
        description:
          'While it is down the venue is asked every so many milliseconds; null: nothing is done, what it told is stale.',
        resolve: ({ stream }) => stream.fallbackPollMs,
      }),
    }),
  })

const VenueIdempotency = builder.objectRef<Capabilities['idempotency']>('VenueIdempotency').implement({
  description: 'What a venue makes of client order ids: what a lost answer is settled by.',
  fields: (t) => ({
    clientIdLengthMax: t.exposeInt('clientIdLengthMax', { description: 'Most characters of an id.' }),
    repeat: t.expose('repeat', { type: VenueRepeat, description: 'What becomes of an id it has seen.' }),
    uniqueFor: t.expose('uniqueFor', { type: VenueUniqueness, description: 'For how long ids are unique.' }),
    lookup: t.expose('lookup', { type: VenueLookup, description: 'How an order is found again.' }),
    absenceProvenAfterMs: t.exposeInt('absenceProvenAfterMs', {
      description:
        'From so many milliseconds after sending on, finding nothing proves that it never came to be.',
    }),
  }),
})

interface ClassMatrix {
  readonly assetClass: AssetClassName
  /** As they hold for the class. */
  readonly capabilities: Capabilities
}

const VenueClassCapabilities = builder.objectRef<ClassMatrix>('VenueClassCapabilities').implement({
  description: 'What is otherwise for the instruments of one class.',
  fields: (t) => ({
    assetClass: t.expose('assetClass', { type: AssetClass, description: 'Which class.' }),
    orders: t.field({
      type: [VenueOrderAbility],
      description: 'Order types by time in force.',
      resolve: ({ capabilities }) => cellsOf(capabilities.orders),
    }),
    streams: t.field({
      type: [VenueStream],
      description: 'What it tells by itself.',
      resolve: ({ capabilities }) => streamsOf(capabilities),
    }),
    hours: t.field({
      type: VenueHours,
      description: 'When it trades.',
      resolve: ({ capabilities }) => capabilities.hours,
    }),
  }),
})

export const VenueCapabilities = builder.objectRef<Capabilities>('VenueCapabilities').implement({
  description: 'What a venue can do. The gate and the venue adapters go by the same table.',
  fields: (t) => ({
    orders: t.field({
      type: [VenueOrderAbility],
      description: 'Order types by time in force.',
      resolve: ({ orders }) => cellsOf(orders),
    }),
    features: t.field({
      type: [VenueFeature],
      description: 'Flags and requests beside them.',
      resolve: ({ postOnly, reduceOnly, replace, cancelAll, deadManSwitch }) =>
        Object.entries({ postOnly, reduceOnly, replace, cancelAll, deadManSwitch }).map(
          ([name, ability]) => ({
            name,
            ability,
          }),
        ),
    }),
    streams: t.field({
      type: [VenueStream],
      description: 'What it tells by itself.',
      resolve: streamsOf,
    }),
    forAssetClasses: t.field({
      type: [VenueClassCapabilities],
      description: 'Classes of instruments for which some of it is otherwise; none: all are alike.',
      resolve: (capabilities) =>
        Object.keys(capabilities.forAssetClass ?? {}).map((name) => {
          const assetClass = name as AssetClassName
          return { assetClass, capabilities: capabilitiesFor(capabilities, assetClass) }
        }),
    }),
    replaceNote: t.exposeString('replaceNote', {
      description: 'What a replacement may change, and what it does to identity and place in the queue.',
    }),
    batchPlaceMax: t.exposeInt('batchPlaceMax', { description: 'Most orders in one request; 1: no batch.' }),
    batchCancelMax: t.exposeInt('batchCancelMax', {
      description: 'Most cancels in one request; 1: no batch.',
    }),
    candleSeconds: t.intList({
      description: 'Lengths of the candles that it publishes, in seconds.',
      resolve: ({ candleLengths }) => candleLengths.map((length) => CANDLE_SECONDS[length]),
    }),
    hours: t.expose('hours', { type: VenueHours, description: 'When it trades.' }),
    idempotency: t.expose('idempotency', {
      type: VenueIdempotency,
      description: 'What it makes of client order ids.',
    }),
    marketDataWithoutCredential: t.exposeBoolean('marketDataWithoutCredential', {
      description: 'Whether its quotes need no credential.',
    }),
    fillHistoryDays: t.exposeInt('fillHistoryDays', {
      nullable: true,
      description: 'How many days back fills can be asked for; null: no bound is known.',
    }),
    uncertainties: t.stringList({
      description: 'What is not certain about it, and how that is kept safe.',
      resolve: ({ uncertainties }) => [...uncertainties],
    }),
  }),
})

function streamsOf({ streams }: Capabilities) {
  return Object.entries(streams).map(([name, stream]) => ({ name, stream }))
}

function cellsOf(orders: Capabilities['orders']): OrderCell[] {
  return Object.entries(orders).flatMap(([orderType, row]) =>
    Object.entries(row).map(([timeInForce, ability]) => ({ orderType, timeInForce, ability })),
  )
}
