/** `defineStrategy`: where a strategy begins, and where a wrong declaration is found. */

import type { Strategy, StrategyDefinition } from './definition.ts'
import type { Param, ParamSchema } from './param.ts'
import { decimalOf, parseParam } from './param-value.ts'
import { StrategyDefinitionError } from './terms-error.ts'
import { timeframeMicros } from './time.ts'

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/
const PARAM_NAME = /^[a-zA-Z][a-zA-Z0-9_]{0,39}$/
const NAME_LENGTH_MAX = 40
const PARAMS_MAX = 100

const HANDLERS = [
  'validate',
  'trades',
  'prepare',
  'onStart',
  'onBar',
  'onQuote',
  'onTrade',
  'onFill',
  'onOrderUpdate',
  'onCorporateAction',
  'onTimer',
  'onStop',
] as const

/**
 * Declares a strategy. The types of parameters, state and locals are inferred; write `params`, `state` and `prepare` before
 * the callbacks. Throws a `StrategyDefinitionError` that names what is wrong.
 *
 * @example
 * export default defineStrategy({
 *   name: 'buy-and-hold',
 *   params: { instrument: param.instrument(), quantity: param.decimal({ default: '1' }) },
 *   subscribe: ({ instrument }) => [{ kind: 'BARS', instrument, timeframe: '1d' }],
 *   onBar({ orders, params }) {
 *     orders.targetPosition(params.instrument, params.quantity)
 *   },
 * })
 */
export function defineStrategy<const Schema extends ParamSchema, State = null, Locals = undefined>(
  definition: StrategyDefinition<Schema, State, Locals>,
): StrategyDefinition<Schema, State, Locals> {
  const fault = definitionFault(definition)
  if (fault !== null) throw new StrategyDefinitionError(`strategy ${String(definition.name)}: ${fault}`)
  return Object.freeze({ ...definition, params: Object.freeze({ ...definition.params }) })
}

function definitionFault(definition: Strategy): string | null {
  const { name, params, state } = definition
  if (typeof name !== 'string' || !NAME.test(name) || name.length > NAME_LENGTH_MAX) {
    return `name must be lower-case words joined by hyphens, at most ${NAME_LENGTH_MAX} characters`
  }
  if (typeof definition.subscribe !== 'function') return 'subscribe must be a function'
  const notCallable = HANDLERS.find((key) => !['undefined', 'function'].includes(typeof definition[key]))
  if (notCallable !== undefined) return `${notCallable} must be a function`
  if (state !== undefined && !(Number.isSafeInteger(state.version) && state.version >= 1)) {
    return `state.version must be a whole number from 1 (was ${state.version})`
  }
  if (state !== undefined && typeof state.initial !== 'function') return 'state.initial must be a function'
  const names = Object.keys(params)
  if (names.length > PARAMS_MAX) return `must have at most ${PARAMS_MAX} parameters`
  return (
    names.map((key) => paramFault(key, params[key] as Param<unknown>)).find((one) => one !== null) ?? null
  )
}

function paramFault(name: string, param: Param<unknown>): string | null {
  if (!PARAM_NAME.test(name)) {
    return `parameter ${name}: a name must be letters, digits and _, at most 40, a letter first`
  }
  const { kind, min, max, step, values } = param
  const measure = kind === 'duration' ? spanOf : decimalOf
  for (const [field, bound] of Object.entries({ min, max, step })) {
    if (bound !== null && measure(bound) === null) return `parameter ${name}: ${field} is no ${kind}`
  }
  const [lowest, highest] = [min === null ? null : measure(min), max === null ? null : measure(max)]
  if (lowest !== null && highest !== null && lowest > highest) return `parameter ${name}: min is above max`
  if (step !== null && (decimalOf(step) ?? 0n) <= 0n) return `parameter ${name}: step must be above zero`
  if (kind === 'enum' && (values === null || values.length === 0)) {
    return `parameter ${name}: must allow at least one value`
  }
  if (param.default === null) return null
  const parsed = parseParam(name, param, param.default)
  return parsed.ok ? null : `parameter ${name}: default: ${parsed.fault.message}`
}

function spanOf(bound: number | string): bigint | null {
  const micros = timeframeMicros(String(bound))
  return micros === null ? null : BigInt(micros)
}
