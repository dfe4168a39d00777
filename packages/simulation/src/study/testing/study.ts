/** Small studies for tests: bars from a seed, an account, a folder that goes with the test. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { randomBars, shares } from '../../kernel/testing/market.ts'
import { DEFAULT_DEFINITIONS } from '../../report/definitions.ts'
import type { MarketSeries } from '../../run/request.ts'
import type { StudyTerms } from '../../worker/protocol.ts'

export const ACME = shares()

export const CROSS: string = join(import.meta.dirname, 'cross.ts')
export const HOSTILE: string = join(import.meta.dirname, 'hostile.ts')

export const TERMS: Omit<StudyTerms, 'series'> = {
  instruments: [ACME],
  account: { currency: 'USD', cash: [{ currency: 'USD', amount: '1000000' }] },
  seed: 7,
  definitions: { ...DEFAULT_DEFINITIONS, sampling: 'BAR' },
  calendars: [],
}

export function minutes(count: number): readonly MarketSeries[] {
  return [{ kind: 'BARS', instrumentId: ACME.id, timeframe: '1m', bars: randomBars(count, 3) }]
}

/** A folder that is removed after the tests of a file. */
export function passingFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'quarterdeck-test-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
