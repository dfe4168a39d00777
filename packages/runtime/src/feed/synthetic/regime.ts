/** Markets are calm for long and nervous for short: how much everything moves now, and until when. */

import type { Micros } from '@quarterdeck/engine'
import type { Chance } from './chance.ts'

interface RegimeTerms {
  /** Multiples of usual volatility and spread. */
  readonly volatility: number
  readonly spread: number
  readonly meanMinutes: number
  readonly next: readonly RegimeName[]
}

export type RegimeName = 'CALM' | 'NORMAL' | 'STRESSED'

/** Squared volatilities weighted by the time spent in them average to about one. */
export const REGIMES: Readonly<Record<RegimeName, RegimeTerms>> = {
  CALM: { volatility: 0.7, spread: 0.8, meanMinutes: 30, next: ['NORMAL'] },
  NORMAL: { volatility: 1, spread: 1, meanMinutes: 45, next: ['CALM', 'NORMAL', 'STRESSED'] },
  STRESSED: { volatility: 1.8, spread: 2, meanMinutes: 6, next: ['NORMAL'] },
}

export interface Regime {
  name: RegimeName
  until: Micros
}

/** Lets the regime change if its time is over. A long pause counts as one change: nobody watched. */
export function moveRegime(regime: Regime, at: Micros, chance: Chance): void {
  if (at < regime.until) return
  const { next } = REGIMES[regime.name]
  regime.name = next[Math.floor(chance.uniform() * next.length)] ?? 'NORMAL'
  regime.until = at + chance.exponential(REGIMES[regime.name].meanMinutes) * 60e6
}
