/** Submissions as folders of this machine. */

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { zipSync } from 'fflate'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readDirectory } from './directory.ts'
import { SUBMISSION_LIMITS } from './limits.ts'
import { refusalOf } from './testing/refusal.ts'
import { readZip } from './zip.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quarterdeck-directory-'))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

function put(path: string, content = path): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), content)
}

describe('directory', () => {
  it('is the same tree as the zip of its files', async () => {
    const paths = ['strategy.ts', 'lib/b.ts', 'lib/a.ts', 'package-lock.json']
    for (const path of paths) put(path)
    const zip = zipSync(Object.fromEntries(paths.map((path) => [path, Buffer.from(path)])))
    expect(await readDirectory(folder)).toEqual(readZip(zip))
  })

  it('leaves out dependencies, the repository and secrets, without looking into them', async () => {
    for (const path of [
      'strategy.ts',
      'b.ts',
      'node_modules/x/a.js',
      '.git/config',
      '.env',
      'lib/.env.local',
      '.npmrc',
    ])
      put(path)
    symlinkSync('/etc', join(folder, 'node_modules', 'etc'))
    const { files } = await readDirectory(folder)
    expect(files.map(({ path }) => path)).toEqual(['b.ts', 'strategy.ts'])
  })

  it.each([
    ['a file outside', '/etc/passwd'],
    ['a folder outside', '/etc'],
    ['a file inside', 'strategy.ts'],
    ['nothing', 'absent'],
  ])('refuses a link to %s', async (_name, target) => {
    put('strategy.ts')
    mkdirSync(join(folder, 'lib'))
    symlinkSync(target, join(folder, 'lib', 'link.ts'))
    expect(await refusalOf(() => readDirectory(folder))).toEqual({ rule: 'SYMLINK', path: 'lib/link.ts' })
  })

  it('refuses what is neither a file nor a folder, and does not open it', async () => {
    put('strategy.ts')
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(join(folder, 'socket.ts'), resolve))
    const refusal = await refusalOf(() => readDirectory(folder))
    await new Promise((resolve) => server.close(resolve))
    expect(refusal).toEqual({ rule: 'SPECIAL_FILE', path: 'socket.ts' })
  })

  it('refuses a file that is too large, too many files, and folders without end', async () => {
    const limits = { ...SUBMISSION_LIMITS, fileBytesMax: 10, filesMax: 2, depthMax: 2 }
    put('a.ts', '12345678901')
    expect(await refusalOf(() => readDirectory(folder, limits))).toEqual({ rule: 'SIZE', path: 'a.ts' })
    for (const path of ['a.ts', 'b.ts', 'c.ts']) put(path, 'x')
    expect(await refusalOf(() => readDirectory(folder, limits))).toEqual({ rule: 'COUNT', path: null })
    put('b.ts/../d/d/d/x', 'x')
    rmSync(join(folder, 'c.ts'))
    expect(await refusalOf(() => readDirectory(folder, limits))).toEqual({ rule: 'PATH', path: 'd/d/d' })
  })
})
