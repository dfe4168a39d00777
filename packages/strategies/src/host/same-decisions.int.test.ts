/** The same strategy over the same inputs decides the same, wherever its session lives and however often it was moved. */

import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundleOf, bundleOfFile } from '../../test/bundles.ts'
import { atQuote } from '../../test/hostile/hostile-strategy.ts'
import rambler from '../../test/rambler.ts'
import { RunnerRig } from '../../test/runner-rig.ts'
import { optionsOf, quoteInput, recordTape, startInput, type Tape } from '../../test/tape.ts'
import { REPLAY_LIMITS } from './runner-limits.ts'

const rigs: RunnerRig[] = []
let tape: Tape
let bundle: string

function rigOf(sessionsMax = 1): RunnerRig {
  const rig = new RunnerRig({ sessionsMax, ...REPLAY_LIMITS })
  rigs.push(rig)
  return rig
}

/** Delivers the tape's inputs after `from`, up to `to`; those up to `live` as replays. */
async function play(
  rig: RunnerRig,
  span: { readonly from?: number; readonly to?: number; readonly live?: number } = {},
): Promise<void> {
  const { from = 0, to = tape.inputs.length, live = 0 } = span
  for (let n = from + 1; n <= to; n++) {
    const input = tape.inputs[n - 1]!
    if (n <= live) rig.runner.replay('s', n, input)
    else rig.runner.input('s', n, input)
  }
  await rig.settled('s', to)
}

/** What the session wished from an input on, log lines left out. */
function wishes(rig: RunnerRig, after = 0): readonly unknown[] {
  return rig
    .of('s')
    .flatMap((one) => (one.type === 'answer' && one.n > after ? one.intents : []))
    .filter(({ type }) => type !== 'Log')
}

function expectSame(rig: RunnerRig, after = 0): void {
  expect(rig.digest('s')).toBe(tape.digest)
  const wished = tape.intents.slice(after).flat()
  expect(wishes(rig, after)).toEqual(wished.filter(({ type }) => type !== 'Log'))
}

async function snapshotOf(rig: RunnerRig): Promise<string> {
  rig.runner.snapshot('s')
  return (await rig.message('s', 'snapshot')).snapshot
}

beforeAll(async () => {
  tape = recordTape(rambler, optionsOf('s'), 1_000)
  bundle = await bundleOfFile(join(import.meta.dirname, '..', '..', 'test', 'rambler.ts'))
})

afterAll(async () => {
  await Promise.all(rigs.map(({ runner }) => runner.stop(0)))
})

describe('the decisions of a session', () => {
  it('are some, so that there is something to compare', () => {
    expect(tape.decisions).toBeGreaterThan(100)
    expect(recordTape(rambler, { ...optionsOf('s'), seed: 8 }, 1_000).digest).not.toBe(tape.digest)
  })

  it('are in a runner of its own what they are in this process', async () => {
    const rig = rigOf()
    rig.open('s', bundle)
    await play(rig)
    expectSame(rig)
  })

  it('are the same among neighbours, well behaved and not', async () => {
    const rig = rigOf(3)
    rig.open('s', bundle)
    rig.open('busy', await bundleOf(atQuote('for (let n = 0; n < 1000; n++) context.log.debug(String(n))')))
    rig.open('falls', await bundleOf(atQuote('throw new Error("as always")')))
    for (const session of ['busy', 'falls']) rig.input(session, startInput())
    for (let n = 0; n < 20; n++) {
      const from = Math.floor((tape.inputs.length / 20) * n)
      await play(rig, { from, to: Math.floor((tape.inputs.length / 20) * (n + 1)) })
      for (const session of ['busy', 'falls']) rig.input(session, quoteInput(n))
    }
    expectSame(rig)
  })

  it('are the same after it was moved by a snapshot, again and again', async () => {
    let snapshot: string | null = null
    let from = 0
    for (const to of [1, 300, 301, 900]) {
      const rig = rigOf()
      rig.open('s', bundle, snapshot)
      await play(rig, { from, to })
      snapshot = await snapshotOf(rig)
      from = to
    }
    const last = rigOf()
    last.open('s', bundle, snapshot)
    await play(last, { from })
    expectSame(last, from)
  })

  it('are the same after it was killed: checkpoint, then the tape, and no wish twice', async () => {
    const killed = rigOf()
    killed.open('s', bundle)
    await play(killed, { to: 500 })
    const checkpoint = await snapshotOf(killed)
    await play(killed, { from: 500, to: 800 })
    killed.runner.input('s', 801, tape.inputs[800]!)
    process.kill(killed.runner.pid, 'SIGKILL')
    await killed.ended
    const rig = rigOf()
    rig.open('s', bundle, checkpoint)
    await play(rig, { from: 500, live: 800 })
    expectSame(rig, 800)
    expect(wishes(rig).length).toBe(wishes(rig, 800).length)
  })

  it('are the same after a neighbour took its process down, and was named for it', async () => {
    const shared = new RunnerRig({ sessionsMax: 2, callbackCpuMs: 300 })
    shared.open('s', bundle)
    shared.open('spins', await bundleOf(atQuote('for (;;);')))
    shared.input('spins', startInput())
    await play(shared, { to: 400 })
    const checkpoint = await snapshotOf(shared)
    await play(shared, { from: 400, to: 450 })
    shared.input('spins', quoteInput(1))
    shared.runner.input('s', 451, tape.inputs[450]!)
    expect(await shared.ended).toMatchObject({ kind: 'STALLED', session: 'spins', n: 2 })
    const alone = rigOf()
    alone.open('s', bundle, checkpoint)
    await play(alone, { from: 400, live: 450 })
    expectSame(alone, 450)
  })

  it('are the same after it was killed without a checkpoint', async () => {
    const rig = rigOf()
    rig.open('s', bundle)
    await play(rig, { live: tape.inputs.length - 1 })
    expect(rig.digest('s')).toBe(tape.digest)
  })

  it.each([1, 2, 3])(
    'are the same, and no wish is lost or told twice, killed at random moments (seed %i)',
    async (seed) => {
      const chance = new Chance(seed)
      const told: unknown[] = []
      let checkpoint: { readonly n: number; readonly snapshot: string | null } = { n: 0, snapshot: null }
      let known = 0
      for (let kills = 0; known < tape.inputs.length; kills++) {
        const rig = rigOf()
        rig.open('s', bundle, checkpoint.snapshot)
        const end = kills < 12 ? Math.min(tape.inputs.length, known + chance.upTo(300)) : tape.inputs.length
        for (let n = checkpoint.n + 1; n <= end; n++) {
          if (n <= known) rig.runner.replay('s', n, tape.inputs[n - 1]!)
          else rig.runner.input('s', n, tape.inputs[n - 1]!)
        }
        // Whether it has answered some, all or none when it dies is chance as well.
        if (end === tape.inputs.length || chance.upTo(2) === 1) await rig.settled('s', end)
        else await rig.settled('s', Math.max(1, checkpoint.n + chance.upTo(end - checkpoint.n)))
        if (chance.upTo(2) === 1) {
          const snapshot = await snapshotOf(rig)
          checkpoint = { n: reachedBy(rig), snapshot }
        }
        if (reachedBy(rig) < tape.inputs.length) rig.runner.kill('at random')
        else await rig.runner.stop()
        await rig.ended
        told.push(...wishes(rig))
        known = Math.max(known, reachedBy(rig))
        if (known === tape.inputs.length) expect(rig.digest('s')).toBe(tape.digest)
      }
      expect(told).toEqual(tape.intents.flat().filter(({ type }) => type !== 'Log'))
    },
  )
})

/** The last input that a session answered. */
function reachedBy(rig: RunnerRig): number {
  return Math.max(
    0,
    ...rig.of('s').map((one) => (one.type === 'answer' ? one.n : one.type === 'answered' ? one.through : 0)),
  )
}

/** A seeded sequence of whole numbers. */
class Chance {
  #state: number

  constructor(seed: number) {
    this.#state = seed
  }

  /** From 1 to `most`. */
  upTo(most: number): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0
    return 1 + (this.#state % most)
  }
}
