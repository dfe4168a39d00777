/** Submissions as zips: what is taken, and every attack that is not. */

import { zipSync } from 'fflate'
import { deflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { SUBMISSION_LIMITS } from './limits.ts'
import { descriptor, extra, forgeZip, type ForgedEnd, type ForgedEntry } from './testing/forged-zip.ts'
import { refusalOf } from './testing/refusal.ts'
import { readZip } from './zip.ts'

const file: ForgedEntry = { name: 'strategy.ts', content: 'export default 1\n' }
const texts = (zip: Uint8Array): Record<string, string> =>
  Object.fromEntries(readZip(zip).files.map(({ path, bytes }) => [path, Buffer.from(bytes).toString()]))
const DESCRIBED = 0x0808

describe('zip: what is taken', () => {
  it('reads deflated, stored and empty files, and leaves folders out', () => {
    const zip = forgeZip([
      file,
      { name: 'lib/', isStored: true, mode: 0o040755, dosAttributes: 0x10 },
      { name: 'lib/a.ts', content: 'stored', isStored: true },
      { name: 'lib/empty.ts', content: '' },
    ])
    expect(texts(zip)).toEqual({
      'lib/a.ts': 'stored',
      'lib/empty.ts': '',
      'strategy.ts': 'export default 1\n',
    })
  })

  it('reads what another writer made', () => {
    const zip = zipSync({ 'b.ts': Buffer.from('b'), a: { 'ü.ts': Buffer.from('x'.repeat(5_000)) } })
    expect(Object.keys(texts(zip))).toEqual(['a/ü.ts', 'b.ts'])
  })

  it('reads files whose sizes follow their data, with and without a mark', () => {
    const described = (name: string, isMarked: boolean): ForgedEntry => ({
      name,
      content: name,
      flags: DESCRIBED,
      local: { crc: 0, compressed: 0, bytes: 0 },
      after: descriptor(name, { isMarked }),
    })
    expect(texts(forgeZip([described('a.ts', true), described('b.ts', false)]))).toEqual({
      'a.ts': 'a.ts',
      'b.ts': 'b.ts',
    })
  })

  it('leaves out the folder that everything lies in, and what systems and tools put there', () => {
    const zip = forgeZip([
      { name: 'momentum-main/strategy.ts', content: 'a' },
      { name: 'momentum-main/src/x.ts', content: 'b' },
      { name: 'momentum-main/.DS_Store', content: 'c' },
      { name: 'momentum-main/.env', content: 'SECRET=1' },
      { name: 'momentum-main/node_modules/x/index.js', content: 'd' },
      { name: '__MACOSX/momentum-main/._strategy.ts', content: 'e' },
    ])
    expect(texts(zip)).toEqual({ 'strategy.ts': 'a', 'src/x.ts': 'b' })
  })
})

const many = (count: number): ForgedEntry[] =>
  Array.from({ length: count }, (_, index) => ({ name: `f${index}.ts`, content: 'x' }))
const zeros = Buffer.alloc(3 * 2 ** 20)

type Attack = readonly [
  name: string,
  rule: string,
  path: string | null,
  entries: readonly ForgedEntry[],
  end?: ForgedEnd,
]

const attacks: readonly Attack[] = [
  ['a file of the parent folder', 'PATH', '../evil.ts', [{ name: '../evil.ts' }]],
  ['a parent folder on the way', 'PATH', 'a/../../evil.ts', [{ name: 'a/../../evil.ts' }]],
  [
    'a parent folder within what is ignored',
    'PATH',
    'node_modules/../../x',
    [{ name: 'node_modules/../../x' }],
  ],
  ['an absolute path', 'PATH', '/etc/passwd', [{ name: '/etc/passwd' }]],
  ['a drive', 'PATH', 'C:/evil.ts', [{ name: 'C:/evil.ts' }]],
  ['a drive without a slash', 'PATH', 'c:evil.ts', [{ name: 'c:evil.ts' }]],
  ['backslashes', 'PATH', '..\\evil.ts', [{ name: '..\\evil.ts' }]],
  ['another dot in the place of one', 'PATH', '\u2025/evil.ts', [{ name: '\u2025/evil.ts' }]],
  ['another slash in the place of one', 'PATH', '..\uff0fevil.ts', [{ name: '..\uff0fevil.ts' }]],
  ['a zero byte', 'PATH', 'a.ts\\u{0}.png', [{ name: 'a.ts\0.png' }]],
  ['text that runs backwards', 'PATH', 'a\\u{202e}st.exe', [{ name: 'a\u202est.exe' }]],
  ['a device', 'PATH', 'lib/NUL.ts', [{ name: 'lib/NUL.ts' }]],
  ['an alternate stream', 'PATH', 'a.ts:hidden', [{ name: 'a.ts:hidden' }]],
  ['a name that ends with a dot', 'PATH', 'a.ts.', [{ name: 'a.ts.' }]],
  ['an empty name', 'PATH', 'a//b.ts', [{ name: 'a//b.ts' }]],
  ['a name that is no UTF-8', 'PATH', 'a\u00ff.ts', [{ name: Buffer.from('a\u00ff.ts', 'latin1') }]],
  ['folders without end', 'PATH', `${'d/'.repeat(13)}a.ts`, [{ name: `${'d/'.repeat(13)}a.ts` }, file]],
  ['a symbolic link', 'SYMLINK', 'link', [{ name: 'link', content: '/etc/passwd', mode: 0o120777 }]],
  ['a device file', 'SPECIAL_FILE', 'pipe', [{ name: 'pipe', mode: 0o010644 }]],
  ['the same name twice', 'DUPLICATE', 'strategy.ts', [file, file]],
  ['a name in other case', 'DUPLICATE', 'Strategy.ts', [file, { name: 'Strategy.ts' }]],
  [
    'a name in another normal form',
    'DUPLICATE',
    'u\u0308.ts',
    [{ name: '\u00fc.ts' }, { name: 'u\u0308.ts' }],
  ],
  ['a name that folds to another', 'DUPLICATE', 'MASSE.ts', [{ name: 'maße.ts' }, { name: 'MASSE.ts' }]],
  ['a file where a folder is', 'DUPLICATE', 'LIB', [{ name: 'lib/a.ts' }, { name: 'LIB' }]],
  ['a folder in other case', 'DUPLICATE', 'Lib', [{ name: 'lib/a.ts' }, { name: 'Lib/b.ts' }]],
  ['a bomb that says what it is', 'ZIP_BOMB', 'zeros', [{ name: 'zeros', content: zeros }]],
  [
    'a bomb that says it is small',
    'ZIP_BOMB',
    'zeros',
    [{ name: 'zeros', content: zeros, listed: { bytes: 1_000, crc: 0 } }],
  ],
  [
    'entries that share one piece of data',
    'ZIP_LIES',
    'b.ts',
    [
      { name: 'a.ts', content: 'x' },
      { name: 'b.ts', content: 'x', offset: 0 },
    ],
  ],
  [
    'a file that is too large',
    'SIZE',
    'big.bin',
    [{ name: 'big.bin', isStored: true, content: Buffer.alloc(4 * 2 ** 20 + 1, 'ab') }],
  ],
  [
    'files that are too large together',
    'SIZE',
    null,
    Array.from({ length: 5 }, (_, index) => ({
      name: `${index}`,
      isStored: false,
      content: Buffer.from(Array.from({ length: 3_500_000 }, (__, at) => (at * at) >> 7)),
    })),
  ],
  ['too many files', 'COUNT', null, many(SUBMISSION_LIMITS.filesMax + 1)],
  ['too many entries', 'COUNT', null, many(SUBMISSION_LIMITS.entriesMax + 1)],
  ['nothing', 'EMPTY', null, [{ name: 'node_modules/a.js', content: 'x' }]],
  [
    'another name in its own header',
    'ZIP_LIES',
    'strategy.ts',
    [{ ...file, local: { name: 'strategy.js' } }],
  ],
  ['another size in its own header', 'ZIP_LIES', 'strategy.ts', [{ ...file, local: { bytes: 5 } }]],
  ['another checksum in its own header', 'ZIP_LIES', 'strategy.ts', [{ ...file, local: { crc: 5 } }]],
  ['another method in its own header', 'ZIP_LIES', 'strategy.ts', [{ ...file, local: { method: 0 } }]],
  ['a wrong checksum', 'ZIP_LIES', 'strategy.ts', [{ ...file, listed: { crc: 5 } }]],
  ['a size that is too large', 'ZIP_LIES', 'strategy.ts', [{ ...file, listed: { bytes: 18 } }]],
  [
    'data behind the content',
    'ZIP_LIES',
    'strategy.ts',
    [{ ...file, data: Buffer.concat([deflateRawSync('export default 1\n'), Buffer.from('hidden')]) }],
  ],
  ['data between entries', 'ZIP_LIES', 'b.ts', [{ ...file, after: Buffer.from('hidden') }, { name: 'b.ts' }]],
  ['data in front of the list', 'ZIP_LIES', null, [{ ...file, after: Buffer.from('hidden') }]],
  [
    'another size after the data',
    'ZIP_LIES',
    'a.ts',
    [{ name: 'a.ts', content: 'a', flags: DESCRIBED, after: descriptor('a', { bytes: 2 }) }],
  ],
  ['data in front of the zip', 'ZIP_LIES', 'strategy.ts', [file], { before: Buffer.from('#!/bin/sh\n') }],
  ['data after the zip', 'ZIP_LIES', null, [file], { after: Buffer.from('x') }],
  ['a second end in the comment', 'ZIP_LIES', null, [file], { comment: forgeZip([]) }],
  ['a count that is too small', 'ZIP_LIES', null, [file, { name: 'b.ts' }], { count: 1 }],
  ['a count that is too large', 'ZIP_LIES', null, [file], { count: 2 }],
  ['a list that lies elsewhere', 'ZIP_LIES', null, [file], { listAt: 0 }],
  ['zip64 in the end', 'ZIP_LIES', null, [file], { count: 0xffff }],
  ['zip64 in a size', 'ZIP_LIES', 'strategy.ts', [{ ...file, listed: { bytes: 0xffffffff } }]],
  ['zip64 beside a size', 'ZIP_LIES', 'strategy.ts', [{ ...file, extra: extra(1, Buffer.alloc(8)) }]],
  [
    'a second name beside the first',
    'ZIP_LIES',
    'strategy.ts',
    [{ ...file, extra: extra(0x7075, Buffer.from('\x01\0\0\0\0../evil.ts')) }],
  ],
  ['extra fields that break off', 'ZIP_LIES', 'strategy.ts', [{ ...file, extra: Buffer.from([1, 2, 3]) }]],
  ['a folder with content', 'ZIP_LIES', 'lib/', [{ name: 'lib/', content: 'x', mode: 0o040755 }]],
  ['a folder without its slash', 'ZIP_LIES', 'lib', [{ name: 'lib', content: 'x', mode: 0o040755 }]],
  ['encryption', 'ZIP_FORMAT', 'strategy.ts', [{ ...file, flags: 0x0801 }]],
  ['another compression', 'ZIP_FORMAT', 'strategy.ts', [{ ...file, method: 12, data: Buffer.from('x') }]],
  ['data that cannot be inflated', 'ZIP_FORMAT', 'strategy.ts', [{ ...file, data: Buffer.from([7, 7, 7]) }]],
]

describe('zip: what is refused', () => {
  const cases = attacks.map(([name, rule, path, entries, end]) => ({ name, rule, path, entries, end }))

  it.each(cases)('refuses $name', async ({ rule, path, entries, end }) => {
    expect(await refusalOf(() => readZip(forgeZip(entries, end)))).toEqual({ rule, path })
  })

  it('refuses what is no zip, and a zip that is cut off anywhere', async () => {
    const zip = forgeZip([file])
    expect(await refusalOf(() => readZip(Buffer.from('PK')))).toMatchObject({ rule: 'ZIP_FORMAT' })
    for (let length = 0; length < zip.length; length++) {
      expect(await refusalOf(() => readZip(zip.subarray(0, length)))).toMatchObject({ rule: 'ZIP_FORMAT' })
    }
  })

  it('refuses a zip that is too large before it is looked at', async () => {
    const zip = new Uint8Array(SUBMISSION_LIMITS.zipBytesMax + 1)
    expect(await refusalOf(() => readZip(zip))).toEqual({ rule: 'SIZE', path: null })
  })

  it('takes or refuses a zip with any byte changed, and never fails otherwise', async () => {
    const zip = forgeZip([file, { name: 'lib/a.ts', content: 'a'.repeat(100) }])
    for (let at = 0; at < zip.length; at++) {
      const changed = Uint8Array.from(zip)
      changed[at] = (changed[at] ?? 0) ^ 0xff
      await refusalOf(() => readZip(changed))
    }
  })
})
