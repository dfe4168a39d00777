import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readSoleEntry } from './zip-archive.ts'

interface Packing {
  readonly method?: number
  readonly entries?: number
  readonly unpackedBytes?: number
  readonly packed?: Buffer
}

/** A minimal archive of one file named a.csv; what it says about itself may be made to lie. */
function archiveOf(content: string, packing: Packing = {}): Buffer {
  const method = packing.method ?? 8
  const packed = packing.packed ?? (method === 8 ? deflateRawSync(content) : Buffer.from(content))
  const name = Buffer.from('a.csv')
  const sizes = Buffer.alloc(20)
  sizes.writeUInt16LE(method, 4)
  sizes.writeUInt32LE(packed.length, 14)
  const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), sizes.subarray(2, 20), Buffer.alloc(8), name])
  local.writeUInt16LE(name.length, 26)
  const entry = Buffer.alloc(46)
  entry.write('PK\u0001\u0002')
  entry.writeUInt16LE(method, 10)
  entry.writeUInt32LE(packed.length, 20)
  entry.writeUInt32LE(packing.unpackedBytes ?? content.length, 24)
  entry.writeUInt16LE(name.length, 28)
  const end = Buffer.alloc(22)
  end.write('PK\u0005\u0006')
  end.writeUInt16LE(packing.entries ?? 1, 10)
  end.writeUInt32LE(local.length + packed.length, 16)
  return Buffer.concat([local, packed, entry, name, end])
}

let path: string
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zip-'))
  path = join(folder, 'a.zip')
})
afterAll(async () => {
  await rm(folder, { recursive: true })
})

async function read(archive: Buffer): Promise<string> {
  await writeFile(path, archive)
  return (await readSoleEntry(path)).toString()
}

describe('zip archives', () => {
  it('of one file are unpacked, deflated or stored', async () => {
    expect(await read(archiveOf('a,b\n1,2\n'))).toBe('a,b\n1,2\n')
    expect(await read(archiveOf('a,b\n1,2\n', { method: 0 }))).toBe('a,b\n1,2\n')
  })

  it.each([
    ['something else', Buffer.from('a,b\n1,2\n'.repeat(20)), 'is not a zip archive'],
    ['an empty file', Buffer.alloc(0), 'is not a zip archive'],
    ['two files', archiveOf('x', { entries: 2 }), 'holds 2 files; a tape is an archive of exactly one'],
    [
      'another packing',
      archiveOf('x', { method: 12 }),
      'is packed by zip method 12; allowed: stored and deflated',
    ],
    [
      'data that does not inflate',
      archiveOf('x', { packed: Buffer.from('not deflated') }),
      'the zip archive is damaged',
    ],
    ['a bomb', archiveOf('x', { unpackedBytes: 2 ** 31 }), 'unpacks to more than 536870912 bytes'],
  ])('%s is refused by name', async (_case, archive, refusal) => {
    await expect(read(archive)).rejects.toThrow(`${path}: ${refusal}`)
  })
})
