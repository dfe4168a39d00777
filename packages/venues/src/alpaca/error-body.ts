/** The bodies of Alpaca's refusals: a number and a message, with more members beside them; some gateways send the message alone. */

export interface ErrorBody {
  /** The venue's number as text; empty: there is none. */
  readonly code: string
  readonly message: string
  /** Whether it is in Alpaca's own shape, and not of something before it. */
  readonly known: boolean
}

const SHOWN_CHARACTERS = 200

export function readErrorBody(body: string): ErrorBody {
  let json: unknown
  try {
    json = JSON.parse(body)
  } catch {
    return { code: '', message: shortened(body), known: false }
  }
  if (typeof json !== 'object' || json === null) return { code: '', message: shortened(body), known: false }
  const { code, message } = json as Readonly<Record<string, unknown>>
  const number = typeof code === 'number' && Number.isSafeInteger(code) ? String(code) : ''
  if (typeof message !== 'string' || message === '')
    return { code: number, message: shortened(body), known: false }
  return { code: number, message: shortened(message), known: number !== '' }
}

/** The start of a body, for a person. */
export function shortened(body: string): string {
  return body.slice(0, SHOWN_CHARACTERS)
}
