/** What the system says of a process: its processor time and its memory. Linux alone shows them; elsewhere they are null. */

import { readFileSync } from 'node:fs'

/** The kernel's clock tick towards programs, the same on every Linux. */
const TICK_MS = 10

/** Processor time that a process has used, milliseconds. */
export function processorMs(pid: number | undefined): number | null {
  const stat = shown(pid, 'stat')
  if (stat === null) return null
  // The name before it is in brackets and may hold anything; user and system time are fields 14 and 15 of the whole.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS
}

/** Memory of a process that is no file's, bytes. */
export function ownMemoryBytes(pid: number | undefined): number | null {
  return kilobytes(shown(pid, 'status'), 'RssAnon')
}

function kilobytes(text: string | null, field: string): number | null {
  const match = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(text ?? '')
  return match === null ? null : Number(match[1]) * 1_024
}

function shown(pid: number | undefined, file: string): string | null {
  if (process.platform !== 'linux' || pid === undefined) return null
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    // It has ended.
    return null
  }
}
