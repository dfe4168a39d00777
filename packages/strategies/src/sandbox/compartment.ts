/**
 * A compartment of its own for each session: its globals are the language and nothing else, and it shares no mutable object with
 * another.
 */

import 'ses'
import type { GuestModule } from '../build/guest.ts'
import { STRATEGY_SOURCE } from './hardened-realm.ts'

/** What a compartment lacks of the language, for the bits of a NaN could carry a message; a compartment here has nobody to tell. */
const GIVEN = { Float32Array, Float64Array } as const

/** Powers that a strategy has no use for: making more compartments, and seeing when memory is freed. */
const TAKEN_AWAY: readonly string[] = ['Compartment', 'lockdown', 'harden', 'WeakRef', 'FinalizationRegistry']

/** Evaluates a bundle; gives its completion value, which is hostile. Throws whatever the bundle throws. */
export function evaluateBundle(bundle: string): GuestModule {
  const compartment = new Compartment({ globals: GIVEN, __options__: true })
  for (const name of TAKEN_AWAY) Reflect.deleteProperty(compartment.globalThis, name)
  fixGlobals(compartment.globalThis)
  return compartment.evaluate(`${bundle}\n//# sourceURL=${STRATEGY_SOURCE}`) as GuestModule
}

/**
 * Makes the built-in globals constants: the compartment then binds them once, where it would look each up at every use, through
 * several scopes. A strategy may still add its own.
 */
function fixGlobals(globals: object): void {
  for (const name of Object.getOwnPropertyNames(globals)) {
    if (name !== 'eval') Object.defineProperty(globals, name, { writable: false, configurable: false })
  }
}
