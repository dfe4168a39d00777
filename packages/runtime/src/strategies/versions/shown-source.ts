/** The source of a version as people read it: the text files of an archive. */
import { SubmissionRefused, readZip } from '@quarterdeck/strategies'
import type { SourceFile } from '../strategies.ts'

/** Files are shown as text, at most this large. */
const SHOWN_BYTES_MAX = 512 * 1024

/** The text files by path; none where the archive itself is refused. */
export function shownFiles(archive: Uint8Array): readonly SourceFile[] {
  return treeOf(archive).flatMap(({ path, bytes }) => {
    const text = shownText(bytes)
    return text === null ? [] : [{ path, text }]
  })
}

function treeOf(archive: Uint8Array) {
  try {
    return readZip(archive).files
  } catch (error) {
    if (!(error instanceof SubmissionRefused)) throw error
    return []
  }
}

/** Null: it is no text, or too long to be shown. */
function shownText(bytes: Uint8Array): string | null {
  if (bytes.length > SHOWN_BYTES_MAX) return null
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}
