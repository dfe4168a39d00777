/**
 * The life of an order ticket, and what its fields become when sent.
 *
 * A ticket carries one client order id until the server has answered for it. When no answer comes the terms are locked
 * and sending again is safe: the same id with the same terms is the same order.
 */
import { z } from 'zod'
import { isDecimal, signOf } from '../format/decimal.ts'

export const ticketTypes = ['MARKET', 'LIMIT', 'STOP', 'STOP_LIMIT'] as const
export const ticketTimes = ['DAY', 'GTC', 'IOC', 'FOK'] as const
export type TicketType = (typeof ticketTypes)[number]

/** Returns which prices an order of this type carries. */
export function pricesOf(type: TicketType): { readonly limit: boolean; readonly stop: boolean } {
  return { limit: type === 'LIMIT' || type === 'STOP_LIMIT', stop: type === 'STOP' || type === 'STOP_LIMIT' }
}

const decimal = (what: string) =>
  z
    .string()
    .min(1, `Enter ${what}.`)
    .refine((value) => value === '' || isDecimal(value), 'Use digits and one point, for example 1.5.')
    .refine((value) => !isDecimal(value) || signOf(value) > 0, `Enter ${what} above zero.`)

/** The shape of the fields; whether the terms are allowed is the gate's to say. */
export const ticketSchema = z
  .object({
    side: z.enum(['BUY', 'SELL']),
    type: z.enum(ticketTypes),
    timeInForce: z.enum(ticketTimes),
    quantity: decimal('a quantity'),
    limitPrice: z.string(),
    stopPrice: z.string(),
  })
  .superRefine((fields, context) => {
    const needed = pricesOf(fields.type)
    const check = (path: 'limitPrice' | 'stopPrice', what: string) => {
      const result = decimal(what).safeParse(fields[path])
      if (!result.success)
        context.addIssue({ code: 'custom', path: [path], message: result.error.issues[0]?.message ?? '' })
    }
    if (needed.limit) check('limitPrice', 'a limit price')
    if (needed.stop) check('stopPrice', 'a stop price')
  })

export type TicketFields = z.infer<typeof ticketSchema>

export const emptyTicket: TicketFields = {
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'DAY',
  quantity: '',
  limitPrice: '',
  stopPrice: '',
}

export interface TicketPlace {
  readonly accountId: string
  readonly instrumentId: string
  readonly clientOrderId: string
}

/** Returns the terms as the API takes them; prices that the type does not carry stay out. */
export function toOrderInput(fields: TicketFields, place: TicketPlace) {
  const prices = pricesOf(fields.type)
  return {
    ...place,
    side: fields.side,
    type: fields.type,
    timeInForce: fields.timeInForce,
    quantity: fields.quantity,
    ...(prices.limit ? { limitPrice: fields.limitPrice } : {}),
    ...(prices.stop ? { stopPrice: fields.stopPrice } : {}),
  }
}

export type OrderInput = ReturnType<typeof toOrderInput>

export interface Ticket {
  readonly clientOrderId: string
  readonly phase: 'editing' | 'sending' | 'unanswered'
}

export type TicketEvent =
  | { readonly type: 'sent' }
  /** An order came back, accepted or blocked: this id is spent. */
  | { readonly type: 'answered'; readonly nextId: string }
  /** A problem came back: nothing was recorded, unless the id was already taken by other terms. */
  | { readonly type: 'refused'; readonly code: string; readonly nextId: string }
  | { readonly type: 'lost' }
  /** The person gives up on an unanswered ticket and starts another. */
  | { readonly type: 'discarded'; readonly nextId: string }

export function evolveTicket(ticket: Ticket, event: TicketEvent): Ticket {
  switch (event.type) {
    case 'sent':
      return { ...ticket, phase: 'sending' }
    case 'answered':
    case 'discarded':
      return { clientOrderId: event.nextId, phase: 'editing' }
    case 'refused':
      return event.code === 'CONFLICT'
        ? { clientOrderId: event.nextId, phase: 'editing' }
        : { ...ticket, phase: 'editing' }
    case 'lost':
      return { ...ticket, phase: 'unanswered' }
  }
}
