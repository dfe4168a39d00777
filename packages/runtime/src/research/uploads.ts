/** Files on their way into a dataset: kept for a day, in the organization's own folder, under an id that nobody can guess. */
import { randomUUID } from 'node:crypto'
import { createWriteStream, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { RequestFault } from '../request-fault.ts'
import type { Upload } from './research.ts'

/** Bytes of one file. */
export const UPLOAD_BYTES_MAX = 1 << 30
/** Files of one organization that wait. */
const UPLOADS_WAITING_MAX = 20
const KEPT_MS = 86_400_000
const NAME_LENGTH_MAX = 120
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Takes a file in. Nothing of it is kept where it fails or is too large. */
export async function takeUpload(root: string, name: string, content: Readable): Promise<Upload> {
  sweep(root)
  const waiting = existsSync(root) ? readdirSync(root).length : 0
  if (waiting >= UPLOADS_WAITING_MAX)
    throw new RequestFault(
      'CONFLICT',
      `${waiting} files wait to be imported, at most ${UPLOADS_WAITING_MAX} may`,
    )
  const id = randomUUID()
  const folder = join(root, id)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const fileName = safeName(name)
  const path = join(folder, fileName)
  let bytes = 0
  const bounded = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      if (bytes <= UPLOAD_BYTES_MAX) done(null, chunk)
      else done(new RequestFault('BAD_INPUT', `The file must have at most ${UPLOAD_BYTES_MAX} bytes`))
    },
  })
  try {
    await pipeline(content, bounded, createWriteStream(path, { mode: 0o600 }))
    if (bytes === 0) throw new RequestFault('BAD_INPUT', 'The file is empty')
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
  return { id, name: fileName, bytes }
}

/** Path of an upload. Throws NOT_FOUND where there is none, or no longer. */
export function uploadedFile(root: string, id: string): string {
  const folder = join(root, id)
  const [name] = ID.test(id) && existsSync(folder) ? readdirSync(folder) : []
  if (name === undefined) throw new RequestFault('NOT_FOUND', 'Upload not found', 'uploadId')
  return join(folder, name)
}

export function dropUpload(root: string, id: string): void {
  if (ID.test(id)) rmSync(join(root, id), { recursive: true, force: true })
}

function sweep(root: string): void {
  if (!existsSync(root)) return
  for (const id of readdirSync(root)) {
    const stat = statSync(join(root, id), { throwIfNoEntry: false })
    if (stat !== undefined && Date.now() - stat.mtimeMs > KEPT_MS)
      rmSync(join(root, id), { recursive: true, force: true })
  }
}

/** The file's own name says a lot (LEAN's hold the date), so it is kept as far as it is harmless. */
function safeName(name: string): string {
  const harmless = name
    .replace(/[^A-Za-z0-9._-]/g, '_')
    .replace(/^\.+/, '')
    .slice(-NAME_LENGTH_MAX)
  return harmless === '' ? 'upload' : harmless
}
