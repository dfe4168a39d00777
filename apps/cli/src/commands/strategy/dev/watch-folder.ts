/** Says when the sources of a folder have changed, once for changes that come together, as an editor writes them. */

import { watch } from 'node:fs'
import { extname, sep } from 'node:path'

const SOURCES = ['.ts', '.mts', '.js', '.mjs', '.json']
/** Editors write a file in two or three moves. */
const TOGETHER_MS = 40

/** Calls back for changed sources; tests of the author, hidden files and packages are none. Call what it returns to end it. */
export function watchFolder(folder: string, onChange: () => void): () => void {
  let pending: NodeJS.Timeout | null = null
  const watcher = watch(folder, { recursive: true }, (_, name) => {
    if (name !== null && !isSource(name)) return
    if (pending !== null) clearTimeout(pending)
    pending = setTimeout(onChange, TOGETHER_MS)
  })
  return () => {
    if (pending !== null) clearTimeout(pending)
    watcher.close()
  }
}

function isSource(name: string): boolean {
  const parts = name.split(sep)
  if (parts.some((part) => part === 'node_modules' || part.startsWith('.'))) return false
  const file = parts.at(-1)!
  return SOURCES.includes(extname(file)) && !/\.test\.[mc]?[jt]s$/.test(file)
}
