/** At least 60 strategies that mean ill: each is stopped or confined, nothing of the host is seen, and the neighbours go on. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundleOfFile } from '../bundles.ts'
import rambler from '../rambler.ts'
import { RunnerRig } from '../runner-rig.ts'
import { optionsOf, recordTape, type Tape } from '../tape.ts'
import { FLOODS_AND_LIES } from './floods-and-lies.ts'
import type { Fate, HostileStrategy } from './hostile-strategy.ts'
import { TIME_AND_MEMORY } from './time-and-memory.ts'
import { SMALL_LIMITS, type Trial, tryAlone, tryTogether } from './trial.ts'
import { WAYS_OUT } from './ways-out.ts'

const TOGETHER: readonly HostileStrategy[] = [...WAYS_OUT, ...FLOODS_AND_LIES]
const CORPUS: readonly HostileStrategy[] = [...TOGETHER, ...TIME_AND_MEMORY]

/** What the whole corpus may cost the host, garbage included: it holds what it was told, and never what a strategy has. */
const HOST_BYTES_MAX = 192 * 2 ** 20
const CANARY = `canary-${process.pid}-${Math.random().toString(36).slice(2)}`
const AT_ONCE = 2

const trials = new Map<string, Trial>()
const directory = mkdtempSync(join(tmpdir(), 'quarterdeck-hostile-'))
let tape: Tape
let beside: RunnerRig
let within: RunnerRig
let hostGrowth = 0

/** Plays the tape on a session, a few inputs at a time; `rest` plays what is left and gives the digest. */
function neighbourOf(rig: RunnerRig, bundle: string) {
  let next = 0
  rig.open('good', bundle)
  const play = async (count: number): Promise<void> => {
    const inputs = tape.inputs.slice(next, next + count)
    next += inputs.length
    let n = next
    for (const input of inputs) n = rig.input('good', input)
    await rig.settled('good', n)
  }
  return { step: () => play(1), rest: () => play(tape.inputs.length) }
}

async function tryEach(entries: readonly HostileStrategy[], neighbour: () => Promise<void>): Promise<void> {
  const left = [...entries]
  const one = async (): Promise<void> => {
    for (let entry = left.shift(); entry !== undefined; entry = left.shift()) {
      trials.set(entry.name, await tryAlone(entry))
      await neighbour()
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, one))
}

beforeAll(async () => {
  process.env.QUARTERDECK_CANARY = CANARY
  writeFileSync(join(directory, 'canary'), CANARY)
  tape = recordTape(rambler, optionsOf('good'), 150)
  const bundle = await bundleOfFile(join(import.meta.dirname, '..', 'rambler.ts'))
  beside = new RunnerRig()
  within = new RunnerRig({ sessionsMax: 2 })
  const before = process.memoryUsage()
  const other = neighbourOf(beside, bundle)
  const inside = neighbourOf(within, bundle)
  for (const [name, trial] of await tryTogether(within, TOGETHER, inside.step)) trials.set(name, trial)
  await inside.rest()
  await tryEach(TIME_AND_MEMORY, other.step)
  await other.rest()
  hostGrowth = process.memoryUsage().rss - before.rss
}, 240_000)

afterAll(async () => {
  await Promise.all([beside.runner.stop(), within.runner.stop()])
  rmSync(directory, { recursive: true })
  delete process.env.QUARTERDECK_CANARY
})

function expectFate({ messages, log, end }: Trial, fate: Fate): void {
  switch (fate.kind) {
    case 'ENDED':
      expect(fate.kinds).toContain(end?.kind)
      expect(end?.session).toBe('h')
      return
    case 'REFUSED':
      expect(messages.at(-1)).toMatchObject({ type: 'refused', n: 0, code: fate.code })
      expect(JSON.stringify(messages.at(-1))).toMatch(fate.message ?? /./)
      return
    case 'FAULT': {
      const last = messages.at(-1)
      expect(last?.type).toBe('fault')
      expect(fate.codes).toContain(last?.type === 'fault' ? last.code : undefined)
      expect(JSON.stringify(last)).toMatch(fate.message ?? /./)
      expect(JSON.stringify(last).length).toBeLessThan(20_000)
      return
    }
    case 'CONFINED': {
      expect(messages.map(({ type }) => type)).not.toContain('fault')
      expect(messages.map(({ type }) => type)).not.toContain('refused')
      const said = log.filter((line) => !line.startsWith('alive'))
      for (const line of new Set(said))
        expect(line).toSatisfy((one: string) => isAllowed(one, fate.says ?? []))
      if (fate.says !== undefined) expect(said).not.toEqual([])
    }
  }
}

function isAllowed(line: string, allowed: readonly (string | RegExp)[]): boolean {
  return allowed.some((one) => (typeof one === 'string' ? one === line : one.test(line)))
}

describe('the corpus of hostile strategies', () => {
  it('holds at least 60, of distinct names', () => {
    expect(new Set(CORPUS.map(({ name }) => name)).size).toBe(CORPUS.length)
    expect(CORPUS.length).toBeGreaterThanOrEqual(60)
  })

  it.each(CORPUS)('stops or confines $name', ({ name, fate }) => {
    expectFate(trials.get(name)!, fate)
  })

  it.each(TIME_AND_MEMORY)('bounds the memory of $name', ({ name }) => {
    const { peakBytes } = trials.get(name)!
    expect(peakBytes / 2 ** 20).toBeLessThan(2 * SMALL_LIMITS.memoryMiB)
  })
})

describe('beside hostile strategies', () => {
  it('a neighbour in another process decides what it decides alone', () => {
    expect(beside.digest('good')).toBe(tape.digest)
  })

  it('a neighbour in the same process decides what it decides alone', () => {
    expect(within.digest('good')).toBe(tape.digest)
  })

  it('the host keeps its memory', () => {
    expect(hostGrowth).toBeLessThan(HOST_BYTES_MAX)
  })

  it('nothing of the host is seen', () => {
    const told = JSON.stringify([...trials.values()].map(({ messages }) => messages))
    const secrets = [CANARY, process.cwd(), process.execPath, hostname(), tmpdir() + '/', 'node:internal']
    expect(secrets.filter((secret) => told.includes(secret))).toEqual([])
  })
})
