/** No process of a build outlives the one that asked for it. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const HOST = join(import.meta.dirname, 'testing', 'endless-host.ts')

/** The command lines of running processes that hold a text. */
function running(text: string): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
      } catch {
        return ''
      }
    })
    .filter((line) => line.includes(text))
}

describe.runIf(process.platform === 'linux')('builds whose host died', () => {
  it('die too: the compiler at work, and the author’s code that does not end', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'quarterdeck-host-'))
    const host = spawn(process.execPath, [HOST], {
      stdio: 'inherit',
      env: { ...process.env, TMPDIR: directory },
    })
    // The compiler is told its folder, the evaluation its host.
    const compilers = (): number => running(`-p ${directory}`).length
    const evaluations = (): number => running(`describe-main.ts ${host.pid} `).length
    await expect.poll(() => [compilers(), evaluations()], { timeout: 120_000 }).toEqual([1, 1])
    host.kill('SIGKILL')
    await once(host, 'exit')
    await expect.poll(() => [compilers(), evaluations()]).toEqual([0, 0])
    rmSync(directory, { recursive: true, force: true })
  })
})
