/**
 * A workflow as data: steps that wait for one another, each an action that a person could take, and when it all begins.
 *
 * JSON, checked whole before it is kept: unknown fields, names that do not exist and circles are refused with their place.
 */
import { z } from 'zod'
import { FIGURE_NAMES } from '@quarterdeck/simulation'
import { CALENDAR_NAMES } from '@quarterdeck/market-data'
import { RequestFault } from '../request-fault.ts'

const STEPS_MAX = 50
const id = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be lower-case letters, digits and hyphens, at most 40')
/** What a database and every screen can hold. */
const line = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must have no control characters')
const text = line(200)
const parameters = z.record(line(64), text).default({})
const decimal = z.string().regex(/^\d{1,18}(\.\d{1,18})?$/, 'must be a decimal above zero')

/** A version of a strategy: one of a number, or the one that another step has built. */
const versionOf = z.union([
  z.strictObject({ strategy: text, number: z.int().min(1) }),
  z.strictObject({ builtBy: id }),
])

const action = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('UPDATE_DATASET'), datasetId: text }),
  z.strictObject({
    do: z.literal('BUILD'),
    strategy: text,
    // All of the organization reads it, and the audit log keeps it: no place for a secret.
    url: line(500).regex(/^[^@?#]*$/, 'must be an address without user, password, query or fragment'),
    revision: text,
  }),
  z.strictObject({
    do: z.literal('BACKTEST'),
    /** Name of a strategy of the product, or the version of one of the organization. */
    strategy: z.union([text, versionOf]),
    parameters,
    datasetIds: z.array(text).min(1).max(50),
    cash: decimal.default('100000'),
    currency: text.default('USD'),
    seed: z.int().min(0).default(1),
  }),
  z.strictObject({
    do: z.literal('REQUIRE'),
    /** The step whose backtest is judged. */
    of: id,
    figures: z
      .array(
        z.strictObject({
          figure: z.enum(FIGURE_NAMES),
          atLeast: z.number().optional(),
          atMost: z.number().optional(),
        }),
      )
      .min(1)
      .max(20),
  }),
  z.strictObject({
    do: z.literal('DEPLOY'),
    version: versionOf,
    /** A deployment of that name is changed; where there is none it is made. */
    name: text,
    accountId: text,
    parameters,
    isolation: z.enum(['PROCESS', 'SHARED']).default('PROCESS'),
    ordersPerMinuteMax: z.int().min(1).max(6_000).default(60),
    seed: z.int().min(0).default(1),
  }),
  z.strictObject({ do: z.literal('COMPARE'), deploymentId: text }),
  z.strictObject({
    do: z.literal('STOP'),
    deploymentId: text,
    reason: text.default('a workflow stopped it'),
  }),
])

const step = z.strictObject({
  id,
  /** The steps that must have succeeded before it. */
  needs: z.array(id).max(STEPS_MAX).default([]),
  action,
  /** How often it is tried again after it failed. What was refused is not. */
  retries: z.int().min(0).max(10).default(0),
  /** Pause before the first retry; doubled for each further one. */
  backoffSeconds: z.int().min(1).max(3_600).default(10),
  timeoutSeconds: z.int().min(1).max(86_400).default(3_600),
})

const schedule = z.union([
  z.strictObject({ cron: line(100), zone: text.default('UTC') }),
  z.strictObject({
    /** Sessions of this exchange. */
    calendar: z.enum(CALENDAR_NAMES as readonly [string, ...string[]]),
    at: z.enum(['OPEN', 'CLOSE']),
    /** Minutes after the edge; below zero: before it. */
    offsetMinutes: z.int().min(-1_440).max(1_440).default(0),
  }),
])

const definition = z.strictObject({
  name: line(100).regex(/\S/, 'must not be blank'),
  description: z
    .string()
    .max(1_000)
    .regex(/^(?:[^\p{Cc}\p{Cs}]|[\n\r\t])*$/u, 'must have no control characters but line breaks and tabs')
    .default(''),
  schedule: schedule.nullable().default(null),
  steps: z.array(step).min(1).max(STEPS_MAX),
})

export type WorkflowDefinition = z.infer<typeof definition>
export type WorkflowStep = z.infer<typeof step>
export type WorkflowAction = z.infer<typeof action>
export type VersionOf = z.infer<typeof versionOf>

/** Reads a definition. Throws a RequestFault that names the place of the first fault, such as `definition.steps[2].needs`. */
export function readDefinition(value: unknown): WorkflowDefinition {
  const read = definition.safeParse(value)
  if (!read.success) {
    const [issue] = read.error.issues
    throw at(place(issue?.path ?? []), issue?.message ?? 'is no workflow')
  }
  checkSteps(read.data.steps)
  return read.data
}

function checkSteps(steps: readonly WorkflowStep[]): void {
  const known = new Map(steps.map((one) => [one.id, one]))
  for (const [index, one] of steps.entries()) {
    const here = `steps[${index}]`
    if (steps.findIndex(({ id: name }) => name === one.id) < index)
      throw at(`${here}.id`, `"${one.id}" is the name of two steps`)
    const unknown = one.needs.find((need) => !known.has(need) || need === one.id)
    if (unknown !== undefined) throw at(`${here}.needs`, `"${unknown}" is no other step`)
    checkReference(one, known, here)
  }
  const circle = circleAmong(steps)
  if (circle !== null) throw at('steps', `wait for one another in a circle: ${circle.join(', ')}`)
}

/** What a step reads of another must be there when it begins: it has to wait for it. */
function checkReference(one: WorkflowStep, known: ReadonlyMap<string, WorkflowStep>, here: string): void {
  const { action: asked } = one
  const named: [string, WorkflowAction['do'], string][] = []
  if (asked.do === 'REQUIRE') named.push([asked.of, 'BACKTEST', 'action.of'])
  if (asked.do === 'DEPLOY' && 'builtBy' in asked.version)
    named.push([asked.version.builtBy, 'BUILD', 'action.version'])
  if (asked.do === 'BACKTEST' && typeof asked.strategy !== 'string' && 'builtBy' in asked.strategy)
    named.push([asked.strategy.builtBy, 'BUILD', 'action.strategy'])
  for (const [name, kind, field] of named) {
    if (known.get(name)?.action.do !== kind)
      throw at(`${here}.${field}`, `"${name}" is no step that does ${kind}`)
    if (!waitsFor(one, name, known)) throw at(`${here}.needs`, `must name "${name}", whose result it reads`)
  }
}

function waitsFor(one: WorkflowStep, name: string, known: ReadonlyMap<string, WorkflowStep>): boolean {
  const seen = new Set<string>()
  const open = [...one.needs]
  for (let need = open.pop(); need !== undefined; need = open.pop()) {
    if (need === name) return true
    if (seen.has(need)) continue
    seen.add(need)
    open.push(...(known.get(need)?.needs ?? []))
  }
  return false
}

/** Steps of which none can ever begin; null: there are none. */
function circleAmong(steps: readonly WorkflowStep[]): readonly string[] | null {
  let left = [...steps]
  for (;;) {
    const names = new Set(left.map((one) => one.id))
    const next = left.filter(({ needs }) => needs.some((need) => names.has(need)))
    if (next.length === left.length) return left.length === 0 ? null : left.map((one) => one.id)
    left = next
  }
}

function at(path: string, message: string): RequestFault {
  return new RequestFault(
    'BAD_INPUT',
    `${path} ${message}`,
    path === '' ? 'definition' : `definition.${path}`,
  )
}

function place(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) =>
      typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${String(part)}`,
    )
    .join('')
}
