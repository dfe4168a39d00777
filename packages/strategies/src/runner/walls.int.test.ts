/** Should a stranger's code get out of its compartment: each wall behind it, tried alone. */

import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { DEFAULT_RUNNER_LIMITS } from '../host/runner-limits.ts'
import { type RunnerChild, spawnSources } from '../host/spawn-runner.ts'

const MAIN = join(import.meta.dirname, 'testing', 'escaped.ts')

interface Told {
  readonly raised: readonly string[]
  readonly answers: Readonly<Record<string, string>>
}

async function said(child: RunnerChild): Promise<unknown> {
  const [out, complaints] = await Promise.all([text(child.stdout), text(child.stderr)])
  expect(complaints).toBe('')
  return JSON.parse(out)
}

/** Node's permission model, with the flags of a runner. */
function behindNode(wall: 'NODE' | 'STRIPPED'): Promise<unknown> {
  return said(spawnSources(DEFAULT_RUNNER_LIMITS, MAIN, wall))
}

/** The kernel's walls, without a single flag. */
function behindSystem(): Promise<unknown> {
  const flags = ['--disable-warning=ExperimentalWarning', MAIN, String(process.pid), '256', 'SYSTEM']
  return said(spawn(process.execPath, flags, { stdio: ['pipe', 'pipe', 'pipe'], env: {} }))
}

describe('code that got out of its compartment', () => {
  it('is denied everything by the permissions of Node, but for signals, which they do not know', async () => {
    const { answers } = (await behindNode('NODE')) as Told
    const done = Object.keys(answers).filter((attempt) => answers[attempt] === 'DONE')
    expect(done.filter((attempt) => !attempt.startsWith('signal'))).toEqual([])
    expect(Object.keys(answers).length).toBeGreaterThan(12)
  })

  it('finds neither a global of Node nor a function of the process', async () => {
    expect(await behindNode('STRIPPED')).toEqual({ globals: [], process: [] })
  })

  it.runIf(process.platform === 'linux' && process.arch === 'x64')(
    'is denied everything by the kernel, signals included',
    async () => {
      const { raised, answers } = (await behindSystem()) as Told
      expect(raised).toEqual(expect.arrayContaining(['RESOURCE_LIMITS', 'NO_NEW_PRIVILEGES', 'SYSTEM_CALLS']))
      const { 'load a library': library, 'open a database': database, ...rest } = answers
      expect(new Set(Object.values(rest))).toEqual(new Set(['EPERM']))
      expect([library, database]).toEqual(['ERR_DLOPEN_FAILED', 'ERR_SQLITE_ERROR'])
    },
  )
})
