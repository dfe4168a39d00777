/** Runs a venue on loopback, as `quarterdeck venue-simulator` does, and a PostgreSQL database for what trades LIVE there. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const MAIN = join(import.meta.dirname, '../apps/cli/src/main.ts')

export interface SimulatedVenue {
  /** File for QUARTERDECK_VENUES. */
  readonly venuesFile: string
  /** By name of a field. */
  readonly credential: Readonly<Record<string, string>>
  readonly close: () => Promise<void>
}

/** Starts the simulator and resolves once it listens. Rejects with what it said when it does not. */
export async function startVenue(): Promise<SimulatedVenue> {
  const folder = mkdtempSync(join(tmpdir(), 'quarterdeck-e2e-venue-'))
  const child = spawn(process.execPath, [MAIN, 'venue-simulator', 'coinbase', '--json', '--write', folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  const venue = await new Promise<Omit<SimulatedVenue, 'close'>>((resolve, reject) => {
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (!said.endsWith('}\n')) return
      const { files, credential } = JSON.parse(said)
      resolve({ venuesFile: files.venues, credential })
    })
    child.once('exit', (code) => reject(new Error(`The simulator ended with ${code}. It said:\n${said}`)))
  })
  return {
    ...venue,
    close: async () => {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
