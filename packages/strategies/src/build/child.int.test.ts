/** A child under limits: however it ends, it is said how, and nothing of it is left. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ChildTerms, runChild } from './child.ts'

let directory: string
const lines: unknown[] = []

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'quarterdeck-child-'))
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

async function run(code: string, change: Partial<ChildTerms> = {}): Promise<string> {
  lines.length = 0
  const main = join(directory, 'main.mjs')
  writeFileSync(main, code)
  const end = await runChild({
    main,
    flags: [],
    message: { hello: 'child' },
    wallMs: 60_000,
    memoryMiB: 1_000,
    outputBytesMax: 10_000,
    onLine: (line) => lines.push(line),
    ...change,
  })
  return end.kind === 'ENDED' ? end.kind : `${end.kind}: ${end.message}`
}

describe('child', () => {
  it('is given its message and heard line by line', async () => {
    const code = `process.stdin.once('data', (said) => { process.stdout.write('{"a":'); process.stdout.write('1}\\n' + said); process.exit(0) })`
    expect(await run(code)).toBe('ENDED')
    expect(lines).toEqual([{ a: 1 }, { hello: 'child' }])
  })

  it.each([
    ['takes too long', 'setInterval(() => {}, 1000)', { wallMs: 300 }, /^TIME: it took longer than 0.3 s/],
    ['says too much', `process.stdout.write('x'.repeat(20_000)); setInterval(() => {}, 1000)`, {}, /^OUTPUT/],
    [
      'says what is no message',
      `process.stdout.write('evil\\n'); setInterval(() => {}, 1000)`,
      {},
      /^FAILED: it said what is no message/,
    ],
    ['ends with a code', `console.error('why'); process.exit(3)`, {}, /^FAILED: it ended with code 3: why/],
    ['crashes', `process.kill(process.pid, 'SIGSEGV'); setInterval(() => {}, 1000)`, {}, /^CRASHED/],
    [
      'fills its heap',
      `const all = []; for (;;) all.push(new Array(1e4).fill({}))`,
      { flags: ['--max-old-space-size=30'] },
      /^MEMORY/,
    ],
    ['is no program', '', { main: '/nowhere/main.mjs' }, /^FAILED/],
  ])('is told when it %s', async (_name, code, change, message) => {
    expect(await run(code, change)).toMatch(message)
  })

  it.runIf(process.platform === 'linux')('is counted with what it started', async () => {
    const code = `
      import { spawn } from 'node:child_process'
      spawn(process.execPath, ['-e', 'globalThis.all = Buffer.alloc(4e8, 1); setInterval(() => {}, 1000)'])
      setInterval(() => {}, 1000)`
    expect(await run(code, { memoryMiB: 350 })).toMatch(/^MEMORY/)
  })

  it('is cancelled', async () => {
    const controller = new AbortController()
    const onLine = (): void => controller.abort()
    const code = `process.stdout.write('1\\n'); setInterval(() => {}, 1000)`
    expect(await run(code, { signal: controller.signal, onLine })).toMatch(/^CANCELLED/)
    expect(await run(code, { signal: AbortSignal.abort() })).toMatch(/^CANCELLED/)
  })

  it('sees nothing of this environment', async () => {
    expect(await run(`process.stdout.write(JSON.stringify(process.env) + '\\n'); process.exit(0)`)).toBe(
      'ENDED',
    )
    expect(lines).toEqual([{ TZ: 'UTC' }])
  })
})
