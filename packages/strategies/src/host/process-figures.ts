/** What the system says of a process: processor time, time it waited for a processor, memory. Linux alone shows them. */

import { readFileSync } from 'node:fs'

const PAGE_BYTES = 4_096

export interface ProcessorFigures {
  /** Processor time of its main thread, milliseconds: that is where sessions run. */
  readonly usedMs: number
  /** Time that the thread was ready to run and another ran instead, milliseconds. */
  readonly waitedMs: number
}

export function processorFigures(pid: number): ProcessorFigures | null {
  const figures = shown(pid, 'schedstat')?.split(' ').map(Number)
  if (figures === undefined) return null
  const [used = NaN, waited = NaN] = figures
  return Number.isNaN(used + waited) ? null : { usedMs: used / 1e6, waitedMs: waited / 1e6 }
}

/** Memory of a process that is no file's, bytes: heap, buffers, stacks. */
export function ownMemoryBytes(pid: number): number | null {
  const pages = shown(pid, 'statm')?.split(' ').map(Number)
  if (pages === undefined) return null
  const [, resident = NaN, shared = NaN] = pages
  return Number.isNaN(resident - shared) ? null : (resident - shared) * PAGE_BYTES
}

function shown(pid: number, file: string): string | null {
  if (process.platform !== 'linux') return null
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    // It has ended.
    return null
  }
}
