/** The simulated exchange's accounts, positions and money in the shapes of the venue's answers, as recorded. */

import { textOf } from '../core/product.ts'
import type { SimulatedContract } from './contracts.ts'

export function portfolioAccount(accountId: string): object {
  return {
    id: accountId,
    'PrepaidCrypto-Z': false,
    'PrepaidCrypto-P': false,
    brokerageAccess: true,
    accountId,
    accountVan: accountId,
    accountTitle: '',
    displayName: accountId,
    accountAlias: null,
    accountStatus: 1_644_814_800_000,
    currency: 'USD',
    type: 'DEMO',
    tradingType: 'PMRGN',
    businessType: 'IB_PROSERVE',
    ibEntity: 'IBLLC-US',
    faclient: false,
    clearingStatus: 'O',
    covestor: false,
    noClientTrading: false,
    trackVirtualFXPortfolio: true,
    parent: { mmc: [], accountId: '', isMParent: false, isMChild: false, isMultiplex: false },
    desc: accountId,
  }
}

export function positionRow(accountId: string, contract: SimulatedContract, units: bigint): object {
  return {
    acctId: accountId,
    conid: contract.conid,
    contractDesc: contract.ticker,
    position: Number(textOf(units)),
    mktPrice: Number(contract.priorClose),
    mktValue: Number(contract.priorClose) * Number(textOf(units)),
    currency: contract.currency,
    avgCost: Number(contract.priorClose),
    avgPrice: Number(contract.priorClose),
    realizedPnl: 0,
    unrealizedPnl: 0,
    exchs: null,
    expiry: contract.expiry ?? null,
    putOrCall: contract.right ?? null,
    multiplier: Number(contract.multiplier ?? 0),
    strike: contract.strike ?? '0',
    assetClass: contract.assetClass,
    model: '',
    ticker: contract.ticker,
    listingExchange: contract.exchange,
    isUS: true,
  }
}

/** A currency's line of the ledger. */
export function ledgerRow(accountId: string, currency: string, units: bigint): object {
  const cash = Number(textOf(units))
  return {
    commoditymarketvalue: 0,
    futuremarketvalue: 0,
    settledcash: cash,
    exchangerate: 1,
    sessionid: 1,
    cashbalance: cash,
    corporatebondsmarketvalue: 0,
    warrantsmarketvalue: 0,
    netliquidationvalue: cash,
    interest: 0,
    unrealizedpnl: 0,
    stockmarketvalue: 0,
    moneyfunds: 0,
    currency,
    realizedpnl: 0,
    funds: 0,
    acctcode: accountId,
    issueroptionsmarketvalue: 0,
    key: 'LedgerList',
    timestamp: 1_702_582_321,
    severity: 0,
    stockoptionmarketvalue: 0,
    futuresonlypnl: 0,
    tbondsmarketvalue: 0,
    futureoptionmarketvalue: 0,
    cashbalancefxsegment: 0,
    secondkey: currency,
    tbillsmarketvalue: 0,
    endofbundle: 1,
    dividends: 0,
  }
}
