/** A file as a stream of plain text bytes, whatever it comes packed or encoded in: zip, gzip, UTF-8 with a mark, UTF-16. */
import { closeSync, createReadStream, existsSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { createGunzip } from 'node:zlib'
import { unzipSync, type UnzipFileInfo } from 'fflate'
import { MarketDataError } from '../market-data-error.ts'

export interface SourceFile {
  /** File name without its folder; of a zip, the name of the entry. */
  readonly name: string
  /** Bytes of text that will come, as far as that is known: for progress and first guesses. */
  readonly bytesGuess: number
  /** The text from its start, UTF-8 without a mark. May be asked for more than once. */
  chunks(): AsyncIterable<Uint8Array>
}

const CHUNK_BYTES = 1 << 22
/** A packed file may grow to this; beyond, it is taken for an attack or a mistake. */
const UNPACKED_BYTES_MAX = 4 * 2 ** 30
/** Text packs about this well. */
const GZIP_RATIO = 5

/** Opens a file by what it holds, not by its name. `entry` names one file of a zip that holds several. */
export function openSourceFile(path: string, entry?: string): SourceFile {
  const file = basename(path)
  if (!existsSync(path) || !statSync(path).isFile()) {
    throw new MarketDataError('BAD_FILE', 'there is no such file', { file: path })
  }
  const { size } = statSync(path)
  const head = readHead(path)
  if (head[0] === 0x50 && head[1] === 0x4b) return fromZip(path, entry)
  const isGzip = head[0] === 0x1f && head[1] === 0x8b
  const raw = (): AsyncIterable<Uint8Array> => {
    const stream = createReadStream(path, { highWaterMark: CHUNK_BYTES })
    return isGzip ? gunzip(stream, file) : stream
  }
  return {
    name: isGzip ? file.replace(/\.gz$/, '') : file,
    bytesGuess: isGzip ? size * GZIP_RATIO : size,
    chunks: () => asUtf8(raw()),
  }
}

/** The first bytes of a source as text. */
export async function headText(source: SourceFile, bytes: number): Promise<string> {
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const chunk of source.chunks()) {
    pieces.push(chunk)
    length += chunk.length
    if (length >= bytes) break
  }
  return new TextDecoder('latin1').decode(Buffer.concat(pieces).subarray(0, bytes))
}

/** Whether a file starts with these letters; false when it is not there. */
export function startsWith(path: string, letters: string): boolean {
  if (!existsSync(path) || !statSync(path).isFile()) return false
  return Buffer.from(readHead(path)).toString('latin1').startsWith(letters)
}

/** The first four bytes. */
function readHead(path: string): Uint8Array {
  const head = new Uint8Array(4)
  const file = openSync(path, 'r')
  try {
    readSync(file, head, 0, head.length, 0)
  } finally {
    closeSync(file)
  }
  return head
}

function fromZip(path: string, entry: string | undefined): SourceFile {
  const file = basename(path)
  const found: UnzipFileInfo[] = []
  const isWanted = (info: UnzipFileInfo): boolean => {
    if (info.name.endsWith('/') || info.name.startsWith('__MACOSX/')) return false
    found.push(info)
    return false
  }
  const packed = readFileSync(path)
  try {
    unzipSync(packed, { filter: isWanted })
    const chosen = chooseEntry(file, found, entry)
    if (chosen.originalSize > UNPACKED_BYTES_MAX) {
      throw new MarketDataError(
        'BAD_FILE',
        `unpacks to ${chosen.originalSize} bytes; ${UNPACKED_BYTES_MAX} are allowed`,
        { file },
      )
    }
    const bytes = unzipSync(packed, { filter: ({ name }) => name === chosen.name })[chosen.name]!
    const chunks = async function* (): AsyncGenerator<Uint8Array> {
      for (let from = 0; from < bytes.length; from += CHUNK_BYTES)
        yield bytes.subarray(from, from + CHUNK_BYTES)
    }
    return { name: basename(chosen.name), bytesGuess: bytes.length, chunks: () => asUtf8(chunks()) }
  } catch (error) {
    if (error instanceof MarketDataError) throw error
    throw new MarketDataError('BAD_FILE', `the zip is cut off or damaged (${(error as Error).message})`, {
      file,
    })
  }
}

function chooseEntry(
  file: string,
  found: readonly UnzipFileInfo[],
  entry: string | undefined,
): UnzipFileInfo {
  const names = found.map(({ name }) => name)
  const wanted =
    entry === undefined
      ? found.length === 1
        ? found[0]
        : undefined
      : found.find(({ name }) => name === entry)
  if (wanted !== undefined) return wanted
  if (entry !== undefined) {
    throw new MarketDataError('BAD_OPTION', `holds no ${entry}; it holds ${names.join(', ')}`, {
      file,
      field: 'entry',
    })
  }
  const message =
    names.length === 0
      ? 'holds no files'
      : `holds ${names.length} files: choose entry, one of ${names.slice(0, 10).join(', ')}`
  throw new MarketDataError(names.length === 0 ? 'BAD_FILE' : 'AMBIGUOUS', message, { file })
}

async function* gunzip(stream: NodeJS.ReadableStream, file: string): AsyncGenerator<Uint8Array> {
  const unpacked = stream.pipe(createGunzip())
  let length = 0
  try {
    for await (const chunk of unpacked) {
      const bytes = chunk as Buffer
      length += bytes.length
      if (length > UNPACKED_BYTES_MAX) throw new Error(`it unpacks to more than ${UNPACKED_BYTES_MAX} bytes`)
      yield bytes
    }
  } catch (error) {
    throw new MarketDataError('BAD_FILE', `the gzip is cut off or damaged (${(error as Error).message})`, {
      file,
    })
  }
}

/** Takes off a mark of UTF-8, and turns UTF-16 that says so into UTF-8. */
async function* asUtf8(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let decoder: TextDecoder | undefined
  let isFirst = true
  for await (const chunk of chunks) {
    if (isFirst) {
      isFirst = false
      if (chunk[0] === 0xff && chunk[1] === 0xfe) decoder = new TextDecoder('utf-16le')
      else if (chunk[0] === 0xfe && chunk[1] === 0xff) decoder = new TextDecoder('utf-16be')
      else if (chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf) {
        yield chunk.subarray(3)
        continue
      }
    }
    yield decoder === undefined ? chunk : Buffer.from(decoder.decode(chunk, { stream: true }))
  }
  if (decoder !== undefined) yield Buffer.from(decoder.decode())
}
