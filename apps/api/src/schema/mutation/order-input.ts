/** From an order as the outside states it to the engine's terms: decimals to ticks and lots, and what is not offered refused. */
import { type Refusal, instrumentPrice, instrumentQuantity } from '@quarterdeck/engine'
import {
  ORDER_TYPES,
  TIMES_IN_FORCE,
  type Instrument,
  type Mode as ModeValue,
  type OrderType as TradedType,
  type Side,
  type TimeInForce as TradedTimeInForce,
} from '@quarterdeck/sdk'
import { InvalidInput } from '../../problem/problem.ts'
import { problemOf } from '../../problem/refusal.ts'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { Mode, OrderSide, OrderType, TimeInForce } from '../enums.ts'
import { storedStrategy } from '../strategy-label.ts'
import { instrumentOf } from '../type/instrument.ts'
import { namedAccount } from './field.ts'

const TakeProfitInput = builder.inputType('TakeProfitInput', {
  description: 'Closes at a profit. Not accepted in this release.',
  fields: (t) => ({
    limitPrice: t.field({ type: 'Decimal', required: true, description: 'The price to close at.' }),
  }),
})

const StopLossInput = builder.inputType('StopLossInput', {
  description: 'Closes at a loss. Not accepted in this release.',
  fields: (t) => ({
    stopPrice: t.field({ type: 'Decimal', required: true, description: 'The trigger.' }),
    limitPrice: t.field({ type: 'Decimal', description: 'Worst price; none: at market.' }),
  }),
})

export const SubmitOrderInput = builder.inputType('SubmitOrderInput', {
  description: 'The terms of an order.',
  fields: (t) => ({
    accountId: t.id({ required: true, description: 'Whose order.' }),
    instrumentId: t.id({ required: true, description: 'What to trade.' }),
    clientOrderId: t.string({
      required: true,
      description:
        "The caller's key, unique per account: repeating it with the same terms is the same order.",
    }),
    side: t.field({ type: OrderSide, required: true, description: 'Direction.' }),
    type: t.field({ type: OrderType, required: true, description: 'MARKET, LIMIT, STOP or STOP_LIMIT.' }),
    quantity: t.field({
      type: 'Decimal',
      required: true,
      description: "A multiple of the instrument's quantityIncrement.",
    }),
    limitPrice: t.field({
      type: 'Decimal',
      description: 'A multiple of priceIncrement; for LIMIT and STOP_LIMIT.',
    }),
    stopPrice: t.field({
      type: 'Decimal',
      description: 'A multiple of priceIncrement; for STOP and STOP_LIMIT.',
    }),
    trailingOffset: t.field({ type: 'Decimal', description: 'Not accepted in this release.' }),
    timeInForce: t.field({ type: TimeInForce, description: 'DAY (the default), GTC, IOC or FOK.' }),
    expireAt: t.field({ type: 'DateTime', description: 'Not accepted in this release.' }),
    postOnly: t.boolean({ description: 'true is not accepted in this release.' }),
    reduceOnly: t.boolean({ description: 'true is not accepted in this release.' }),
    displayQuantity: t.field({ type: 'Decimal', description: 'Not accepted in this release.' }),
    mode: t.field({ type: Mode, description: "The mode asked for; none: the account's." }),
    takeProfit: t.field({ type: TakeProfitInput, description: 'Not accepted in this release.' }),
    stopLoss: t.field({ type: StopLossInput, description: 'Not accepted in this release.' }),
    strategyId: t.id({
      description:
        'A strategy, or a label of one that runs elsewhere: it groups orders for STRATEGY policies and switches.',
    }),
  }),
})

export type SubmitOrderTerms = typeof SubmitOrderInput.$inferInput

/** The engine's terms, without the command's kind. */
export interface EngineTerms {
  readonly accountId: string
  readonly instrumentId: string
  readonly clientOrderId: string
  readonly side: Side
  readonly orderType: TradedType
  readonly timeInForce: TradedTimeInForce
  readonly quantityLots: number
  readonly limitTicks: number | null
  readonly stopTicks: number | null
  readonly requestedMode: ModeValue | null
  readonly strategyId: string | null
}

export interface OrderRequest {
  readonly organizationId: string
  readonly instrument: Instrument
  readonly terms: EngineTerms
}

/** Throws InvalidInput or NotFound with the path of the field at fault. */
export async function orderRequest(input: SubmitOrderTerms, context: Context): Promise<OrderRequest> {
  const account = await namedAccount(input, context)
  const instrument = instrumentOf(context, input.instrumentId, ['input', 'instrumentId'])
  refuseWhatIsNotOffered(input)
  const terms: EngineTerms = {
    accountId: account.id,
    instrumentId: instrument.id,
    clientOrderId: input.clientOrderId,
    side: input.side,
    orderType: offered(ORDER_TYPES, input.type, 'type'),
    timeInForce: offered(TIMES_IN_FORCE, input.timeInForce ?? 'DAY', 'timeInForce'),
    quantityLots: lotsOf(instrument, input.quantity, 'quantity'),
    limitTicks: input.limitPrice == null ? null : ticksOf(instrument, input.limitPrice, 'limitPrice'),
    stopTicks: input.stopPrice == null ? null : ticksOf(instrument, input.stopPrice, 'stopPrice'),
    requestedMode: input.mode ?? null,
    strategyId:
      input.strategyId == null
        ? null
        : await storedStrategy(context, account.organizationId, input.strategyId, ['input', 'strategyId']),
  }
  return { organizationId: account.organizationId, instrument, terms }
}

export function ticksOf(instrument: Instrument, price: string, field: string): number {
  const counted = instrumentPrice(instrument, price, field)
  if ('kind' in counted) throw refusedAt(counted, field)
  return counted.ticks
}

export function lotsOf(instrument: Instrument, quantity: string, field: string): number {
  const counted = instrumentQuantity(instrument, quantity, field)
  if ('kind' in counted) throw refusedAt(counted, field)
  return counted.lots
}

function refusedAt(refusal: Refusal, field: string): Error {
  return problemOf({ ...refusal, field: refusal.field ?? field })
}

function offered<Word extends string>(words: readonly Word[], word: string, field: string): Word {
  const found = words.find((known) => known === word)
  if (found !== undefined) return found
  throw new InvalidInput(`${field} ${word} is not offered in this release; allowed are ${words.join(', ')}`, [
    'input',
    field,
  ])
}

function refuseWhatIsNotOffered(input: SubmitOrderTerms): void {
  for (const field of ['postOnly', 'reduceOnly'] as const) {
    if (input[field] === true)
      throw new InvalidInput(`${field} is not offered in this release; leave it out or say false`, [
        'input',
        field,
      ])
  }
  for (const field of ['trailingOffset', 'expireAt', 'displayQuantity', 'takeProfit', 'stopLoss'] as const) {
    if (input[field] != null)
      throw new InvalidInput(`${field} is not offered in this release; leave it out`, ['input', field])
  }
}
