/** Reads what a bundle says of itself: fields that are known, of the right kind and of bounded size, and nothing else. */

import { PARAM_KINDS, type ParamDescription, WIRE_VERSION } from '@quarterdeck/sdk'
import { isPlain } from '../submission/printable.ts'
import { placeOf } from './blame.ts'
import type { Described } from './describe.ts'
import { type BuildRule, problemOf } from './outcome.ts'

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/
const NAME_LENGTH_MAX = 40
const PARAM_NAME = /^[a-zA-Z][a-zA-Z0-9_]{0,39}$/
const TEXT_LENGTH_MAX = 10_000
const PARAMS_MAX = 100
const VALUES_MAX = 1_000

/** What is wrong with a description. */
class Unfit extends Error {
  override readonly name = 'Unfit'
}

type Fields = Readonly<Record<string, unknown>>

/** Reads the answer of the describing process. `map` tells where in the author's files an error is, `entry` is named otherwise. */
export function readDescription(
  answer: unknown,
  { entry, map }: { readonly entry: string; readonly map: string },
): Described {
  const refuse = (rule: BuildRule, message: string): Described => ({
    ok: false,
    problem: problemOf(rule, message, entry),
  })
  const { description, error, stack } = fieldsOf(answer)
  if (typeof error === 'string') {
    const problem = problemOf('EVALUATION', `evaluating the strategy failed: ${error}`, entry)
    return { ok: false, problem: { ...problem, ...placeOf(`${error}\n${String(stack)}`, map) } }
  }
  if (typeof description !== 'string') return refuse('EVALUATION', 'the strategy does not describe itself')
  try {
    return { ok: true, description: descriptionOf(fieldsOf(JSON.parse(description))) }
  } catch (fault) {
    if (fault instanceof Unfit || fault instanceof SyntaxError) {
      return refuse('STRATEGY', `the default export must be made by defineStrategy: ${fault.message}`)
    }
    throw fault
  }
}

function descriptionOf(fields: Fields): Extract<Described, { ok: true }>['description'] {
  const { name, wireVersion, parameters, stateVersion } = fields
  if (typeof name !== 'string' || !NAME.test(name) || name.length > NAME_LENGTH_MAX) {
    throw new Unfit(`name must be lower-case words joined by hyphens, at most ${NAME_LENGTH_MAX} characters`)
  }
  if (wireVersion !== WIRE_VERSION) throw new Unfit(`wireVersion must be ${WIRE_VERSION}`)
  if (!Array.isArray(parameters) || parameters.length > PARAMS_MAX) {
    throw new Unfit(`params must be at most ${PARAMS_MAX}`)
  }
  const read = parameters.map((one) => parameterOf(fieldsOf(one)))
  if (new Set(read.map((one) => one.name)).size !== read.length)
    throw new Unfit('params must have different names')
  return {
    name,
    description: textOf(fields, 'description'),
    wireVersion,
    parameters: read,
    stateVersion: stateVersionOf(stateVersion),
  }
}

function stateVersionOf(version: unknown): number | null {
  if (version === null) return null
  if (Number.isSafeInteger(version) && (version as number) >= 1) return version as number
  throw new Unfit('state.version must be a whole number from 1')
}

function parameterOf(fields: Fields): ParamDescription {
  const { name, values, maxLength } = fields
  const kind = PARAM_KINDS.find((one) => one === fields['kind'])
  if (typeof name !== 'string' || !PARAM_NAME.test(name)) throw new Unfit('a parameter has no fit name')
  if (kind === undefined) throw new Unfit(`parameter ${name} is of no known kind`)
  if (values !== null && !(Array.isArray(values) && values.length <= VALUES_MAX && values.every(isText))) {
    throw new Unfit(`parameter ${name} must have at most ${VALUES_MAX} values, all of them texts`)
  }
  if (maxLength !== null && !Number.isSafeInteger(maxLength)) {
    throw new Unfit(`parameter ${name}: maxLength must be a whole number`)
  }
  return {
    name,
    kind,
    description: textOf(fields, 'description'),
    default: plainOf(fields, 'default', ['string', 'number', 'boolean']) as ParamDescription['default'],
    min: plainOf(fields, 'min', ['string', 'number']) as ParamDescription['min'],
    max: plainOf(fields, 'max', ['string', 'number']) as ParamDescription['max'],
    step: plainOf(fields, 'step', ['string', 'number']) as ParamDescription['step'],
    values: values as readonly string[] | null,
    maxLength: maxLength as number | null,
  }
}

function plainOf(fields: Fields, field: string, kinds: readonly string[]): unknown {
  const value = fields[field]
  if (value === null || (kinds.includes(typeof value) && (typeof value !== 'string' || isText(value))))
    return value
  throw new Unfit(`${field} of a parameter must be ${kinds.join(' or ')}`)
}

function textOf(fields: Fields, field: string): string {
  const value = fields[field]
  if (isText(value)) return value
  throw new Unfit(`${field} must be plain text of at most ${TEXT_LENGTH_MAX} characters`)
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= TEXT_LENGTH_MAX && isPlain(value)
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {}
}
