/** What an organization asks of an account before it moves on: read from what callers send, with each member's bounds. */
import { RequestFault } from '../request-fault.ts'
import type { PromotionPolicy } from './shadow.ts'

export type PromotionTerms = Omit<PromotionPolicy, 'version'>

/** The greatest ratio that can be asked: whoever asks for it asks for no bound. */
export const FILL_RATIO_UNBOUNDED = 1_000

/** Nothing but sound books is asked until the organization says more. */
export const PROMOTION_DEFAULT: PromotionPolicy = {
  version: 0,
  daysInStage: 0,
  ordersInStage: 0,
  fillRatioMin: 0,
  fillRatioMax: FILL_RATIO_UNBOUNDED,
  priceDriftBpsMax: 10_000,
  drawdownMaxShare: 1,
}

const BOUNDS: Readonly<Record<keyof PromotionTerms, { readonly max: number; readonly whole: boolean }>> = {
  daysInStage: { max: 3_650, whole: true },
  ordersInStage: { max: 1_000_000, whole: true },
  fillRatioMin: { max: FILL_RATIO_UNBOUNDED, whole: false },
  fillRatioMax: { max: FILL_RATIO_UNBOUNDED, whole: false },
  priceDriftBpsMax: { max: 10_000, whole: false },
  drawdownMaxShare: { max: 1, whole: false },
}

/** Throws a RequestFault that names the member. */
export function readPromotionTerms(given: unknown): PromotionTerms {
  const value = typeof given === 'object' && given !== null ? (given as Record<string, unknown>) : {}
  const terms: Record<string, number> = {}
  for (const [name, { max, whole }] of Object.entries(BOUNDS)) {
    const number = value[name]
    const fits = typeof number === 'number' && number >= 0 && number <= max
    if (!fits || (whole && !Number.isInteger(number)))
      throw new RequestFault(
        'BAD_INPUT',
        `${name} must be ${whole ? 'a whole number' : 'a number'} from 0 to ${max}`,
        name,
      )
    terms[name] = number
  }
  const read = terms as unknown as PromotionTerms
  if (read.fillRatioMin > read.fillRatioMax)
    throw new RequestFault('BAD_INPUT', 'fillRatioMin must not be above fillRatioMax', 'fillRatioMin')
  return read
}
