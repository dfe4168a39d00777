/** A strategy that listens to a trained model decides in its compartment what it decides here, also after it was moved. */

import { join } from 'node:path'
import { createStrategySession, type Strategy, type StrategyInput } from '@quarterdeck/sdk'
import { TEST_START, wholeBar } from '@quarterdeck/sdk/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundleOfFile } from '../../test/bundles.ts'
import listener from '../../test/listener.ts'
import { RunnerRig } from '../../test/runner-rig.ts'
import { INSTRUMENT, optionsOf } from '../../test/tape.ts'

const MINUTE = 60_000_000
const FILE = join(import.meta.dirname, '..', '..', 'test', 'listener.ts')

const closes = Array.from({ length: 300 }, (_, row) => 100 + 3 * Math.sin(row / 9) + Math.sin(row * row))
const bars = closes.map((close, row) => wholeBar(Number(close.toFixed(2)), TEST_START + row * MINUTE))
const inputs: readonly StrategyInput[] = [
  { type: 'start', at: TEST_START },
  ...bars.map((bar): StrategyInput => ({
    type: 'bar',
    at: bar.time + MINUTE,
    instrumentId: INSTRUMENT.id,
    timeframe: '1m',
    ...bar,
  })),
]

let bundle: string
const rigs: RunnerRig[] = []
beforeAll(async () => {
  bundle = await bundleOfFile(FILE)
})
afterAll(async () => {
  await Promise.all(rigs.map(({ runner }) => runner.stop(0)))
})

describe('the decisions on a signal', () => {
  it('are the same here and in a runner, to the digest and the logged features, over a move in between', async () => {
    const session = createStrategySession(listener as Strategy, optionsOf('s'))
    const here = inputs.flatMap((input) => [...session.deliver(input)])
    expect(session.decisions).toBeGreaterThan(5)
    const logged = here.flatMap((wish) => (wish.type === 'Log' ? [wish.message] : []))
    const heard: string[] = []
    let snapshot: string | null = null
    let rig: RunnerRig | null = null
    let taken = 0
    let beforeMove = 0
    for (const to of [150, inputs.length]) {
      rig = new RunnerRig()
      rigs.push(rig)
      rig.open('s', bundle, snapshot)
      for (const n of inputs.keys()) if (n >= taken && n < to) rig.runner.input('s', n + 1, inputs[n]!)
      await rig.settled('s', to)
      beforeMove = heard.length
      heard.push(...rig.logOf('s'))
      rig.runner.snapshot('s')
      snapshot = (await rig.message('s', 'snapshot')).snapshot
      taken = to
    }
    expect(heard).toEqual(logged)
    expect(heard.length).toBeGreaterThan(beforeMove)
    expect(beforeMove).toBeGreaterThan(0)
    expect(rig?.digest('s')).toBe(session.digest())
  })
})
