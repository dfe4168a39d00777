/** One process per data directory, shown with real processes. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openEmbedded } from '../database/embedded.ts'
import { DirectoryLocked, lockDirectory } from './directory-lock.ts'

const HOLDER = join(import.meta.dirname, '../testing/hold-directory.ts')

let directory: string
const children: ChildProcess[] = []
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'quarterdeck-lock-'))
})
afterEach(async () => {
  await Promise.all(children.splice(0).map(kill))
  rmSync(directory, { recursive: true, force: true })
})

/** Starts a process that takes the lock; resolves with it and the line that it said. */
function holder(): Promise<{ child: ChildProcess; said: string }> {
  const child = spawn(process.execPath, ['--expose-gc', HOLDER, directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  return new Promise((resolve) =>
    child.stdout!.once('data', (line: Buffer) => resolve({ child, said: line.toString().trim() })),
  )
}

function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGKILL')
  })
}

describe('lock of the data directory', () => {
  it('refuses a second process and names the directory and the process that has it', async () => {
    const { child, said } = await holder()
    expect(said).toBe('held')
    expect(() => lockDirectory(directory)).toThrow(DirectoryLocked)
    expect(() => lockDirectory(directory)).toThrow(directory)
    expect(() => lockDirectory(directory)).toThrow(`process ${child.pid}`)
  })

  it('refuses the database before a single file of it is touched', async () => {
    await holder()
    await expect(openEmbedded(directory)).rejects.toThrow(DirectoryLocked)
  })

  it('is free the moment its holder is killed, whatever its note still says', async () => {
    const { child } = await holder()
    await kill(child)
    const lock = lockDirectory(directory)
    lock.release()
  })

  it('does not trust a note: one that names a living process, left by a dead one, locks nothing', () => {
    writeFileSync(join(directory, 'quarterdeck.lock.owner'), `process ${process.pid} on here`)
    const lock = lockDirectory(directory)
    lock.release()
    lock.release()
    lockDirectory(directory).release()
  })

  it('has one holder of five that start at once, and again after that one was killed', async () => {
    for (let round = 0; round < 2; round++) {
      const started = await Promise.all(Array.from({ length: 5 }, holder))
      expect(started.filter(({ said }) => said === 'held')).toHaveLength(1)
      expect(started.filter(({ said }) => said.includes('is in use by'))).toHaveLength(4)
      await Promise.all(started.map(({ child }) => kill(child)))
    }
  })
})
