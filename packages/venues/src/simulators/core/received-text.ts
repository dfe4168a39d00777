/** What clients send to a simulator, read without trusting it. */

import type { RawData } from 'ws'

export type Parts = Readonly<Record<string, unknown>>

/** The text of a frame; empty: it came in pieces that are no text. */
export function textFrame(data: RawData): string {
  return Buffer.isBuffer(data) ? data.toString('utf8') : ''
}

/** The members of a JSON object; null: it is none. */
export function parts(text: string): Parts | null {
  try {
    const json: unknown = JSON.parse(text)
    return typeof json === 'object' && json !== null ? (json as Parts) : null
  } catch {
    return null
  }
}
