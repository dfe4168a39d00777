/** A process with all that it started: how much memory they have, and how they are ended together. */

import { readdirSync, readFileSync } from 'node:fs'

/** Of `/proc/<pid>/stat`, counted after the name: the group, and resident pages. */
const GROUP_FIELD = 2
const RESIDENT_FIELD = 21
const PAGE_BYTES = 4_096

/** Resident memory of a group, bytes. Linux alone shows it; elsewhere it is null. */
export function groupMemoryBytes(group: number | undefined): number | null {
  if (process.platform !== 'linux' || group === undefined) return null
  let pages = 0
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const fields = statFields(name)
    if (Number(fields[GROUP_FIELD]) === group) pages += Number(fields[RESIDENT_FIELD])
  }
  return pages * PAGE_BYTES
}

/** Ends a child that was spawned `detached`, and its group. Safe when they have ended. */
export function killGroup(group: number | undefined): void {
  if (group === undefined) return
  try {
    process.kill(-group, 'SIGKILL')
  } catch (error) {
    // ESRCH: all of them have ended.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function statFields(pid: string): readonly string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name is in brackets and may hold anything.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    // It has ended since the folder was read.
    return []
  }
}
