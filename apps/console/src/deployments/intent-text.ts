/** What a strategy wanted, in one line. */
import { showWord } from '../format/words.ts'

export interface Intent {
  readonly kind: string
  readonly json: string
}

type Fields = Readonly<Record<string, unknown>>

function fieldsOf(json: string): Fields {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
  } catch {
    return {}
  }
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

/** Returns the wish in words, such as `Buy 5 lots of SIM:BTC-USD, limit 650000 ticks`; what it does not know is named by its kind. */
export function intentText({ kind, json }: Intent): string {
  const fields = fieldsOf(json)
  switch (kind) {
    case 'SUBMIT_ORDER': {
      const side = showWord(text(fields['side']) || 'order')
      const price = [
        fields['limitTicks'] == null ? '' : `limit ${text(fields['limitTicks'])} ticks`,
        fields['stopTicks'] == null ? '' : `stop ${text(fields['stopTicks'])} ticks`,
      ].filter(Boolean)
      const terms = price.length > 0 ? price.join(', ') : 'at the market'
      return `${side} ${text(fields['quantityLots'])} lots of ${text(fields['instrumentId'])}, ${terms}`
    }
    case 'REPLACE_ORDER':
      return `Replace ${text(fields['clientOrderId'])}`
    case 'CANCEL_ORDER':
      return `Cancel ${text(fields['clientOrderId'])}`
    case 'SET_TIMER':
      return `Set the timer ${text(fields['name'])}`
    case 'CANCEL_TIMER':
      return `Cancel the timer ${text(fields['name'])}`
    case 'LOG':
      return `Log: ${text(fields['message'])}`
    default:
      return showWord(kind)
  }
}

/** Returns all wishes of a decision in one line: what moves something first, log lines counted behind. */
export function intentsText(intents: readonly Intent[]): string {
  const moving = intents.filter(({ kind }) => kind !== 'LOG')
  const logged = intents.length - moving.length
  if (moving.length === 0) return intents.map(intentText).join('; ')
  const lines = logged === 0 ? [] : [logged === 1 ? '1 log line' : `${logged} log lines`]
  return [...moving.map(intentText), ...lines].join('; ')
}

/** Returns JSON with line ends and steps, or the text as it is where it is none. */
export function prettyJson(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2)
  } catch {
    return json
  }
}
