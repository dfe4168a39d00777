/** What a package's tarball may hold. */

import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { readTarball, TarFault } from './tarball.ts'
import { type ForgedFile, forgeTarball } from './testing/forged-tarball.ts'

const limits = { bytesMax: 100_000, filesMax: 3 }
const read = (files: readonly ForgedFile[]): Record<string, string> =>
  Object.fromEntries(
    readTarball(forgeTarball(files), limits).map(({ path, bytes }) => [path, Buffer.from(bytes).toString()]),
  )
const record = (key: string, value: string): string => {
  const body = ` ${key}=${value}\n`
  const length = body.length + String(body.length + 2).length
  return `${length}${body}`
}

describe('tarball', () => {
  it('is read without the folder that it lies in, whatever that is called', () => {
    const files = [
      { name: 'package', type: '5' },
      { name: 'package/a.js', content: 'a' },
      { name: './other/lib/b.js', content: 'b' },
    ]
    expect(read(files)).toEqual({ 'a.js': 'a', 'lib/b.js': 'b' })
  })

  it('takes a long name from the header in front', () => {
    const long = `package/${'n'.repeat(120)}.js`
    const content = record('path', long)
    expect(
      read([
        { name: 'x', type: 'x', content },
        { name: 'package/short', content: 'a' },
      ]),
    ).toEqual({
      [long.slice('package/'.length)]: 'a',
    })
  })

  const attacks: readonly (readonly [string, readonly ForgedFile[], RegExp])[] = [
    ['a parent folder', [{ name: 'package/../../evil.js' }], /lead out/],
    ['an absolute path', [{ name: '/etc/passwd' }], /absolute/],
    [
      'a parent folder in the header in front',
      [{ name: 'x', type: 'x', content: record('path', 'p/../../e') }, { name: 'package/a' }],
      /lead out/,
    ],
    ['a file outside of the folder', [{ name: 'evil.js' }], /outside the package's folder/],
    ['a symbolic link', [{ name: 'package/a', type: '2', link: '/etc' }], /neither a file nor a folder/],
    ['a hard link', [{ name: 'package/a', type: '1', link: '/etc/passwd' }], /neither a file nor a folder/],
    ['a device', [{ name: 'package/a', type: '3' }], /neither a file nor a folder/],
    [
      'a header that changes a size',
      [{ name: 'x', type: 'x', content: record('size', '9') }],
      /changes what an entry is/,
    ],
    ['a name twice', [{ name: 'package/a' }, { name: 'package/A' }], /twice/],
    ['a wrong checksum', [{ name: 'package/a', isChecksumWrong: true }], /checksum/],
    ['a size past the end', [{ name: 'package/a', size: 5_000 }], /cut off/],
    [
      'too many files',
      ['a', 'b', 'c', 'd'].map((name) => ({ name: `package/${name}` })),
      /more than 3 files/,
    ],
    ['too many bytes', [{ name: 'package/a', content: 'x'.repeat(100_000) }], /more than 100000 bytes/],
  ]

  it.each(attacks.map(([name, files, message]) => ({ name, files, message })))(
    'refuses $name',
    ({ files, message }) => {
      expect(() => read(files)).toThrow(message)
    },
  )

  it('is taken or refused with any byte changed, and never fails otherwise', () => {
    const tar = gunzipSync(
      forgeTarball([
        { name: 'package/a.js', content: 'a' },
        { name: 'package/b/c.js', content: 'b' },
      ]),
    )
    for (let at = 0; at < tar.length; at++) {
      const changed = Buffer.from(tar)
      changed[at] = (changed[at] ?? 0) ^ 0xff
      try {
        for (const { path } of readTarball(gzipSync(changed, { level: 0 }), limits))
          expect(path).not.toMatch(/^\/|\.\./)
      } catch (error) {
        expect(error).toBeInstanceOf(TarFault)
      }
    }
  })

  it('refuses what is no tarball', () => {
    expect(() => readTarball(Buffer.from('evil'), limits)).toThrow(/no gzipped tarball/)
    expect(() => readTarball(gzipSync(Buffer.alloc(512, 1)), limits)).toThrow(/no plain number/)
  })
})
