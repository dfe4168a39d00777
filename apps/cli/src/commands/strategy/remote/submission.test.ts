/** What a deploy hands in, by what was named. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readZip } from '@quarterdeck/strategies'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Refused, WrongUsage } from '../../../exit.ts'
import { submissionOf } from './submission.ts'

const root = mkdtempSync(join(tmpdir(), 'quarterdeck-submission-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** A folder with these files, each holding its own name. */
function folder(...names: readonly string[]): string {
  const path = mkdtempSync(join(root, 'Mean Reversion '))
  for (const name of names) writeFileSync(join(path, name), `// ${name}\n`)
  return path
}

async function filesOf(path: string): Promise<Readonly<Record<string, string>>> {
  const submission = await submissionOf(path, undefined)
  if (submission.kind !== 'ZIP') throw new Error('Invariant: a path is handed in as a zip')
  const { files } = readZip(submission.zip)
  return Object.fromEntries(files.map((file) => [file.path, new TextDecoder().decode(file.bytes)]))
}

describe('a submission', () => {
  let plain: string
  beforeAll(() => {
    plain = folder('momentum.ts', 'momentum.test.ts', '.env')
  })

  it('of a folder is all that lies in it, but for what never belongs to a strategy', async () => {
    expect(await filesOf(plain)).toEqual({
      'momentum.ts': '// momentum.ts\n',
      'momentum.test.ts': '// momentum.test.ts\n',
    })
    expect(await submissionOf(plain, undefined)).toMatchObject({
      name: expect.stringMatching(/^mean-reversion-/) as string,
    })
  })

  it('of a file that its folder stands for is that folder', async () => {
    expect(await filesOf(join(plain, 'momentum.ts'))).toEqual(await filesOf(plain))
    expect(await submissionOf(join(plain, 'momentum.ts'), undefined)).toMatchObject({ name: 'momentum' })
  })

  it('of one file of several names it in an index', async () => {
    const several = folder('one.ts', 'other.ts', 'index.ts')
    expect(await filesOf(join(several, 'other.ts'))).toMatchObject({
      'one.ts': '// one.ts\n',
      'index.ts': expect.stringContaining("export { default } from './other.ts'") as string,
    })
  })

  it('of a file beside the strategy of a folder is refused', async () => {
    const taken = folder('strategy.ts', 'other.ts')
    await expect(submissionOf(join(taken, 'other.ts'), undefined)).rejects.toThrow(Refused)
    expect(Object.keys(await filesOf(join(taken, 'strategy.ts')))).toEqual(['other.ts', 'strategy.ts'])
  })

  it('of a git address is the address, at a revision or where its default branch stands', async () => {
    const url = 'https://git.example.test/desk/Pair_Trading.git'
    expect(await submissionOf(url, 'v2')).toEqual({ kind: 'GIT', name: 'pair-trading', url, revision: 'v2' })
    expect(await submissionOf(url, undefined)).toMatchObject({ revision: 'HEAD' })
  })

  it.each([
    ['nowhere', undefined, 'there is no folder and no file nowhere'],
    ['.', 'main', '--revision is of a git address'],
    ['https://git.example.test/---', undefined, '--name must be given'],
  ])('of %s at %s is wrong usage', async (what, revision, message) => {
    const refused = submissionOf(what, revision)
    await expect(refused).rejects.toThrow(WrongUsage)
    await expect(refused).rejects.toThrow(message)
  })
})
