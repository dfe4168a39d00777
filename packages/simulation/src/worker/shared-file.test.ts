/** Mapped files: the bytes of the file, private where they are written to, and seen by others where they are shared. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { mapPrivately, mapShared } from './shared-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'quarterdeck-map-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function doubles(name: string, values: readonly number[]): string {
  const path = join(folder, name)
  writeFileSync(path, new Uint8Array(Float64Array.from(values).buffer))
  return path
}

describe('a mapped file', () => {
  it('is read as it lies, and what is written to it stays with the writer', () => {
    const path = doubles('private', [1, 2, 3])
    const own = new Float64Array(mapPrivately(path))
    expect([...own]).toEqual([1, 2, 3])
    own[1] = 99
    expect([...new Float64Array(mapPrivately(path))]).toEqual([1, 2, 3])
  })

  it.skipIf(process.platform === 'win32')('is written through where it is shared', () => {
    const path = doubles('shared', [1, 2])
    const cells = new Float64Array(mapShared(path) ?? new ArrayBuffer(16))
    cells[0] = 42
    expect(new Float64Array(Uint8Array.from(readFileSync(path)).buffer)[0]).toBe(42)
  })

  it('may be empty', () => {
    expect(mapPrivately(doubles('empty', [])).byteLength).toBe(0)
  })
})
