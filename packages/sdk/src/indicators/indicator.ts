/**
 * What every indicator is: a value that follows its input bar by bar, with its state in its own fields.
 *
 * `update` of each indicator takes one bar and returns the value, NaN until `warmUp` bars have been seen. An input that is
 * not a number (NaN) is no bar: nothing changes. So one indicator feeds another while it is not warm yet.
 */

import { captureFields, restoreFields, type StateRecord, type StateValue } from './state.ts'

/** The state of an indicator as JSON values, with what it belongs to. */
export interface IndicatorSnapshot {
  readonly indicator: string
  readonly parameters: readonly StateValue[]
  readonly state: StateRecord
}

/** An indicator that is fed with `Input`: a number, or a bar with the fields it needs. */
export type IndicatorOf<Input> = Indicator & { update(input: Input): number }

/** What does not change after construction. */
const FIXED: ReadonlySet<string> = new Set(['name', 'warmUp'])

export abstract class Indicator {
  /** The main line after the latest bar; NaN until warm. Written by `update` only. */
  value = Number.NaN
  /** The short name that tables use, e.g. "SMA". */
  readonly name: string
  /** Bars until every line of the indicator has a value. */
  readonly warmUp: number
  readonly #parameters: readonly StateValue[]

  /** `parameters` are the arguments of the subclass's constructor, in their order and complete. */
  protected constructor(name: string, warmUp: number, parameters: readonly StateValue[]) {
    this.name = name
    this.warmUp = warmUp
    this.#parameters = parameters
  }

  /** Whether every line has a value. */
  get isReady(): boolean {
    return !Number.isNaN(this.value)
  }

  /** Forgets everything seen, as if newly made. */
  reset(): void {
    const make = this.constructor as new (...parameters: readonly StateValue[]) => this
    restoreFields(this, captureFields(new make(...this.#parameters), FIXED), FIXED)
  }

  /** The state as JSON values; `restore` of an indicator with the same parameters continues from it to the last bit. */
  snapshot(): IndicatorSnapshot {
    return { indicator: this.name, parameters: this.#parameters, state: captureFields(this, FIXED) }
  }

  /**
   * Continues from a snapshot.
   *
   * Throws a `TypeError` if the snapshot is of another indicator, of other parameters, or broken; a broken one may leave
   * the indicator half restored: `reset` it.
   */
  restore(snapshot: IndicatorSnapshot): void {
    const own = describe(this.name, this.#parameters)
    const other = describe(snapshot.indicator, snapshot.parameters)
    if (own !== other) throw new TypeError(`snapshot: it is of ${other}; this indicator is ${own}`)
    restoreFields(this, snapshot.state, FIXED)
  }
}

function describe(name: string, parameters: readonly StateValue[]): string {
  return `${name}(${parameters.map((parameter) => JSON.stringify(parameter)).join(', ')})`
}
