/** A runner outlives nobody: however its host ends, and whatever its strategy does. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { bundleOf } from '../../test/bundles.ts'
import { atStart } from '../../test/hostile/hostile-strategy.ts'

const HOST = join(import.meta.dirname, '..', '..', 'test', 'spinning-host.ts')

/** Gone, or dead and not yet collected. */
function isGone(pid: number): boolean {
  if (!existsSync(`/proc/${pid}/stat`)) return true
  return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.startsWith('Z') === true
}

describe.runIf(process.platform === 'linux')('a runner whose host died', () => {
  it.each(['SIGKILL', 'SIGTERM'] as const)(
    'dies too, spinning, waiting or made to stand still (%s)',
    async (signal) => {
      const host = spawn(process.execPath, [HOST], { stdio: ['pipe', 'pipe', 'inherit'] })
      host.stdin.end(JSON.stringify({ bundle: await bundleOf(atStart('for (;;);')) }))
      const [said] = (await once(host.stdout, 'data')) as [Buffer]
      const pids = JSON.parse(said.toString()) as number[]
      expect(pids.map(isGone)).toEqual([false, false, false, false])
      host.kill(signal)
      await once(host, 'exit')
      await expect.poll(() => pids.map(isGone)).toEqual([true, true, true, true])
    },
  )
})
