/**
 * `quarterdeck venues conformance`: the numbered suite against a venue's real sandbox, where an operator has a credential. Exit 0:
 * every case that can be run there passed and nothing is left behind; 1: not so, or it was refused or interrupted; 2: wrong usage.
 */

import {
  CONFORMANCE_CASES,
  type ConformanceCase,
  type ConformanceVerdict,
  lookAround,
  type OpenSandbox,
  realAccountBecause,
  realAddressBecause,
  runInSandbox,
  type SandboxPlace,
  type SandboxResult,
} from '@quarterdeck/venues'
import { awake, type ReachedVenue, reachVenue } from '../../../connection/reach-venue.ts'
import { Refused, WrongUsage } from '../../../exit.ts'
import { progress } from '../../../output/progress.ts'
import { ask, credentialFrom } from './credential.ts'
import { openInterruption } from './interruption.ts'
import { type Target, targetOf, type TargetOptions } from './target.ts'
import { faultOf, planWords, printVerdicts, summaryOf } from './words.ts'

export interface ConformanceOptions extends TargetOptions {
  readonly credentialFile?: string
  readonly instrument?: string
  /** Percent; absent: as far as the venue takes without asking. */
  readonly distance?: number
  readonly cases: readonly string[]
  readonly trade: boolean
  readonly yes: boolean
  readonly json: boolean
}

export async function runVenueConformance(name: string, options: ConformanceOptions): Promise<void> {
  const target = targetOf(name, options)
  const cases = chosen(options.cases)
  const { sandbox, settings } = target.venue
  const byAddress = allow(realAddressBecause(sandbox, settings), target, options)
  const { openBoth, redact } = await reached(target, options)
  const result = await awake(async () => {
    // Kept open throughout: a venue that knows one session of a user need not open it anew for every case.
    const { reads, writes } = openBoth(() => undefined)
    try {
      const place = await seen(() => lookAround(reads, wishOf(target, options)), redact)
      const real = byAddress ?? allow(realAccountBecause(sandbox, place.account), target, options)
      await confirm({ target, place, cases: cases.length, real }, options)
      return { place, ...(await run(openBoth, place, { cases, mayTrade: options.trade })) }
    } finally {
      await Promise.all([reads.close(), writes.close()])
    }
  })
  report(target, result.place, redacted(result, redact), options)
}

function chosen(ids: readonly string[]): readonly ConformanceCase[] {
  if (ids.length === 0) return CONFORMANCE_CASES
  const known: ReadonlyMap<string, ConformanceCase> = new Map(CONFORMANCE_CASES.map((one) => [one.id, one]))
  return ids.map((id) => {
    const found = known.get(id.toUpperCase())
    if (found === undefined)
      throw new WrongUsage(`There is no case ${id}; there are ${[...known.keys()].join(', ')}`)
    return found
  })
}

/** The reason as it was given, where it is allowed. Throws Refused where orders may be real and nobody said that they may. */
function allow(
  because: string | null,
  { venue }: Target,
  { realOrders }: Pick<ConformanceOptions, 'realOrders'>,
): string | null {
  if (because === null || realOrders) return because
  throw new Refused(
    `Refused, since the orders could be real: ${because}. ${venue.sandbox.note}. To place real orders say --real-orders.`,
  )
}

async function reached(
  { venueId, venue }: Target,
  { credentialFile: file }: ConformanceOptions,
): Promise<ReachedVenue> {
  const credential = await credentialFrom(venueId, venue.credentialFields, {
    ...(file === undefined ? {} : { file }),
    environment: process.env,
    input: process.stdin,
  })
  return reachVenue(venue, credential)
}

function wishOf(
  { venue: { sandbox } }: Target,
  { instrument, distance }: ConformanceOptions,
): Parameters<typeof lookAround>[1] {
  return {
    symbol: instrument ?? sandbox.venueSymbol,
    distancePercent: distance ?? sandbox.distancePercent,
  }
}

/** What was looked at, or the venue's words as a refusal. */
async function seen<Value>(look: () => Promise<Value>, redact: (text: string) => string): Promise<Value> {
  try {
    return await look()
  } catch (error) {
    throw new Refused(
      `The suite cannot be run there: ${redact(error instanceof Error ? error.message : String(error))}`,
    )
  }
}

interface Intent {
  readonly target: Target
  readonly place: SandboxPlace
  readonly cases: number
  readonly real: string | null
}

async function confirm(
  { target: { venueId, venue }, place, cases, real }: Intent,
  { trade, yes }: ConformanceOptions,
): Promise<void> {
  const settings = new Map(Object.entries(venue.settings))
  const address = String(settings.get(venue.sandbox.ordersGoTo))
  process.stderr.write(`${planWords({ venueId, address, place, cases, mayTrade: trade, real })}\n`)
  if (yes) return
  if (process.stdin.isTTY !== true) throw new WrongUsage('Nobody is there to ask whether to go on: say --yes')
  const answer = await ask('Go on? (yes/no) ', { input: process.stdin, isShown: true })
  if (answer !== 'yes') throw new Refused('Nothing was placed.')
}

type Run = SandboxResult & { readonly isInterrupted: boolean }

/** An interruption ends it after the case that runs, with its orders taken back. */
async function run(
  open: OpenSandbox,
  place: SandboxPlace,
  { cases, mayTrade }: { readonly cases: readonly ConformanceCase[]; readonly mayTrade: boolean },
): Promise<Run> {
  const bar = progress('cases')
  const interruption = openInterruption(process)
  const { signal } = interruption
  const onVerdict = (_verdict: ConformanceVerdict, done: number): void => bar.to(done, cases.length)
  try {
    const result = await runInSandbox({ open, place, cases, mayTrade, signal, onVerdict })
    return { ...result, isInterrupted: signal.aborted }
  } finally {
    interruption.close()
    bar.end()
  }
}

function redacted(result: Run, redact: (text: string) => string): Run {
  return {
    isInterrupted: result.isInterrupted,
    verdicts: result.verdicts.map((one): ConformanceVerdict => ({ ...one, message: redact(one.message) })),
    left: result.left.map(redact),
  }
}

function report(
  { venueId }: Target,
  { account, listed }: SandboxPlace,
  result: Run,
  { json }: ConformanceOptions,
): void {
  const summary = summaryOf(result)
  if (json) {
    const { venueAccountId } = account
    const said = { venueId, venueAccountId, instrument: listed.instrument.id, ...result, summary }
    process.stdout.write(`${JSON.stringify(said, null, 2)}\n`)
  } else {
    printVerdicts(result.verdicts)
    process.stdout.write(`${summary}\n`)
  }
  const fault = faultOf(result)
  if (fault !== null) throw new Refused(fault)
}
