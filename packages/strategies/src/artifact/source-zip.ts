/** The source as one zip: for people to download, and the same bytes for the same files. */

import { zipSync, type Zippable } from 'fflate'
import type { SourceTree } from '../submission/source-tree.ts'

/** Of every entry: the first moment that a zip can name, so that no clock gets in. Local, because a zip has no time zone. */
const EPOCH = new Date(1980, 0, 1)

export function zipSource({ files }: SourceTree): Uint8Array {
  // A map would put names that look like numbers first; the list of the tree is ordered, and names do not repeat.
  const entries: Zippable = Object.create(null) as Zippable
  for (const { path, bytes } of files)
    entries[path] = [bytes, { level: 6, mtime: EPOCH, os: 3, attrs: 0o644 << 16 }]
  return zipSync(entries)
}
