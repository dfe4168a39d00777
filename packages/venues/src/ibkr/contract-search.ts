/** Finds the venue's number of each contract that an operator named: every kind in its own way, options through their underlying. */

import { answered, failed, type Answer } from '../contract/answer.ts'
import type { Query } from '../transport/rest-line.ts'
import { canonicalDecimal } from '../wire/decimal.ts'
import {
  arrayOf,
  flag,
  listOf,
  objectOf,
  readJson,
  textOrNull,
  whole,
  type WireObject,
} from '../wire/fields.ts'
import { errorText } from './error-body.ts'
import { symbolOf } from './instruments.ts'
import type { IbkrContract } from './settings.ts'

/** Asks a question about contracts. */
export type AskContracts = (path: string, query: Query) => Promise<Answer<unknown>>

/** Null: the venue has no such contract. */
export async function findConid(contract: IbkrContract, ask: AskContracts): Promise<Answer<string | null>> {
  if (contract.conid !== undefined) return answered(contract.conid)
  switch (contract.kind) {
    case 'STOCK':
      return reading(await ask('/trsrv/stocks', [['symbols', contract.symbol]]), (json) =>
        stockConid(json, contract),
      )
    case 'FUTURE':
      return reading(await ask('/trsrv/futures', [['symbols', contract.symbol]]), (json) =>
        futureConid(json, contract),
      )
    case 'OPTION':
      return findOption(contract, ask)
    case 'FX':
      return searched({ symbol: `${contract.base}.${contract.quote}`, secType: 'CASH' }, ask)
    case 'METAL':
      return searched({ symbol: `${contract.base}${contract.quote}`, secType: 'CMDTY' }, ask)
  }
}

type Named<Kind extends IbkrContract['kind']> = Extract<IbkrContract, { kind: Kind }>

/** Foreign listings and receipts have the same ticker: the exchange decides, or the country. */
function stockConid(json: unknown, { symbol, exchange }: Named<'STOCK'>): string | null {
  const rows = listOf(objectOf(json, 'stocks'), symbol).flatMap((one) =>
    listOf(objectOf(one, 'stock'), 'contracts').map((contract) => objectOf(contract, 'contract')),
  )
  const own = rows.find((row) => (exchange === undefined ? flag(row, 'isUS') : row['exchange'] === exchange))
  return own === undefined ? null : String(whole(own, 'conid'))
}

function futureConid(json: unknown, { symbol, expiry }: Named<'FUTURE'>): string | null {
  const rows = listOf(objectOf(json, 'futures'), symbol).map((one) => objectOf(one, 'future'))
  const own = rows.find((row) => String(row['expirationDate']) === expiry || String(row['ltd']) === expiry)
  return own === undefined ? null : String(whole(own, 'conid'))
}

/** The venue answers about strikes and derivatives only after a search for the underlying. */
async function findOption(contract: Named<'OPTION'>, ask: AskContracts): Promise<Answer<string | null>> {
  const { symbol, underlying, expiry, strike, right } = contract
  const parent = await searched({ symbol, secType: underlying === 'INDEX' ? 'IND' : 'STK' }, ask)
  if (!parent.ok || parent.value === null) return parent
  const month = monthText(expiry)
  if (month === null) return failed('REFUSED', `${symbolOf(contract)}: ${expiry} is no day: write YYYYMMDD`)
  const answer = await ask('/iserver/secdef/info', [
    ['conid', parent.value],
    ['sectype', 'OPT'],
    ['month', month],
    ['strike', strike],
    ['right', right.charAt(0)],
  ])
  return reading(answer, (json) => {
    const rows = rowsOf(json)
    const own = rows.find(
      (row) =>
        row['maturityDate'] === expiry && canonicalDecimal(row['strike']) === strike && sameRight(row, right),
    )
    return own === undefined ? null : String(whole(own, 'conid'))
  })
}

async function searched(
  { symbol, secType }: { readonly symbol: string; readonly secType: string },
  ask: AskContracts,
): Promise<Answer<string | null>> {
  const answer = await ask('/iserver/secdef/search', [
    ['symbol', symbol],
    ['secType', secType],
  ])
  return reading(answer, (json) => {
    const own = rowsOf(json).find((row) => row['symbol'] === symbol && isOfType(row, secType))
    return own === undefined ? null : String(whole(own, 'conid'))
  })
}

/** Some rows name their type, others the types that exist for them. */
function isOfType(row: WireObject, secType: string): boolean {
  const named = textOrNull(row, 'secType')
  if (named !== null) return named === secType
  return listOf(row, 'sections').some((one) => objectOf(one, 'section')['secType'] === secType)
}

function sameRight(row: WireObject, right: string): boolean {
  return textOrNull(row, 'right')?.charAt(0) === right.charAt(0)
}

/** A search that finds nothing may be answered by an error. */
function rowsOf(json: unknown): readonly WireObject[] {
  if (errorText(json) !== null) return []
  return arrayOf(json, 'contracts').map((one) => objectOf(one, 'contract'))
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']

function monthText(day: string): string | null {
  const name = MONTHS[Number(day.slice(4, 6)) - 1]
  return /^\d{8}$/.test(day) && name !== undefined ? `${name}${day.slice(2, 4)}` : null
}

function reading(answer: Answer<unknown>, read: (json: unknown) => string | null): Answer<string | null> {
  if (!answer.ok) return answer
  const found = readJson(answer.value, read)
  return found.ok ? answered(found.value) : failed('UNREADABLE', found.fault)
}
