/** What a lock must pin before a package is brought: name, version and checksum, of that very package. */

import { describe, expect, it } from 'vitest'
import { createSourceTree } from '../submission/source-tree.ts'
import { BUILD_LIMITS } from './limits.ts'
import { type AllowedPackage, readPins } from './lock.ts'
import { bringPackages } from './packages.ts'
import { forgePackage, lockOf } from './testing/forged-tarball.ts'

const { pin, tarball } = forgePackage('simple-maths', { 'index.js': 'export const one = 1' })
const treeWith = (lock: string | null) =>
  createSourceTree([
    { path: 'strategy.ts', bytes: Buffer.from('') },
    ...(lock === null ? [] : [{ path: 'package-lock.json', bytes: Buffer.from(lock) }]),
  ])
const pins = (lock: string | null, allowed: AllowedPackage = { name: pin.name }) =>
  readPins(treeWith(lock), [allowed])

describe('lock', () => {
  it('pins an allowed package', () => {
    expect(pins(lockOf([pin]))).toEqual({ pinned: [pin], denied: [], problems: [] })
    expect(pins(lockOf([pin]), pin).pinned).toEqual([pin])
  })

  it('is not read for packages that are not allowed', () => {
    expect(pins(lockOf([pin]), { name: 'other' })).toMatchObject({ pinned: [], denied: [{ name: 'other' }] })
  })

  it('brings no package in the place of the SDK, and none whose name leads elsewhere', () => {
    const sdk = { ...pin, name: '@quarterdeck/sdk' }
    expect(pins(lockOf([sdk]), { name: sdk.name })).toEqual({ pinned: [], denied: [], problems: [] })
    const outside = { ...pin, name: '../source' }
    expect(pins(lockOf([outside]), { name: outside.name })).toMatchObject({
      pinned: [],
      denied: [{ rule: 'LOCK' }],
    })
  })

  it.each([
    ['no lock', null, {}, 'PACKAGE_NOT_LOCKED', /there is none/],
    ['no entry', lockOf([]), {}, 'PACKAGE_NOT_LOCKED', /does not pin it/],
    ['an alias of another package', lockOf([pin], { name: 'evil-maths' }), {}, 'LOCK', /another package/],
    ['a link to a folder', lockOf([pin], { link: true }), {}, 'LOCK', /link to a folder/],
    [
      'a git address',
      lockOf([pin], { resolved: 'git+ssh://git@evil.example/a.git' }),
      {},
      'LOCK',
      /registry/,
    ],
    ['a file', lockOf([pin], { resolved: 'file:../evil' }), {}, 'LOCK', /registry/],
    ['a range of versions', lockOf([pin], { version: '^1.0.0' }), {}, 'LOCK', /exact version/],
    ['no integrity', lockOf([pin], { integrity: undefined }), {}, 'LOCK', /sha512/],
    [
      'a weak integrity',
      lockOf([pin], { integrity: 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=' }),
      {},
      'LOCK',
      /sha512/,
    ],
    [
      'several integrities',
      lockOf([pin], { integrity: `${pin.integrity} ${pin.integrity}` }),
      {},
      'LOCK',
      /one sha512/,
    ],
    [
      'another version than is allowed',
      lockOf([pin]),
      { version: '2.0.0' },
      'PACKAGE_NOT_ALLOWED',
      /allowed as 2.0.0/,
    ],
    [
      'another checksum than is allowed',
      lockOf([pin]),
      { integrity: 'sha512-x' },
      'PACKAGE_INTEGRITY',
      /checksum/,
    ],
  ])('denies a package with %s', (_name, lock, terms, rule, message) => {
    const { pinned, denied } = pins(lock, { name: pin.name, ...terms })
    expect(pinned).toEqual([])
    expect(denied).toEqual([{ name: pin.name, rule, message: expect.stringMatching(message) }])
  })

  it('denies a package that is there in two versions', () => {
    const lock = JSON.parse(lockOf([pin])) as { packages: Record<string, unknown> }
    lock.packages[`node_modules/other/node_modules/${pin.name}`] = { version: '2.0.0' }
    expect(pins(JSON.stringify(lock)).denied).toMatchObject([
      { rule: 'LOCK', message: expect.stringMatching(/two versions/) },
    ])
  })

  it.each([
    ['no JSON', 'x', /must be JSON/],
    ['an old one', '{"lockfileVersion":1,"dependencies":{}}', /2 or 3/],
    ['one without packages', '{"lockfileVersion":3}', /packages must be there/],
  ])('is refused when it is %s', (_name, lock, message) => {
    const [problem] = pins(lock).problems
    expect(problem).toMatchObject({
      rule: 'LOCK',
      file: 'package-lock.json',
      message: expect.stringMatching(message),
    })
  })
})

describe('packages', () => {
  const bring = (answer: Uint8Array | null, change: Partial<typeof BUILD_LIMITS> = {}) =>
    bringPackages(treeWith(lockOf([pin])), {
      allowed: [{ name: pin.name }],
      store: () => Promise.resolve(answer),
      limits: { ...BUILD_LIMITS, ...change },
    })

  it('are brought when the list, the lock and the checksum agree', async () => {
    expect(await bring(tarball)).toMatchObject({ pinned: [pin], tarballs: [tarball], denied: [] })
  })

  it('are not brought when the store has other bytes under the name: a stranger took it', async () => {
    const strangers = forgePackage('simple-maths', { 'index.js': 'evil()' }).tarball
    expect(await bring(strangers)).toMatchObject({ pinned: [], denied: [{ rule: 'PACKAGE_INTEGRITY' }] })
  })

  it('are not brought when the store does not have them, or they are too large, or too many', async () => {
    expect(await bring(null)).toMatchObject({ pinned: [], denied: [{ rule: 'PACKAGE_MISSING' }] })
    expect(await bring(tarball, { packageBytesMax: 10 })).toMatchObject({
      denied: [{ rule: 'PACKAGE_CONTENT' }],
    })
    expect(await bring(tarball, { packagesMax: 0 })).toMatchObject({ problems: [{ rule: 'LOCK' }] })
  })
})
