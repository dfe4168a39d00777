/** A host of runners, of which every other never returns, the rest wait, and the last two stand still; says their process ids and lives on until it is killed. */

import { prepareRunners } from '../src/index.ts'
import { RunnerRig } from './runner-rig.ts'
import { startInput } from './tape.ts'

const { bundle } = JSON.parse(await new Response(process.stdin as unknown as ReadableStream).text()) as {
  readonly bundle: string
}
const limits = { callbackCpuMs: 600_000, callbackWallMs: 600_000 }
const rigs = [new RunnerRig(limits), new RunnerRig(limits)]
// Two from their sources, two from the bundled program.
await prepareRunners()
rigs.push(new RunnerRig(limits), new RunnerRig(limits))
for (const rig of rigs) {
  rig.open('s', bundle)
  await rig.message('s', 'opened')
}
for (const rig of rigs.filter((_, index) => index % 2 === 0)) rig.input('s', startInput())
for (const { runner } of rigs.slice(2)) runner.suspend()
process.stdout.write(`${JSON.stringify(rigs.map(({ runner }) => runner.pid))}\n`)
setInterval(() => undefined, 1_000)
