/** Writes zip files of text for tests: stored, not compressed, as simple as the format allows. */
import { crc32 } from 'node:zlib'

const LOCAL = 0x04034b50
const CENTRAL = 0x02014b50
const END = 0x06054b50
/** Names are UTF-8. */
const FLAGS = 0x0800
/** The first of January 1980, the earliest that the format knows. */
const DATE = 0x0021

/** Returns the bytes of a zip that holds these texts by path. */
export function zipOf(files: Readonly<Record<string, string>>): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [path, text] of Object.entries(files)) {
    const name = Buffer.from(path)
    const content = Buffer.from(text)
    const local = Buffer.alloc(30)
    local.writeUInt32LE(LOCAL, 0)
    local.writeUInt16LE(20, 4)
    writeEntry(local, 6, name, content)
    const central = Buffer.alloc(46)
    central.writeUInt32LE(CENTRAL, 0)
    central.writeUInt16LE(20, 4)
    central.writeUInt16LE(20, 6)
    writeEntry(central, 8, name, content)
    central.writeUInt32LE(offset, 42)
    parts.push(local, name, content)
    directory.push(central, name)
    offset += local.length + name.length + content.length
  }
  const listed = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(END, 0)
  end.writeUInt16LE(directory.length / 2, 8)
  end.writeUInt16LE(directory.length / 2, 10)
  end.writeUInt32LE(listed.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, listed, end])
}

/** The fields that both headers of an entry have, in the same order. */
function writeEntry(header: Buffer, at: number, name: Buffer, content: Buffer): void {
  header.writeUInt16LE(FLAGS, at)
  header.writeUInt16LE(0, at + 2)
  header.writeUInt16LE(0, at + 4)
  header.writeUInt16LE(DATE, at + 6)
  header.writeUInt32LE(crc32(content), at + 8)
  header.writeUInt32LE(content.length, at + 12)
  header.writeUInt32LE(content.length, at + 16)
  header.writeUInt16LE(name.length, at + 20)
}
