/**
 * The bodies of Kalshi's refusals, all of them seen: an object under `error`, the same without it, a text under `error`, and a bare
 * `msg`. A code may carry an id behind a colon.
 */

import { shown, type ErrorBody } from '../wire/error-body.ts'

export function readErrorBody(body: string): ErrorBody {
  let json: unknown
  try {
    json = JSON.parse(body)
  } catch {
    return { word: '', message: shown(body), known: false }
  }
  if (typeof json !== 'object' || json === null) return { word: '', message: shown(body), known: false }
  const { error } = json as Readonly<Record<string, unknown>>
  const from = (typeof error === 'object' && error !== null ? error : json) as Readonly<
    Record<string, unknown>
  >
  const word = wordOf(typeof error === 'string' ? error : textOf(from['code']))
  const said = ['message', 'details', 'msg'].map((name) => textOf(from[name])).filter((part) => part !== '')
  const message = shown([...new Set(said)].join('; ') || body)
  return { word, message, known: word !== '' || textOf(from['msg']) !== '' }
}

/** A code in one spelling: capitals with `_` between the words, without an id behind it. */
export function wordOf(code: string): string {
  const [word = ''] = code.split(':')
  return word
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .replaceAll(/[^A-Za-z0-9]+/g, '_')
    .toUpperCase()
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
