/** `quarterdeck venue-simulator`: runs a venue on loopback until it is interrupted. */

import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Refused } from '../../exit.ts'
import { printResult } from '../../output/table.ts'
import type { SimulatedVenueName, SimulatorFault } from './choices.ts'
import { misbehave } from './faults.ts'
import { type Rehearsal, startRehearsal } from './rehearsal.ts'

export interface SimulatorOptions {
  readonly port: number
  readonly fault: readonly SimulatorFault[]
  readonly write?: string
  readonly json: boolean
}

export async function runSimulator(venue: SimulatedVenueName, options: SimulatorOptions): Promise<void> {
  const rehearsal = await listening(venue, options.port)
  const behave = misbehave(rehearsal.faults, options.fault)
  const { venueId, settings, credential, symbols } = rehearsal
  const files = options.write === undefined ? null : written(options.write, rehearsal)
  const said = { venues: { [venueId]: settings }, credential, symbols, files }
  printResult(said, wordsOf(rehearsal, files), options)
  await new Promise<void>((done) => {
    process.once('SIGINT', () => done())
    process.once('SIGTERM', () => done())
  })
  behave()
  await rehearsal.close()
}

async function listening(venue: SimulatedVenueName, port: number): Promise<Rehearsal> {
  try {
    return await startRehearsal(venue, port)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
      throw new Refused(`Port ${port} is taken. Name another with --port, or 0 for any that is free.`)
    throw error
  }
}

interface Files {
  readonly venues: string
  /** Null: the venue asks for none. */
  readonly credential: string | null
}

/** The credential is good nowhere else, and readable for its owner alone all the same. */
function written(folder: string, { venueId, settings, credential }: Rehearsal): Files {
  const at = resolve(folder)
  mkdirSync(at, { recursive: true })
  const venues = join(at, 'venues.json')
  writeFileSync(venues, `${json({ [venueId]: settings })}\n`)
  if (Object.keys(credential).length === 0) return { venues, credential: null }
  const file = join(at, 'credential.json')
  writeFileSync(file, `${json(credential)}\n`, { mode: 0o600 })
  return { venues, credential: file }
}

function wordsOf({ venueId, settings, credential, symbols }: Rehearsal, files: Files | null): string {
  const [symbol = ''] = symbols
  const key = files?.credential == null ? '' : ` --credential-file ${files.credential}`
  const way =
    files === null
      ? [
          'Put this into a file and name it by QUARTERDECK_VENUES when the server starts:',
          json({ [venueId]: settings }),
          'The credential, good here alone:',
          json(credential),
        ]
      : [
          `Start the server with QUARTERDECK_VENUES=${files.venues}`,
          `Then: quarterdeck venues add ${venueId} --name rehearsal --purpose TRADE --symbol ${symbol}${key}`,
        ]
  return [`${venueId} is simulated here; it lists ${symbols.join(', ')}.`, ...way, 'Ctrl-C ends it.'].join(
    '\n',
  )
}

function json(value: object): string {
  return JSON.stringify(value, null, 2)
}
