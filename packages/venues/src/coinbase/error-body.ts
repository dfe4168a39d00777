/** The bodies of Coinbase's refusals: six shapes are known, and a text that is none of them is taken as it is. */

export interface ErrorBody {
  /** The venue's word; empty: there is none. */
  readonly word: string
  readonly message: string
  /** Whether it has one of the known shapes: only then is it the word of the venue itself and not of something before it. */
  readonly known: boolean
}

const SHOWN_CHARACTERS = 200

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

/** A token, where something on the way sends our own request back to us. */
const TOKEN = /eyJ[\w-]+\.[\w-]+\.[\w-]*/g

/** The start of a body, for a person, without tokens. */
export function shown(body: string): string {
  return body.replace(TOKEN, '(token)').slice(0, SHOWN_CHARACTERS)
}
