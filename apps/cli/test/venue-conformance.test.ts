/** The conformance suite by one command, over real HTTP, against simulators that run as operators run them. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'

const MAIN = join(import.meta.dirname, '..', 'src', 'main.ts')
/** What may take long on a machine that is busy with others. */
const PATIENCE = 240_000
const directory = mkdtempSync(join(tmpdir(), 'quarterdeck-conformance-'))
const simulators: ChildProcess[] = []
afterAll(async () => {
  for (const child of simulators) {
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    await ended
  }
  rmSync(directory, { recursive: true, force: true })
})

interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

function conformance(args: readonly string[]): Promise<Ran> {
  return new Promise((resolve) => {
    const verb = [MAIN, 'venues', 'conformance', ...args]
    const child = execFile(process.execPath, verb, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    )
    child.stdin?.end()
  })
}

/** Runs a simulator until the end of the file; the options by which it is reached, and what of its credential is secret. */
async function simulated(
  venue: string,
  ...faults: readonly string[]
): Promise<{ readonly reached: readonly string[]; readonly secrets: readonly string[] }> {
  const folder = mkdtempSync(join(directory, `${venue}-`))
  const child = spawn(process.execPath, [MAIN, 'venue-simulator', venue, '--write', folder, ...faults], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  simulators.push(child)
  await once(child.stdout, 'data')
  const file = join(folder, 'credential.json')
  const { privateKey } = JSON.parse(readFileSync(file, 'utf8')) as { readonly privateKey: string }
  return {
    reached: [venue, '--settings', join(folder, 'venues.json'), '--credential-file', file],
    secrets: privateKey.split('\n').filter((line) => line.length > 20 && !line.includes('KEY')),
  }
}

describe('the conformance suite by one command', () => {
  it.concurrent.each(['coinbase', 'kalshi'])(
    'passes at the simulator of %s, says what it will do, and shows nothing of the credential',
    { timeout: PATIENCE },
    async (venue) => {
      const { reached, secrets } = await simulated(venue)
      const unasked = await conformance(reached)
      expect([unasked.code, unasked.out, unasked.err]).toEqual([2, '', expect.stringContaining('say --yes')])
      const { code, out, err } = await conformance([...reached, '--trade', '--yes', '--json'])
      expect(code, out + err).toBe(0)
      const { verdicts, left } = JSON.parse(out)
      expect([verdicts.length, left]).toEqual([48, []])
      expect(err).toMatch(/places buys of [\d.]+ or .* below the market, and cancels each/)
      for (const secret of secrets) expect(out + err).not.toContain(secret)
    },
  )

  it.concurrent(
    'fails at a venue that does not do what its adapter claims, and names the case',
    { timeout: PATIENCE },
    async () => {
      const { reached } = await simulated('coinbase', '--fault', 'STALE_READS')
      const { code, out, err } = await conformance([...reached, '--cases', 'VC-10,VC-25,VC-61', '--yes'])
      expect([code, err]).toEqual([1, expect.stringContaining('does not keep VC-25 there')])
      expect(out).toMatch(/VC-10 +passed[^]*VC-25 +failed[^]*VC-61 +only against a simulator/)
      expect(out).toContain(
        '1 passed, 1 failed, 0 not claimed by the matrix, 1 only against a simulator, 0 not run',
      )
    },
  )
})
