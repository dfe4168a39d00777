/** How much of the workers' memory is market data: what the system says of the mapped column files, page by page. */

import { readFileSync } from 'node:fs'

export interface MappedMemory {
  /** Bytes of the column files that are in memory, pages that several processes hold counted once. */
  readonly dataBytes: number
  /** Bytes of them that a process has of its own, because it wrote to them. */
  readonly copiedBytes: number
  /** All memory of the processes, shared pages counted once. */
  readonly totalBytes: number
}

/** Sums over processes; null where the system does not show it. */
export function mappedMemory(pids: readonly number[]): MappedMemory | null {
  if (process.platform !== 'linux') return null
  const sum = { dataBytes: 0, copiedBytes: 0, totalBytes: 0 }
  for (const pid of pids) {
    let isData = false
    for (const line of readFileSync(`/proc/${pid}/smaps`, 'utf8').split('\n')) {
      if (/^[0-9a-f]+-[0-9a-f]+ /.test(line)) isData = line.endsWith('.columns')
      const [, field, kilobytes] = /^(Pss|Private_Dirty):\s+(\d+) kB$/.exec(line) ?? []
      if (field === undefined) continue
      const bytes = Number(kilobytes) * 1_024
      if (field === 'Pss') {
        sum.totalBytes += bytes
        if (isData) sum.dataBytes += bytes
      } else if (isData) sum.copiedBytes += bytes
    }
  }
  return sum
}
