/** Options of a search: how it proposes, what it seeks, and how it walks forward. */

import {
  FIGURE_NAMES,
  type FigureName,
  type SearchMethod,
  type WalkForwardOptions,
} from '@quarterdeck/simulation'
import { timeframeMicros } from '@quarterdeck/sdk'
import { WrongUsage } from '../../exit.ts'

export interface SearchOptions {
  readonly random?: number
  readonly bayes?: number
  readonly batch: number
  readonly limit: number
  readonly metric: string
  readonly seed: number
  readonly walkForward?: string
}

export function methodOf({ random, bayes, batch, limit, seed }: SearchOptions): SearchMethod {
  if (random !== undefined && bayes !== undefined)
    throw new WrongUsage('--random and --bayes are two ways to search: choose one')
  if (random !== undefined) return { kind: 'RANDOM', count: random, seed }
  if (bayes !== undefined) return { kind: 'BAYESIAN', count: bayes, seed, batch }
  return { kind: 'GRID', limit }
}

export function metricOf({ metric }: SearchOptions): FigureName {
  const found = FIGURE_NAMES.find((name) => name === metric)
  if (found === undefined)
    throw new WrongUsage(
      `--metric must be a figure of the report (was "${metric}"): ${FIGURE_NAMES.join(', ')}`,
    )
  return found
}

const PARTS = ['train', 'test', 'step', 'purge', 'embargo'] as const

/** `train=365d,test=90d[,step=30d][,purge=5d][,embargo=1d][,anchored]`; null where it was not asked for. */
export function walkForwardOf({
  walkForward,
}: SearchOptions): Omit<WalkForwardOptions, 'from' | 'to'> | null {
  if (walkForward === undefined) return null
  const spans: Partial<Record<(typeof PARTS)[number], number>> = {}
  let kind: WalkForwardOptions['kind'] = 'ROLLING'
  for (const part of walkForward.split(',')) {
    if (part === 'anchored') kind = 'ANCHORED'
    else {
      const [name, text = ''] = part.split('=')
      const known = PARTS.find((one) => one === name)
      const micros = timeframeMicros(text)
      if (known === undefined || micros === null)
        throw new WrongUsage(
          `--walk-forward must be such as train=365d,test=90d, with step, purge, embargo and "anchored" if wanted (was "${part}")`,
        )
      spans[known] = micros
    }
  }
  const { train, test, ...others } = spans
  if (train === undefined || test === undefined)
    throw new WrongUsage('--walk-forward needs train and test, as in train=365d,test=90d')
  return { train, test, kind, ...others }
}
