/**
 * What the operating system keeps from this process, asked for before a stranger's code is read. The compartment is the first
 * wall and Node's permissions the second; these hold should both fall.
 *
 * Node has no way to ask for them; the C library is called through Node's foreign functions, which are given up afterwards. Each
 * wall is tried alone, and those that stand are told to the parent.
 */

import { readFileSync } from 'node:fs'
import { dlopen, getRawPointer } from 'node:ffi'
import type { Wall } from '../protocol/messages.ts'
import { systemCallFilter } from './system-calls.ts'

const PR = { setDeathSignal: 1, setDumpable: 4, setNoNewPrivileges: 38 } as const
const SIGKILL = 9n
const RESOURCE = { fileSize: 1, data: 2, core: 4, processes: 6, openFiles: 7 } as const
const SECCOMP_CALL = 317n
const SECCOMP_SET_FILTER = 1n
/** The filter holds for every thread of the process. */
const SECCOMP_ALL_THREADS = 1n
const NOBODY = 65_534
const PAGE_BYTES = 4_096

interface CLibrary {
  prctl(option: number, a: bigint, b: bigint, c: bigint, d: bigint): number
  setrlimit(resource: number, limit: BigUint64Array): number
  syscall(number: bigint, a: bigint, b: bigint, c: bigint): number
  setgroups(count: bigint, list: bigint): number
  setresgid(real: number, effective: number, saved: number): number
  setresuid(real: number, effective: number, saved: number): number
}

/** Puts up what can be had on this platform; says what stands. `memoryMiB` is what the process may have of its own. */
export function raiseWalls(memoryMiB: number): readonly Wall[] {
  const c = cLibrary()
  if (c === null) return []
  const raised: readonly (readonly [Wall, () => boolean])[] = [
    ['RESOURCE_LIMITS', () => limitResources(c, memoryMiB)],
    ['USER', () => becomeNobody(c)],
    // After the user: a change of user takes it back.
    ['DIES_WITH_PARENT', () => c.prctl(PR.setDeathSignal, SIGKILL, 0n, 0n, 0n) === 0],
    ['NO_NEW_PRIVILEGES', () => forbidPrivileges(c)],
    ['SYSTEM_CALLS', () => filterSystemCalls(c)],
  ]
  return raised.filter(([, raise]) => raise()).map(([wall]) => wall)
}

function cLibrary(): CLibrary | null {
  if (process.platform !== 'linux') return null
  try {
    const { functions } = dlopen(null, {
      prctl: { arguments: ['int32', 'uint64', 'uint64', 'uint64', 'uint64'], return: 'int32' },
      setrlimit: { arguments: ['int32', 'pointer'], return: 'int32' },
      syscall: { arguments: ['int64', 'uint64', 'uint64', 'uint64'], return: 'int32' },
      setgroups: { arguments: ['uint64', 'uint64'], return: 'int32' },
      setresgid: { arguments: ['uint32', 'uint32', 'uint32'], return: 'int32' },
      setresuid: { arguments: ['uint32', 'uint32', 'uint32'], return: 'int32' },
    })
    return functions
  } catch {
    // A Node without foreign functions: the parent is told that no wall stands.
    return null
  }
}

function limitResources(c: CLibrary, memoryMiB: number): boolean {
  const limit = (resource: number, value: bigint): boolean =>
    c.setrlimit(resource, new BigUint64Array([value, value])) === 0
  return [
    limit(RESOURCE.data, BigInt(dataBytes() + memoryMiB * 2 ** 20)),
    // An abort must not write what it holds to a file of the host.
    limit(RESOURCE.core, 0n),
    limit(RESOURCE.fileSize, 0n),
    limit(RESOURCE.processes, 0n),
    limit(RESOURCE.openFiles, 0n),
  ].every(Boolean)
}

/** What the kernel counts as this process's data now: address space that V8 has set aside, most of it never touched. */
function dataBytes(): number {
  const [, , , , , data] = readFileSync('/proc/self/statm', 'utf8').split(' ')
  return Number(data) * PAGE_BYTES
}

/** Leaves the superuser behind, where the parent is it. */
function becomeNobody(c: CLibrary): boolean {
  if (process.geteuid?.() !== 0) return false
  return (
    c.setgroups(0n, 0n) === 0 &&
    c.setresgid(NOBODY, NOBODY, NOBODY) === 0 &&
    c.setresuid(NOBODY, NOBODY, NOBODY) === 0
  )
}

function forbidPrivileges(c: CLibrary): boolean {
  // Nobody but the superuser may look into its memory either.
  const hidden = c.prctl(PR.setDumpable, 0n, 0n, 0n, 0n) === 0
  return c.prctl(PR.setNoNewPrivileges, 1n, 0n, 0n, 0n) === 0 && hidden
}

function filterSystemCalls(c: CLibrary): boolean {
  const filter = systemCallFilter(process.pid)
  if (filter === null) return false
  const program = new BigUint64Array([BigInt(filter.length / 8), getRawPointer(filter)])
  return c.syscall(SECCOMP_CALL, SECCOMP_SET_FILTER, SECCOMP_ALL_THREADS, getRawPointer(program)) === 0
}
