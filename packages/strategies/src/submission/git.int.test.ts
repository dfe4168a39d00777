/** Submissions as commits: what is read of a repository, and what of it never acts. */

import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fetchCommit, readGit } from './git.ts'
import { gitArguments, gitEnvironment } from './git-process.ts'
import { SUBMISSION_LIMITS } from './limits.ts'
import { refusalOf } from './testing/refusal.ts'
import { GitServer } from './testing/git-server.ts'
import { Repository } from './testing/repository.ts'

let repository: Repository
let beside: string

beforeEach(() => {
  repository = new Repository()
  beside = mkdtempSync(join(tmpdir(), 'quarterdeck-beside-'))
})

afterEach(() => {
  repository.remove()
  rmSync(beside, { recursive: true, force: true })
})

const read = (revision = 'main', limits = SUBMISSION_LIMITS) =>
  readGit({ url: repository.url, revision, allowsFile: true, limits })
const refused = (revision?: string, limits = SUBMISSION_LIMITS) => refusalOf(() => read(revision, limits))

describe('git: what is read', () => {
  it('reads a branch, a tag and a commit, and says which commit it was', async () => {
    const first = repository.commit({ 'strategy.ts': 'first', 'lib/a.ts': 'a' })
    repository.git('tag', '--annotate', '--message=one', 'v1')
    const second = repository.commit({ 'strategy.ts': 'second' })
    const text = async (revision: string): Promise<readonly string[]> => {
      const { commit, tree } = await read(revision)
      return [commit, ...tree.files.map(({ path, bytes }) => `${path}: ${Buffer.from(bytes).toString()}`)]
    }
    expect(await text('main')).toEqual([second, 'lib/a.ts: a', 'strategy.ts: second'])
    expect(await text('v1')).toEqual([first, 'lib/a.ts: a', 'strategy.ts: first'])
    expect(await text(first)).toEqual([first, 'lib/a.ts: a', 'strategy.ts: first'])
  })

  it('reads the bytes as they were committed: no filter, attribute or line ending acts on them', async () => {
    const evil = join(beside, 'evil')
    repository.commit({
      'strategy.ts': 'a\nb\n$Id$\n',
      '.gitattributes': '* text eol=crlf ident filter=evil\nstrategy.ts export-ignore\n',
      '.gitconfig': `[filter "evil"]\n\tsmudge = touch ${evil}\n`,
      '.lfsconfig': '[lfs]\n\turl = https://example.invalid\n',
    })
    const { tree } = await read()
    const file = tree.files.find(({ path }) => path === 'strategy.ts')
    expect(Buffer.from(file?.bytes ?? []).toString()).toBe('a\nb\n$Id$\n')
    expect(existsSync(evil)).toBe(false)
  })

  it('runs no hook of the repository', async () => {
    const evil = join(beside, 'evil')
    repository.commit({ 'strategy.ts': 'x' })
    for (const hook of ['post-checkout', 'post-merge', 'reference-transaction', 'pre-auto-gc']) {
      writeFileSync(join(repository.directory, '.git', 'hooks', hook), `#!/bin/sh\ntouch ${evil}\n`, {
        mode: 0o755,
      })
    }
    await read()
    expect(existsSync(evil)).toBe(false)
  })
})

describe('git: what is refused', () => {
  it('refuses a link', async () => {
    repository.commit({ 'strategy.ts': 'x' })
    repository.commitEntry('120000', 'link.ts', repository.store('/etc/passwd'))
    expect(await refused()).toEqual({ rule: 'SYMLINK', path: 'link.ts' })
  })

  it('refuses a submodule, and does not fetch it', async () => {
    const commit = repository.commit({
      'strategy.ts': 'x',
      '.gitmodules': '[submodule "m"]\n\tpath = m\n\turl = ./m\n',
    })
    repository.commitEntry('160000', 'm', commit)
    expect(await refused()).toEqual({ rule: 'GIT_CONTENT', path: 'm' })
  })

  it('refuses a pointer to a file that lies elsewhere', async () => {
    repository.commit({
      'strategy.ts': 'x',
      'model.json': 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n',
    })
    expect(await refused()).toEqual({ rule: 'GIT_CONTENT', path: 'model.json' })
  })

  it('refuses paths that lead out and names that are one', async () => {
    repository.commit({ 'strategy.ts': 'x' })
    repository.commitEntry('100644', 'Strategy.ts', repository.store('y'))
    expect(await refused()).toEqual({ rule: 'DUPLICATE', path: 'strategy.ts' })
    repository.commitEntry('100644', 'lib/..\\evil.ts', repository.store('y'))
    expect(await refused()).toEqual({ rule: 'PATH', path: 'lib/..\\evil.ts' })
  })

  it('refuses what is too large, too many and too much on disk', async () => {
    const noise = Buffer.from(Array.from({ length: 200_000 }, (_, at) => (at * at * 31) >> 5))
    repository.commit({ 'a.ts': 'x', 'b.bin': noise })
    const limits = (change: Partial<typeof SUBMISSION_LIMITS>) => ({ ...SUBMISSION_LIMITS, ...change })
    expect(await refused('main', limits({ fileBytesMax: 199_999 }))).toEqual({ rule: 'SIZE', path: 'b.bin' })
    expect(await refused('main', limits({ treeBytesMax: 200_000 }))).toEqual({ rule: 'SIZE', path: null })
    expect(await refused('main', limits({ filesMax: 1 }))).toEqual({ rule: 'COUNT', path: null })
    expect(await refused('main', limits({ cloneBytesMax: 1_000 }))).toEqual({ rule: 'SIZE', path: null })
  })

  it('refuses a repository that takes too long, and one that is not there', async () => {
    repository.commit({ 'strategy.ts': 'x' })
    expect(await refused('main', { ...SUBMISSION_LIMITS, cloneMsMax: 0 })).toEqual({
      rule: 'TIME',
      path: null,
    })
    expect(await refused('absent')).toEqual({ rule: 'GIT_FAILED', path: null })
    const nowhere = { url: `file://${beside}`, revision: 'main', allowsFile: true }
    expect(await refusalOf(() => readGit(nowhere))).toEqual({ rule: 'GIT_FAILED', path: null })
  })

  it('ends when it is cancelled', async () => {
    repository.commit({ 'strategy.ts': 'x' })
    const source = { url: repository.url, revision: 'main', allowsFile: true, signal: AbortSignal.abort() }
    expect(await refusalOf(() => readGit(source))).toEqual({ rule: 'TIME', path: null })
  })
})

describe('git over https', () => {
  let server: GitServer
  beforeEach(async () => void (server = await GitServer.open(repository)))
  afterEach(() => server.close())

  const access = () => ({ hosts: [server.host], certificates: server.certificates })

  it('reads a branch, a tag and a commit from a host that the operator named, by the authority that he trusts', async () => {
    const first = repository.commit({ 'strategy.ts': 'first' })
    repository.git('tag', '--annotate', '--message=one', 'v1')
    const second = repository.commit({ 'strategy.ts': 'second' })
    for (const [revision, commit, text] of [
      ['main', second, 'second'],
      ['v1', first, 'first'],
      [first, first, 'first'],
    ] as const) {
      const submission = await readGit({ ...access(), url: server.url, revision })
      expect(submission.commit).toBe(commit)
      expect(submission.tree.files.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual([text])
    }
  })

  it('fetches one commit and not what came before it', async () => {
    repository.commit({ 'strategy.ts': 'first', 'noise.bin': randomBytes(300_000) })
    repository.git('rm', '--quiet', 'noise.bin')
    repository.commit({ 'strategy.ts': 'second' })
    const limits = { ...SUBMISSION_LIMITS, cloneBytesMax: 100_000 }
    const { tree } = await readGit({ ...access(), url: server.url, revision: 'main', limits })
    expect(tree.files.map(({ path }) => path)).toEqual(['strategy.ts'])
  })

  it('refuses a certificate that nobody vouches for, and a host that was not named', async () => {
    repository.commit({ 'strategy.ts': 'x' })
    const source = { url: server.url, revision: 'main' }
    await expect(readGit({ ...source, hosts: [server.host] })).rejects.toThrow(/certificate/)
    expect(await refusalOf(() => readGit({ ...source, certificates: server.certificates }))).toEqual({
      rule: 'GIT_URL',
      path: null,
    })
  })

  it('says of a revision that is not there that it is not', async () => {
    repository.commit({ 'strategy.ts': 'x' })
    const source = { ...access(), url: server.url, revision: 'no-such-branch' }
    await expect(readGit(source)).rejects.toThrow(/no-such-branch/)
  })
})

describe('git: what it may do', () => {
  const terms = (protocol: string) => ({
    directory: beside,
    protocol,
    place: null,
    certificates: null,
    limits: SUBMISSION_LIMITS,
    deadline: Number.POSITIVE_INFINITY,
    signal: undefined,
  })

  it('follows no redirect', async () => {
    const asked: string[] = []
    const target = createServer((request, response) => {
      asked.push(`target ${request.url}`)
      response.writeHead(404).end()
    })
    const first = createServer((request, response) => {
      asked.push(`first ${request.url}`)
      const { port } = target.address() as AddressInfo
      response.writeHead(302, { location: `http://127.0.0.1:${port}${request.url}` }).end()
    })
    for (const server of [target, first])
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = first.address() as AddressInfo
    // The address is not one that a submission may have: what is tried here is git's own settings.
    const attempt = await refusalOf(() =>
      fetchCommit(terms('http'), `http://127.0.0.1:${port}/r.git`, 'main'),
    )
    for (const server of [target, first]) await new Promise((resolve) => server.close(resolve))
    expect(attempt).toEqual({ rule: 'GIT_FAILED', path: null })
    expect(asked).toEqual(['first /r.git/info/refs?service=git-upload-pack'])
  })

  it('asks its host where we found it, wherever the name leads by then', () => {
    const place = { host: 'git.example.org', addresses: ['140.82.121.4', '2606:50c0::1'] }
    expect(gitArguments({ ...terms('https'), place }, ['fetch'])).toContain(
      'http.curloptResolve=git.example.org:443:140.82.121.4,[2606:50c0::1]',
    )
  })

  it.each(['ext::sh -c "touch evil"', 'ssh://127.0.0.1:1/r', 'git://127.0.0.1:1/r', 'http://127.0.0.1:1/r'])(
    'speaks no protocol but its own: %s',
    async (url) => {
      await expect(fetchCommit(terms('https'), url, 'main')).rejects.toThrow(/not allowed/)
    },
  )

  it('knows nothing of this machine: no settings, no credentials, no questions, no secrets of the environment', () => {
    process.env['QUARTERDECK_TEST_SECRET'] = 'secret'
    const environment = gitEnvironment(beside, 'https')
    delete process.env['QUARTERDECK_TEST_SECRET']
    expect(Object.values(environment)).not.toContain('secret')
    expect(environment).toMatchObject({
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_TERMINAL_PROMPT: '0',
      GIT_ALLOW_PROTOCOL: 'https',
    })
    expect(gitArguments(terms('https'), ['fetch'])).toEqual(
      expect.arrayContaining([
        'protocol.allow=never',
        'protocol.https.allow=always',
        'core.hooksPath=/dev/null',
        'credential.helper=',
      ]),
    )
  })
})
