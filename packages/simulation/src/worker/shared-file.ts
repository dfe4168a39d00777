/**
 * Files in memory without a copy: processes that map the same file share its pages, so that any number of workers hold one copy of
 * the market data.
 *
 * Node has no way to map a file of its own; the C library is called through Node's foreign functions. Where that is not to be had
 * (Windows), a file is read into memory of this process instead, and every worker holds its own copy.
 */

import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { dlopen, toArrayBuffer } from 'node:ffi'

const PROT_READ_WRITE = 3
const MAP_SHARED = 1
const MAP_PRIVATE = 2
/** What mmap returns when it cannot: all bits set. */
const MAP_FAILED = 2n ** 64n - 1n

interface CLibrary {
  mmap(at: bigint, length: bigint, protection: number, flags: number, file: number, offset: bigint): bigint
}

let opened: CLibrary | null | undefined

function cLibrary(): CLibrary | null {
  if (opened !== undefined) return opened
  try {
    const { functions } = dlopen(null, {
      mmap: { arguments: ['pointer', 'uint64', 'int32', 'int32', 'int32', 'int64'], return: 'pointer' },
    })
    opened = functions
  } catch {
    // Another platform, or a Node without foreign functions: files are read instead.
    opened = null
  }
  return opened
}

/**
 * A file's bytes, mapped: what this process writes to them stays its own, and costs memory only then. Reads the file where it
 * cannot be mapped.
 */
export function mapPrivately(path: string): ArrayBuffer {
  const file = openSync(path, 'r')
  try {
    const { size } = fstatSync(file)
    return mapped(file, size, MAP_PRIVATE) ?? readWhole(file, size)
  } finally {
    closeSync(file)
  }
}

/** A file's bytes, mapped so that writing to them writes the file; null where that cannot be done. */
export function mapShared(path: string): ArrayBuffer | null {
  const file = openSync(path, 'r+')
  try {
    return mapped(file, fstatSync(file).size, MAP_SHARED)
  } finally {
    closeSync(file)
  }
}

function mapped(file: number, size: number, flags: number): ArrayBuffer | null {
  const library = cLibrary()
  if (library === null || size === 0) return null
  const at = library.mmap(0n, BigInt(size), PROT_READ_WRITE, flags, file, 0n)
  // The mapping outlives its file descriptor, and is given back with the process.
  return at === MAP_FAILED ? null : toArrayBuffer(at, size, false)
}

function readWhole(file: number, size: number): ArrayBuffer {
  const bytes = new Uint8Array(size)
  for (let done = 0; done < size;) {
    const read = readSync(file, bytes, done, size - done, done)
    if (read === 0) throw new Error('the file became shorter while it was read')
    done += read
  }
  return bytes.buffer
}
