/**
 * The source as one zip: for people to download, and the same bytes for the same files. Files are stored as they are: to press
 * megabytes would hold up whoever does it, and compressors differ between machines.
 */

import { zipSync, type Zippable } from 'fflate'
import type { SourceTree } from '../submission/source-tree.ts'

const UNIX = 3
const PLAIN_FILE = 0o100644 << 16

export function zipSource({ files }: SourceTree): Uint8Array {
  // Of every entry, so that no clock gets in; in local time, because a zip has no time zone. Every place has this noon.
  const mtime = new Date(1980, 0, 1, 12)
  const entries: Zippable = Object.create(null) as Zippable
  for (const { path, bytes } of files)
    entries[path] = [bytes, { level: 0, mtime, os: UNIX, attrs: PLAIN_FILE }]
  return zipSync(entries)
}
