/** Every indicator, with where its formula comes from and parameters to try: the table that tests and documents are made of. */

import { AVERAGES } from './catalogue-averages.ts'
import { MOMENTUM } from './catalogue-momentum.ts'
import { STATISTICS } from './catalogue-statistics.ts'
import { TREND } from './catalogue-trend.ts'
import { VOLUME } from './catalogue-volume.ts'
import type { Entry } from './entry.ts'

export const CATALOGUE: readonly Entry[] = [...AVERAGES, ...MOMENTUM, ...TREND, ...VOLUME, ...STATISTICS]
