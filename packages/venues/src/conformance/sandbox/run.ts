/**
 * Runs the suite at a venue's real sandbox, case by case, on what can be traded there now. Nothing can be arranged there, so the
 * cases that need a fault say so; and nothing stays behind: each case's orders are taken back before the next one.
 */

import { randomBytes } from 'node:crypto'
import type { VenueAlert } from '../../contract/alerts.ts'
import { leftOutBecause, type ConformanceCase } from '../case.ts'
import type { ConformanceRig } from '../rig.ts'
import { runCase, verdictOf, type ConformanceVerdict } from '../suite.ts'
import { notedWrites, type NotedOrder } from './noted-writes.ts'
import { currentMarket, type OpenSandbox, type SandboxPlace } from './place.ts'
import { tidy } from './tidy.ts'

export interface SandboxTerms {
  /** Opens both halves anew; called once for each case that is run. */
  readonly open: OpenSandbox
  readonly place: SandboxPlace
  readonly cases: readonly ConformanceCase[]
  /** Whether cases may buy the smallest quantity and sell it again. */
  readonly mayTrade: boolean
  /** Ends the run after the case that is running, whose orders are taken back as always. */
  readonly signal: AbortSignal
  readonly onVerdict: (verdict: ConformanceVerdict, done: number) => void
}

export interface SandboxResult {
  readonly verdicts: readonly ConformanceVerdict[]
  /** What could not be taken back, in words; empty: nothing is left behind. */
  readonly left: readonly string[]
}

export async function runInSandbox(terms: SandboxTerms): Promise<SandboxResult> {
  const verdicts: ConformanceVerdict[] = []
  const left: string[] = []
  const newClientOrderId = clientOrderIds()
  for (const one of terms.cases) {
    const verdict =
      withoutRunning(one, terms) ?? (await runCase(one, () => openRig({ ...terms, newClientOrderId, left })))
    verdicts.push(verdict)
    terms.onVerdict(verdict, verdicts.length)
  }
  return { verdicts, left }
}

/** The verdict of a case that is not run here; null: it is run. */
function withoutRunning(
  one: ConformanceCase,
  { place, mayTrade, signal }: SandboxTerms,
): ConformanceVerdict | null {
  const { assetClass } = place.listed.instrument
  const leftOut = leftOutBecause(one, { capabilities: place.capabilities, assetClass, stage: null })
  if (leftOut !== null) return verdictOf(one, leftOut.verdict, leftOut.message)
  if (signal.aborted) return verdictOf(one, 'NOT_RUN', 'the run was ended before it')
  const because = unwantedBecause(one, place, mayTrade)
  return because === null ? null : verdictOf(one, 'NOT_RUN', because)
}

function unwantedBecause(
  { reach }: ConformanceCase,
  { orders, market }: SandboxPlace,
  mayTrade: boolean,
): string | null {
  if (reach === 'TRADES' && !mayTrade)
    return 'it buys the smallest quantity and sells it again, which was not asked for'
  if (reach === 'EVERY_ORDER' && orders > 0) return 'the account has working orders, which it would take back'
  if (reach === 'BEYOND_FUNDS' && !market.canExceedFunds)
    return 'the account could pay for the largest order that the venue takes'
  return null
}

interface RigTerms extends SandboxTerms {
  readonly newClientOrderId: () => string
  /** Grows by what a rig could not take back. */
  readonly left: string[]
}

async function openRig({ open, place, newClientOrderId, left }: RigTerms): Promise<ConformanceRig> {
  const alerts: VenueAlert[] = []
  const { reads, writes } = open((alert) => void alerts.push(alert))
  const noted: NotedOrder[] = []
  const close = async (): Promise<void> => {
    await Promise.all([reads.close(), writes.close()])
  }
  try {
    // Prices of now: a case may come long after the one before it.
    const market = await currentMarket(reads, place)
    if (market === null)
      throw new Error(`${place.listed.instrument.venueSymbol} has no buyer or no seller now`)
    return {
      reads,
      writes: notedWrites(writes, noted),
      market,
      stage: null,
      alerts,
      newClientOrderId,
      async close() {
        left.push(...(await tidy({ reads, writes, market, newClientOrderId }, noted)))
        await close()
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Ids that no venue has seen, in characters that all of them take. */
function clientOrderIds(): () => string {
  const run = randomBytes(6).toString('hex')
  let count = 0
  return () => `conform-${run}-${(count += 1)}`
}
