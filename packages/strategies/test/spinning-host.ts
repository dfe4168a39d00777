/** A host of two runners, one whose strategy never returns and one that waits; says their process ids and lives on until it is killed. */

import { RunnerRig } from './runner-rig.ts'
import { startInput } from './tape.ts'

const { bundle } = JSON.parse(await new Response(process.stdin as unknown as ReadableStream).text()) as {
  readonly bundle: string
}
const limits = { callbackCpuMs: 600_000, callbackWallMs: 600_000 }
const [spinning, waiting] = [new RunnerRig(limits), new RunnerRig(limits)]
for (const rig of [spinning, waiting]) {
  rig.open('s', bundle)
  await rig.message('s', 'opened')
}
spinning.input('s', startInput())
process.stdout.write(`${JSON.stringify([spinning.runner.pid, waiting.runner.pid])}\n`)
setInterval(() => undefined, 1_000)
