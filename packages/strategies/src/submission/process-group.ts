/** A process with all that it started: how much memory they have, and how they are ended together. */

import { readFileSync } from 'node:fs'

/** Of `/proc/<pid>/statm`: resident pages. */
const RESIDENT_FIELD = 1
const PAGE_BYTES = 4_096
/** Deeper than any tool of ours starts others. */
const DEPTH_MAX = 10

/** Resident memory of a process and those below it, bytes. Linux alone shows it; elsewhere it is null. */
export function treeMemoryBytes(pid: number | undefined): number | null {
  if (process.platform !== 'linux' || pid === undefined) return null
  return residentBytes(String(pid), DEPTH_MAX)
}

/** Ends a child that was spawned `detached`, and its group. Safe when they have ended. */
export function killGroup(group: number | undefined): void {
  if (group === undefined) return
  try {
    // Where there are no groups, what it started ends by its leash.
    process.kill(process.platform === 'win32' ? group : -group, 'SIGKILL')
  } catch (error) {
    // ESRCH: all of them have ended.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function residentBytes(pid: string, depth: number): number {
  const own = Number(shown(pid, 'statm').split(' ')[RESIDENT_FIELD] ?? 0) * PAGE_BYTES
  if (depth === 0) return own
  const children = shown(pid, `task/${pid}/children`).split(' ').filter(Boolean)
  return children.reduce((sum, child) => sum + residentBytes(child, depth - 1), own)
}

function shown(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    // It has ended since it was named, or the kernel does not list children.
    return ''
  }
}
