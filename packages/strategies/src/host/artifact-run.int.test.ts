/** What the builder makes is what a runner runs: a strategy's file, built as a submission, decides what it decides here. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import rambler from '../../test/rambler.ts'
import { RunnerRig } from '../../test/runner-rig.ts'
import { optionsOf, recordTape } from '../../test/tape.ts'
import { buildArtifact } from '../build/build.ts'
import { createSourceTree } from '../submission/source-tree.ts'

it('an artifact decides in a runner what its source decides in this process', async () => {
  const bytes = readFileSync(join(import.meta.dirname, '..', '..', 'test', 'rambler.ts'))
  const outcome = await buildArtifact(createSourceTree([{ path: 'strategy.ts', bytes }]))
  if (!outcome.ok) throw new Error(outcome.log)
  const tape = recordTape(rambler, optionsOf('s'), 200)
  const rig = new RunnerRig({ intentsPerSecond: 100_000, logsPerSecond: 100_000 })
  const { bundle, digest } = outcome.artifact
  rig.open('s', bundle, null, digest)
  let n = 0
  for (const input of tape.inputs) n = rig.input('s', input)
  await rig.settled('s', n)
  expect(rig.digest('s')).toBe(tape.digest)
  await rig.runner.stop()
})
