/** A signal as the outside tells it, read at the border: complete, of this moment, and from a model that has not seen its answer. */
import type { Micros } from '@quarterdeck/engine'
import { isTimeframe, type Signal, type Timeframe } from '@quarterdeck/sdk'
import { z } from 'zod'
import { RequestFault } from '../request-fault.ts'

/** Longest horizon of a proposal: 30 days. */
export const PROPOSAL_HORIZON_MAX: Micros = 30 * 86_400e6
const FEATURES_MAX = 64

const NAME = z.string().min(1).max(80)
const INSTANT = z.int().min(0)
const SIGNAL = z.strictObject({
  instrument: z.string().min(1).max(100),
  at: INSTANT,
  horizon: z.int().min(1).max(PROPOSAL_HORIZON_MAX),
  direction: z.enum(['UP', 'DOWN', 'FLAT']),
  score: z.number().min(-1).max(1),
  confidence: z.number().min(0).max(1),
  provenance: z.strictObject({
    source: NAME,
    version: NAME,
    modelDigest: z.string().min(1).max(128),
    features: z.record(NAME, z.number()).refine((one) => Object.keys(one).length <= FEATURES_MAX, {
      error: `must have at most ${FEATURES_MAX} entries`,
    }),
    featureDigest: z.string().min(1).max(128),
    training: z
      .strictObject({
        instrument: z.string().min(1).max(100),
        timeframe: z.custom<Timeframe>((text) => typeof text === 'string' && isTimeframe(text)),
        from: INSTANT,
        to: INSTANT,
        rows: z.int().min(0),
      })
      .nullable(),
  }),
})

/** Throws a RequestFault that names the field. */
export function readSignal(
  value: unknown,
  of: { readonly now: Micros; readonly instrumentId: string; readonly side: 'BUY' | 'SELL' },
): Signal {
  const read = SIGNAL.safeParse(value)
  if (!read.success) {
    const [issue] = read.error.issues
    throw fault(issue?.path.join('.') ?? '', issue?.message ?? 'is wrong')
  }
  const signal = read.data
  const { at, horizon, direction, score, provenance } = signal
  if (signal.instrument !== of.instrumentId)
    throw fault('instrument', `must be that of the proposal, ${of.instrumentId}`)
  if (at > of.now) throw fault('at', 'must not lie ahead: a signal is of what was known')
  if (at + horizon <= of.now) throw fault('horizon', 'has passed: the signal says nothing any more')
  if (provenance.training !== null && provenance.training.to > at)
    throw fault('provenance.training.to', 'must not lie after the signal: its model has seen the answer')
  const said = score > 0 ? 'UP' : score < 0 ? 'DOWN' : 'FLAT'
  if (direction !== said)
    throw fault('direction', `must be the sign of the score, ${said} (was ${direction})`)
  if ((of.side === 'BUY') !== (direction === 'UP') || direction === 'FLAT')
    throw fault(
      'direction',
      `must be ${of.side === 'BUY' ? 'UP' : 'DOWN'} for a ${of.side} (was ${direction})`,
    )
  return signal
}

function fault(field: string, words: string): RequestFault {
  const place = field === '' ? 'signal' : `signal.${field}`
  return new RequestFault('BAD_INPUT', `${place} ${words}`, place)
}
