/** Which git addresses and revisions are taken: by their text alone. */

import { describe, expect, it } from 'vitest'
import { parseGitRevision, parseGitUrl } from './git-address.ts'
import { refusalOf } from './testing/refusal.ts'

const open = { allowsFile: false, hosts: null }

describe('git address', () => {
  it.each([
    'https://github.com/someone/momentum',
    'https://git.example.org/~a/b-c_d.git',
    'https://example.org:443/x.git',
  ])('takes %s', (url) => {
    expect(parseGitUrl(url, open)).toEqual({ url, protocol: 'https', publicHost: new URL(url).hostname })
  })

  it.each([
    'ext::sh -c touch% /tmp/evil',
    'fd::17/foo',
    'ssh://git@github.com/a/b',
    'git@github.com:a/b.git',
    'git://github.com/a/b',
    'http://github.com/a/b',
    'ftp://github.com/a/b',
    'file:///etc',
    '/srv/repository',
    './repository',
    'C:\\repository',
    '--upload-pack=touch /tmp/evil',
    '-oProxyCommand=evil',
    'https::https://github.com/a/b',
    'https://user:password@github.com/a/b',
    'https://token@github.com/a/b',
    'https://-oProxyCommand=evil/a',
    'https://github.com/a b',
    'https://github.com/a\nhttps://evil.example',
    'https://github.com/a%0ahost=evil.example',
    'https://github.com/a?b=c',
    'https://github.com/a#b',
    'https://github.com/../a',
    'https://github.com\\@evil.example/a',
    'https://localhost/a',
    'https://127.0.0.1/a',
    'https://0x7f000001/a',
    'https://2130706433/a',
    'https://169.254.169.254/latest',
    'https://[::1]/a',
    'https://intranet/a',
    'https://metadata.google.internal/a',
    'https://build.local/a',
    'https://github.com:8443/a',
    `https://github.com/${'a'.repeat(500)}`,
    '',
  ])('refuses %s', async (url) => {
    expect(await refusalOf(() => parseGitUrl(url, open))).toEqual({ rule: 'GIT_URL', path: null })
  })

  it('takes file:// only where it is allowed', () => {
    const url = 'file:///srv/repository.git'
    expect(parseGitUrl(url, { ...open, allowsFile: true })).toEqual({
      url,
      protocol: 'file',
      publicHost: null,
    })
  })

  it('asks the named hosts only, when they are named', async () => {
    const rules = { allowsFile: false, hosts: ['git.corp:8443'] }
    expect(parseGitUrl('https://git.corp:8443/a', rules)).toMatchObject({ publicHost: null })
    expect(await refusalOf(() => parseGitUrl('https://github.com/a', rules))).toMatchObject({
      rule: 'GIT_URL',
    })
  })
})

describe('git revision', () => {
  it.each(['main', 'v1.2.3', 'feature/fast-cross', 'a40be14b51836ee887a040657856b0d20c89672d', 'HEAD'])(
    'takes %s',
    (revision) => {
      expect(parseGitRevision(revision)).toBe(revision)
    },
  )

  it.each([
    '--upload-pack=touch /tmp/evil',
    '-h',
    '',
    'a b',
    'main..evil',
    'main^{/fix}',
    'main~1',
    'main:strategy.ts',
    '+main',
    'a@{1}',
    'refs/heads/*',
    'a//b',
    'a/',
    'a.',
    'a.lock',
    'a/.b',
    'main\nevil',
    'x'.repeat(201),
  ])('refuses %j', async (revision) => {
    expect(await refusalOf(() => parseGitRevision(revision))).toEqual({ rule: 'GIT_REVISION', path: null })
  })
})
