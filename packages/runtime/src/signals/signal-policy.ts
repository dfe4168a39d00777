/** The safety policy: what may come of a signal at most, whoever accepts it. Pure; it holds on top of the gate, never instead. */
import { MODES, parseDecimal, type Mode } from '@quarterdeck/sdk'
import { z } from 'zod'
import { RequestFault } from '../request-fault.ts'

export interface SignalPolicyLimits {
  /** Modes of the accounts that proposals may be accepted on. */
  readonly modes: readonly Mode[]
  /** The greatest quantity of one proposal, in units, by instrument; of others none may be accepted. */
  readonly quantityMax: Readonly<Record<string, string>>
  /** Proposals that may be accepted within any hour, in the whole organization. */
  readonly acceptedPerHourMax: number
  /** The least confidence of an accepted one, 0 to 1. */
  readonly confidenceMin: number
}

/** Of an organization that said nothing: PAPER, and nothing of it. */
export const SIGNAL_POLICY_DEFAULT: SignalPolicyLimits = {
  modes: ['PAPER'],
  quantityMax: {},
  acceptedPerHourMax: 10,
  confidenceMin: 0.5,
}

export const ACCEPTED_PER_HOUR_MAX = 1_000
const INSTRUMENTS_MAX = 500

const LIMITS = z.strictObject({
  modes: z.array(z.enum(MODES)).max(MODES.length),
  quantityMax: z.record(z.string().min(1).max(100), z.string()),
  acceptedPerHourMax: z.int().min(0).max(ACCEPTED_PER_HOUR_MAX),
  confidenceMin: z.number().min(0).max(1),
})

/** Throws a RequestFault that names the field that is wrong. */
export function readSignalPolicy(value: unknown): SignalPolicyLimits {
  const read = LIMITS.safeParse(value)
  if (!read.success) {
    const [issue] = read.error.issues
    const field = issue?.path.join('.') || 'limits'
    throw new RequestFault('BAD_INPUT', `${field} ${issue?.message ?? 'is wrong'}`, field)
  }
  const entries = Object.entries(read.data.quantityMax)
  if (entries.length > INSTRUMENTS_MAX)
    throw new RequestFault(
      'BAD_INPUT',
      `quantityMax must name at most ${INSTRUMENTS_MAX} instruments`,
      'quantityMax',
    )
  for (const [instrumentId, quantity] of entries) units(quantity, `quantityMax.${instrumentId}`)
  return read.data
}

/** What is accepted, as the policy looks at it. */
export interface Acceptance {
  readonly mode: Mode
  readonly instrumentId: string
  readonly quantity: string
  readonly confidence: number
  /** Accepted within the last hour, without this one. */
  readonly acceptedOfLate: number
}

/** Why the policy forbids it, with the limit and what was observed; null: it does not. */
export function policyFault(limits: SignalPolicyLimits, of: Acceptance): string | null {
  if (!limits.modes.includes(of.mode))
    return `mode ${of.mode} is not among those that proposals may be accepted in: ${limits.modes.join(', ') || 'none'}`
  const most = Object.hasOwn(limits.quantityMax, of.instrumentId)
    ? limits.quantityMax[of.instrumentId]
    : undefined
  if (most === undefined) return `instrument ${of.instrumentId} is not among those that signals may trade`
  if (units(of.quantity, 'quantity') > units(most, 'quantityMax'))
    return `quantity ${of.quantity} is more than the ${most} that a signal may trade of ${of.instrumentId}`
  if (of.confidence < limits.confidenceMin)
    return `confidence ${of.confidence} is less than the ${limits.confidenceMin} that is needed`
  if (of.acceptedOfLate >= limits.acceptedPerHourMax)
    return `${of.acceptedOfLate} proposals were accepted within the last hour, and ${limits.acceptedPerHourMax} are the most`
  return null
}

const SCALE = 18

/** An exact decimal above 0 in units of 10^-18. Throws a RequestFault otherwise. */
export function units(text: string, field: string): bigint {
  const parsed = parseDecimal(text, SCALE)
  if (!parsed.ok || parsed.units <= 0n)
    throw new RequestFault('BAD_INPUT', `${field} must be a decimal above 0 (was "${text}")`, field)
  return parsed.units
}
