/**
 * Reads the author's persisted state: plain JSON that a database can keep. Bounded as the SDK bounds it, and without the names
 * that mean a prototype to whoever copies it carelessly.
 */

import type { JsonValue, PersistedState } from '@quarterdeck/sdk'
import { exact, fault, MessageFault, ownFields, type Reader, text, whole } from './reader.ts'

const DEPTH_MAX = 66
const VALUES_MAX = 65_536
const TEXT_LENGTH_MAX = 2 ** 20
const FORBIDDEN_KEYS: readonly string[] = ['__proto__', 'constructor', 'prototype']

const keptText = text(TEXT_LENGTH_MAX)

const keptJson: Reader<JsonValue> = (value, path) => {
  let left = VALUES_MAX
  const copy = (one: unknown, depth: number): JsonValue => {
    if (--left < 0) throw new MessageFault(`${path} must hold at most ${VALUES_MAX} values`)
    if (one === null || typeof one === 'boolean') return one
    if (typeof one === 'string') return keptText(one, path)
    if (typeof one === 'number') return Number.isFinite(one) ? one : fault(path, 'finite numbers', one)
    if (depth === 0) throw new MessageFault(`${path} must be at most ${DEPTH_MAX} levels deep`)
    if (Array.isArray(one)) return Array.from(one as readonly unknown[], (child) => copy(child, depth - 1))
    return Object.fromEntries(
      Object.entries(ownFields(one, path)).map(([key, child]) => {
        if (FORBIDDEN_KEYS.includes(key)) fault(path, `without a field named ${key}`, one)
        return [keptText(key, path), copy(child, depth - 1)]
      }),
    )
  }
  return copy(value, DEPTH_MAX)
}

export const persistedState: Reader<PersistedState> = exact<PersistedState>({
  version: whole(0),
  value: keptJson,
})
