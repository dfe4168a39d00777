/** How `strategy dev` writes what happens, for people: one line each, time first. */

import { isoInstant } from '@quarterdeck/sdk'
import type { RehearsalNews } from '@quarterdeck/simulation'
import type { DevStanding } from './messages.ts'

type Told<Type extends RehearsalNews['type']> = Extract<RehearsalNews, { readonly type: Type }>

/** One line; of a fault also the places in the author's files. `folder` is taken off them. */
export function lineOf(news: RehearsalNews, folder: string): string {
  return `${isoInstant(news.at).slice(0, 23).replace('T', ' ')}  ${wordsOf(news, folder)}`
}

function wordsOf(news: RehearsalNews, folder: string): string {
  switch (news.type) {
    case 'LOG':
      return `${news.level.toLowerCase().padEnd(6)} ${news.message}`
    case 'ORDER':
      return `order  ${news.clientOrderId} ${orderWords(news)}`
    case 'REPLACE':
    case 'CANCEL':
      return `${news.type.toLowerCase().padEnd(6)} ${news.clientOrderId}`
    case 'UPDATE':
      return `update ${news.clientOrderId} ${news.status}${news.reason === null ? '' : `: ${news.reason}`}`
    case 'FILL':
      return `fill   ${news.clientOrderId} ${news.side} ${news.quantity} ${news.instrumentId} at ${news.price}, fee ${news.fee}`
    case 'FAULT':
      return `fault  ${faultWords(news, folder)}`
  }
}

function orderWords(order: Told<'ORDER'>): string {
  const { side, quantity, instrumentId, orderType, timeInForce, limitPrice, stopPrice, tag } = order
  const prices = [
    ...(limitPrice === null ? [] : [`at ${limitPrice}`]),
    ...(stopPrice === null ? [] : [`stop ${stopPrice}`]),
  ]
  return [
    side,
    quantity,
    instrumentId,
    orderType,
    timeInForce,
    ...prices,
    ...(tag === null ? [] : [`#${tag}`]),
  ].join(' ')
}

function faultWords({ callback, input, message, stack }: Told<'FAULT'>, folder: string): string {
  const where = callback === null ? '' : `${callback} threw${input === '' ? '' : ` at ${input}`}: `
  return [`${where}${message}`, ...placesIn(stack ?? '', folder).map((place) => `    at ${place}`)].join('\n')
}

/** Places of a stack that lie in the author's folder, as FILE:LINE:COLUMN. */
export function placesIn(stack: string, folder: string): readonly string[] {
  return [...stack.matchAll(/file:\/\/([^\s?)]+)(?:\?version=\d+)?:(\d+):(\d+)/g)]
    .filter(([, file]) => decodeURIComponent(file!).startsWith(`${folder}/`))
    .map(
      ([, file, line, column]) => `${decodeURIComponent(file!).slice(folder.length + 1)}:${line}:${column}`,
    )
}

/** Text that names the author's files by their addresses, with their names instead. */
export function plainPlaces(text: string, folder: string): string {
  return text
    .replaceAll(/\?version=\d+/g, '')
    .replaceAll(`file://${folder}/`, '')
    .replaceAll(`${folder}/`, '')
}

/** Where it stands, on one line. */
export function standingLine(standing: DevStanding, isPaused: boolean): string {
  const { at, status, currency, equity, pnl, positions, workingOrders, decisions, speed } = standing
  const held = positions.map(
    ({ instrumentId, quantity, averagePrice, unrealizedPnl }) =>
      `${instrumentId} ${quantity} at ${Number(Number(averagePrice).toPrecision(8))} (${signed(unrealizedPnl)})`,
  )
  return [
    isoInstant(at).slice(0, 19).replace('T', ' '),
    ...(isPaused ? ['PAUSED'] : status === 'RUNNING' ? [] : [status]),
    ...(speed > 0 ? [`x${Number(speed.toPrecision(6))}`] : []),
    `equity ${equity.toFixed(2)} ${currency}`,
    `PnL ${signed(pnl)}`,
    held.length === 0 ? 'flat' : held.join(', '),
    `${workingOrders} working`,
    `${decisions} decisions`,
  ].join(' · ')
}

function signed(amount: number): string {
  return `${amount < 0 ? '' : '+'}${amount.toFixed(2)}`
}
