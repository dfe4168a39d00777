/** What the simulated Interactive Brokers lists: a contract or two of every kind, under the venue's own numbers where known. */

import type { Decimal } from '@quarterdeck/sdk'
import type { SimulatedProduct } from '../core/product.ts'
import { textOf, times, unitsOf } from '../core/product.ts'

export interface SimulatedContract {
  readonly conid: number
  readonly assetClass: 'STK' | 'FUT' | 'OPT' | 'CASH' | 'CMDTY'
  readonly ticker: string
  readonly name: string
  readonly exchange: string
  readonly currency: string
  readonly tick: Decimal
  /** Of a unit traded, in the currency. */
  readonly commission: Decimal
  readonly priorClose: Decimal
  readonly multiplier?: string
  /** YYYYMMDD. */
  readonly expiry?: string
  readonly strike?: Decimal
  readonly right?: 'C' | 'P'
  readonly underConid?: number
}

const AAPL: SimulatedContract = {
  conid: 265_598,
  assetClass: 'STK',
  ticker: 'AAPL',
  name: 'APPLE INC',
  exchange: 'NASDAQ',
  currency: 'USD',
  tick: '0.01',
  commission: '0.005',
  priorClose: '189.5',
}

export const IBKR_SIMULATED_CONTRACTS: readonly SimulatedContract[] = [
  AAPL,
  {
    ...AAPL,
    conid: 756_733,
    ticker: 'SPY',
    name: 'SPDR S&P 500 ETF TRUST',
    exchange: 'ARCA',
    priorClose: '454.44',
  },
  {
    ...AAPL,
    conid: 495_512_563,
    assetClass: 'FUT',
    ticker: 'ES',
    name: 'E-mini S&P 500',
    exchange: 'CME',
    tick: '0.25',
    commission: '2.25',
    priorClose: '6000',
    multiplier: '50',
    expiry: '20281215',
    underConid: 11_004_968,
  },
  {
    ...AAPL,
    conid: 654_371_995,
    assetClass: 'OPT',
    name: "AAPL DEC 15 '28 190 Call",
    exchange: 'SMART',
    commission: '0.65',
    priorClose: '12.5',
    multiplier: '100',
    expiry: '20281215',
    strike: '190',
    right: 'C',
    underConid: AAPL.conid,
  },
  {
    ...AAPL,
    conid: 12_087_792,
    assetClass: 'CASH',
    ticker: 'EUR.USD',
    name: 'European Monetary Union Euro',
    exchange: 'IDEALPRO',
    tick: '0.00005',
    commission: '0.00002',
    priorClose: '1.0745',
  },
  {
    ...AAPL,
    conid: 69_067_924,
    assetClass: 'CMDTY',
    ticker: 'XAUUSD',
    name: 'London Gold',
    exchange: 'IBMETAL',
    commission: '0.3',
    priorClose: '2650',
  },
]

/** How the exchange behind lists it: a short sale needs nothing but an account, and commissions are by unit. */
export function productOf({ conid, currency, tick, commission }: SimulatedContract): SimulatedProduct {
  return {
    symbol: String(conid),
    base: String(conid),
    quote: currency,
    tick,
    lot: '1',
    minQuantity: '1',
    maxQuantity: '1000000000',
    makerRate: '0',
    takerRate: '0',
    allowShort: true,
    feeOf: ({ size }) => times(size, unitsOf(commission)),
  }
}

export class ContractCatalogue {
  private readonly contracts: readonly SimulatedContract[]

  constructor(contracts: readonly SimulatedContract[]) {
    this.contracts = contracts
  }

  byConid(conid: string): SimulatedContract | null {
    return this.contracts.find((one) => String(one.conid) === conid) ?? null
  }

  /** A listing abroad has the same ticker, and comes first. */
  stocks(symbols: readonly string[]): object {
    return Object.fromEntries(
      symbols.map((symbol) => [
        symbol,
        this.contracts
          .filter(({ assetClass, ticker }) => assetClass === 'STK' && ticker === symbol)
          .map(({ name, conid, exchange }) => ({
            name,
            chineseName: null,
            assetClass: 'STK',
            contracts: [
              { conid: conid + 38_000_000, exchange: 'MEXI', isUS: false },
              { conid, exchange, isUS: true },
            ],
          })),
      ]),
    )
  }

  futures(symbols: readonly string[]): object {
    return Object.fromEntries(
      symbols.map((symbol) => [
        symbol,
        this.contracts
          .filter(({ assetClass, ticker }) => assetClass === 'FUT' && ticker === symbol)
          .map(({ conid, underConid, expiry }) => ({
            symbol,
            conid,
            underlyingConid: underConid,
            expirationDate: Number(expiry),
            ltd: Number(expiry),
          })),
      ]),
    )
  }

  /** A search says which kinds exist of what it finds, or is answered by an error. */
  search(symbol: string, secType: string): object {
    const found = this.contracts.filter((one) => one.ticker === symbol && one.assetClass === secType)
    if (found.length === 0) return { error: 'No symbol found' }
    return found.map(({ conid, name, exchange, ticker }) => ({
      conid: String(conid),
      companyHeader: `${name} (${exchange}) `,
      companyName: name,
      symbol: ticker,
      description: exchange,
      restricted: null,
      sections: [{ secType }, { secType: 'OPT', months: 'DEC28', exchange: 'SMART' }],
      secType,
    }))
  }

  derivatives(query: URLSearchParams): object {
    return this.contracts
      .filter(
        ({ underConid, assetClass, right, strike, expiry }) =>
          String(underConid) === query.get('conid') &&
          assetClass === query.get('sectype') &&
          right === query.get('right') &&
          strike === query.get('strike') &&
          monthOf(expiry ?? '') === query.get('month'),
      )
      .map(({ conid, ticker, exchange, right, strike, currency, name, expiry, multiplier }) => ({
        conid,
        symbol: ticker,
        secType: 'OPT',
        exchange,
        listingExchange: null,
        right,
        strike: Number(strike),
        currency,
        cusip: null,
        coupon: 'No Coupon',
        desc1: ticker,
        desc2: name,
        maturityDate: expiry,
        multiplier,
        tradingClass: ticker,
        validExchanges: 'SMART,CBOE',
      }))
  }

  definitions(conids: readonly string[]): object {
    return { secdef: conids.flatMap((conid) => this.definition(conid) ?? []) }
  }

  private definition(conid: string): object | null {
    const contract = this.byConid(conid)
    if (contract === null) return null
    const { assetClass, ticker, name, exchange, currency, tick, multiplier, expiry, strike, right } = contract
    return {
      conid: contract.conid,
      currency,
      time: 30,
      name,
      fullName: ticker,
      assetClass,
      expiry: expiry ?? null,
      lastTradingDay: expiry ?? null,
      group: null,
      putOrCall: right ?? null,
      strike: strike ?? '0',
      ticker,
      undConid: contract.underConid ?? 0,
      multiplier: Number(multiplier ?? 0),
      hasOptions: assetClass === 'STK',
      isUS: true,
      listingExchange: exchange,
      incrementRules: [{ lowerEdge: 0, increment: Number(textOf(unitsOf(tick))) }],
    }
  }
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']

function monthOf(day: string): string {
  return `${MONTHS[Number(day.slice(4, 6)) - 1] ?? ''}${day.slice(2, 4)}`
}
