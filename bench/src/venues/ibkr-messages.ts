/** Messages of Interactive Brokers as their bytes come. It streams no books. */
import { layOverIbkrQuote, readIbkrExecution, readIbkrQuote, untoldIbkrQuote } from '@quarterdeck/venues'
import {
  AT_MS,
  chance,
  countTexts,
  fillWorker,
  heardAt,
  increments,
  type MessageKind,
  VENUE_ORDER_ID,
} from './message-kind.ts'

const CONID = 265_598
const INCREMENTS = increments('0.01', '1')
const HEARD = heardAt('IBKR')

type Message = Parameters<typeof layOverIbkrQuote>[1]

export function ibkrMessages(count: number): readonly MessageKind[] {
  return [quotes(count), fills(count)]
}

/** Messages tell what has changed of a row: here all of its prices and sizes. */
function quotes(count: number): MessageKind {
  const next = chance(10)
  const texts = Array.from({ length: count }, () => {
    const bid = 190 + next()
    return JSON.stringify({
      topic: `smd+${CONID}`,
      server_id: 'q0',
      conidEx: String(CONID),
      conid: CONID,
      _updated: AT_MS,
      '6119': 'q0',
      '31': bid.toFixed(2),
      '84': bid.toFixed(2),
      '85': String(Math.ceil(next() * 900)),
      '86': (bid + 0.02).toFixed(2),
      '88': String(Math.ceil(next() * 900)),
      '6509': 'RpB',
      '7059': '100',
    })
  })
  return {
    id: 'venues.ibkr.quote',
    workload: 'a quote of the stream, laid over the row, to the record that the feed takes',
    texts,
    itemsPerText: 1,
    isBook: false,
    worker: () => {
      const row = untoldIbkrQuote()
      return (text) => {
        layOverIbkrQuote(row, JSON.parse(text) as Message)
        return Number(readIbkrQuote(row, String(CONID), HEARD).bid)
      }
    },
    plain: () => (json) => Number((json as { 84: string })[84]),
  }
}

function fills(count: number): MessageKind {
  const next = chance(11)
  const texts = Array.from({ length: count }, (_, index) => {
    const price = (190 + next()).toFixed(2)
    const trade = {
      execution_id: `0000e0d5.${index.toString(16).padStart(8, '0')}.01.01`,
      symbol: 'AAPL',
      supports_tax_opt: '1',
      side: 'B',
      order_description: `Bot 1 @ ${price} on NASDAQ`,
      trade_time: '20260407-14:30:01',
      trade_time_r: AT_MS,
      size: 1,
      price,
      order_id: VENUE_ORDER_ID,
      order_ref: 'order',
      submitter: 'bench',
      exchange: 'NASDAQ',
      commission: '1.01',
      net_amount: Number(price),
      account: 'DU1234567',
      accountCode: 'DU1234567',
      account_allocation_name: 'DU1234567',
      company_name: 'APPLE INC',
      contract_description_1: 'AAPL',
      sec_type: 'STK',
      listing_exchange: 'NASDAQ.NMS',
      conid: CONID,
      conidEx: String(CONID),
      clearing_id: 'IB',
      clearing_name: 'IB',
      liquidation_trade: '0',
      is_event_trading: '0',
    }
    return JSON.stringify({ topic: 'str', args: [trade] })
  })
  return {
    id: 'venues.ibkr.fill',
    workload: 'an execution of the stream, to the report that the engine takes',
    texts,
    itemsPerText: 1,
    isBook: false,
    worker: () =>
      fillWorker('IBKR', INCREMENTS, (json) =>
        (json as { args: readonly unknown[] }).args.map((one) => {
          const { fill, venueOrderId, commission } = readIbkrExecution(one, HEARD)
          return { ...fill, venueOrderId: venueOrderId ?? '', fee: commission ?? '0' }
        }),
      ),
    plain: countTexts,
  }
}
