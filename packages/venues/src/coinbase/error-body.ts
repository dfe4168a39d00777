/** The bodies of Coinbase's refusals: six shapes are known, and a text that is none of them is taken as it is. */

import { shown, type ErrorBody } from '../wire/error-body.ts'

export function readErrorBody(body: string): ErrorBody {
  let json: unknown
  try {
    json = JSON.parse(body)
  } catch {
    return { word: '', message: shown(body), known: false }
  }
  if (typeof json !== 'object' || json === null) return { word: '', message: shown(body), known: false }
  const from = 'errors' in json && Array.isArray(json.errors) ? (json.errors[0] as unknown) : json
  if (typeof from !== 'object' || from === null) return { word: '', message: shown(body), known: false }
  const parts = from as Readonly<Record<string, unknown>>
  const word = textOf(parts['error']) || textOf(parts['id'])
  const details = ['message', 'error_details', 'error_description'].map((name) => textOf(parts[name]))
  const message = [...new Set(details.filter((detail) => detail !== ''))].join('; ')
  return { word, message: shown(message || body), known: word !== '' }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
