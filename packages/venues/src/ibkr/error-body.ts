/** The bodies of the venue's refusals: one shape, and pages of whatever stands before it. */

import { shown, type ErrorBody } from '../wire/error-body.ts'

export function readErrorBody(body: string): ErrorBody {
  let json: unknown
  try {
    json = JSON.parse(body)
  } catch {
    return { word: '', message: shown(body), known: false }
  }
  const text = errorText(json)
  return text === null
    ? { word: '', message: shown(body), known: false }
    : { word: '', message: shown(text), known: true }
}

/** The sentence of an answer that is an error, whatever its status; null: it is none. */
export function errorText(json: unknown): string | null {
  if (typeof json !== 'object' || json === null || Array.isArray(json) || !('error' in json)) return null
  return typeof json.error === 'string' && json.error !== '' ? json.error : null
}
