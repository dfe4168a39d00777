/** The strategy's persisted state: plain JSON, deeply frozen, replaced as a whole. */

import { StateError } from '../strategy/terms-error.ts'
import type { JsonValue } from '../strategy/json.ts'
import type { Strategy } from '../strategy/definition.ts'
import type { ParamSchema, ParamValues } from '../strategy/param.ts'
import type { PersistedState } from './session.ts'
import type { Transaction } from './transaction.ts'

/** Levels of objects and arrays that a state may have. */
const STATE_DEPTH_MAX = 64

/** Values (of any kind) that a state may hold at most. */
const STATE_VALUES_MAX = 65_536

export class AuthorState {
  /** null where the strategy declares no state. */
  readonly version: number | null
  #value: JsonValue
  /** Whether it changed since it was last taken to be persisted. */
  #isNew = true
  /** The transaction whose first change has been noted. */
  #noted = -1
  readonly #transaction: Transaction

  constructor(version: number | null, value: JsonValue, transaction: Transaction) {
    this.version = version
    this.#value = value
    this.#transaction = transaction
  }

  get value(): JsonValue {
    return this.#value
  }

  set(next: unknown): void {
    if (this.version === null) throw new StateError('setState needs a declared state: { version, initial }')
    const value = frozenJson(next)
    if (value === this.#value) return
    this.#note()
    this.#value = value
    this.#isNew = true
  }

  /** Notes the state before its first change in a callback. */
  #note(): void {
    if (this.#noted === this.#transaction.number) return
    this.#noted = this.#transaction.number
    const [value, isNew] = [this.#value, this.#isNew]
    this.#transaction.changed(() => {
      this.#value = value
      this.#isNew = isNew
    })
  }

  /** Puts back what a snapshot holds. */
  restore(value: JsonValue): void {
    this.#value = frozenJson(value)
  }

  take(): PersistedState | null {
    if (this.version === null || !this.#isNew) return null
    this.#isNew = false
    return { version: this.version, value: this.#value }
  }
}

/** The state a session starts with: what was persisted, migrated when it is older, or the initial one. */
export function firstState(
  strategy: Strategy,
  params: ParamValues<ParamSchema>,
  persisted: PersistedState | undefined,
): JsonValue {
  const terms = strategy.state
  if (terms === undefined) return null
  if (persisted === undefined) return frozenJson(terms.initial(params))
  const { version, value } = persisted
  if (version === terms.version) return frozenJson(value)
  if (version > terms.version) {
    throw new StateError(
      `the persisted state has version ${version}, newer than this strategy's ${terms.version}: deploy the newer strategy, or start without the state`,
    )
  }
  if (terms.migrate === undefined) {
    throw new StateError(
      `the persisted state has version ${version} and the strategy wants ${terms.version}: declare state.migrate`,
    )
  }
  return frozenJson(terms.migrate(frozenJson(value), version, params))
}

/** Objects and arrays that `frozenJson` made: what is left unchanged in the next state is not copied again. */
const known = new WeakSet<object>()

/** A deeply frozen copy of a plain JSON value. Throws a `StateError` that names the path of what is not. */
export function frozenJson(value: unknown): JsonValue {
  let left = STATE_VALUES_MAX
  const copy = (one: unknown, path: string, depth: number): JsonValue => {
    if (--left < 0) throw new StateError(`state must hold at most ${STATE_VALUES_MAX} values`)
    if (one === null || typeof one === 'string' || typeof one === 'boolean') return one
    if (typeof one === 'number') {
      if (Number.isFinite(one)) return one === 0 ? 0 : one
      throw new StateError(`${path} must be a finite number (was ${one})`)
    }
    if (typeof one !== 'object') throw new StateError(`${path} must be plain JSON (was ${typeof one})`)
    if (known.has(one)) return one as JsonValue
    if (depth === 0) throw new StateError(`state must be at most ${STATE_DEPTH_MAX} levels deep`)
    const made = Array.isArray(one)
      ? Array.from(one, (child: unknown, index) => copy(child, `${path}[${index}]`, depth - 1))
      : Object.fromEntries(
          plainEntries(one, path).map(([key, child]) => [key, copy(child, `${path}.${key}`, depth - 1)]),
        )
    known.add(Object.freeze(made))
    return made
  }
  return copy(value, 'state', STATE_DEPTH_MAX)
}

function plainEntries(one: object, path: string): readonly (readonly [string, unknown])[] {
  const prototype: unknown = Object.getPrototypeOf(one)
  if (prototype !== Object.prototype && prototype !== null) {
    throw new StateError(
      `${path} must be a plain object or array (was ${one.constructor?.name ?? 'another'})`,
    )
  }
  return Object.entries(one)
}
