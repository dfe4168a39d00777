/** Writes tarballs of packages for tests, honest or not. */

import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import type { PinnedPackage } from '../compile-terms.ts'

export interface ForgedFile {
  readonly name: string
  readonly content?: string
  /** The type of the entry: '0' a file, '1' and '2' links, '5' a folder, 'x' more of the next. */
  readonly type?: string
  readonly link?: string
  readonly size?: number
  readonly isChecksumWrong?: boolean
}

const BLOCK = 512

export function forgeTarball(files: readonly ForgedFile[]): Uint8Array {
  const end = Buffer.alloc(2 * BLOCK)
  return gzipSync(Buffer.concat([...files.flatMap(entryOf), end]))
}

/** A package as a store has it: what its files say in `package/`, and what a lock would pin. */
export function forgePackage(
  name: string,
  files: Readonly<Record<string, string>>,
  face: Readonly<Record<string, unknown>> = {},
): { readonly pin: PinnedPackage; readonly tarball: Uint8Array } {
  const stated = { name, version: '1.0.0', type: 'module', main: 'index.js', types: 'index.d.ts', ...face }
  const all = { 'package.json': JSON.stringify(stated), ...files }
  const tarball = forgeTarball(
    Object.entries(all).map(([path, content]) => ({ name: `package/${path}`, content })),
  )
  const integrity = integrityOf(tarball)
  return { pin: { name, version: '1.0.0', integrity }, tarball }
}

export function integrityOf(tarball: Uint8Array): string {
  return `sha512-${createHash('sha512').update(tarball).digest('base64')}`
}

/** A lock that pins packages; `change` is laid over each entry. */
export function lockOf(
  pins: readonly PinnedPackage[],
  change: Readonly<Record<string, unknown>> = {},
): string {
  const entries = pins.map(({ name, version, integrity }) => [
    `node_modules/${name}`,
    { version, resolved: `https://registry.example/${name}.tgz`, integrity, ...change },
  ])
  return JSON.stringify({ lockfileVersion: 3, packages: { '': {}, ...Object.fromEntries(entries) } })
}

function entryOf({
  name,
  content = '',
  type = '0',
  link = '',
  size,
  isChecksumWrong,
}: ForgedFile): readonly Buffer[] {
  const body = Buffer.from(content)
  const header = Buffer.alloc(BLOCK)
  header.write(name, 0, 100)
  header.write('0000644\0', 100)
  header.write(`${(size ?? body.length).toString(8).padStart(11, '0')}\0`, 124)
  header.write(' '.repeat(8), 148)
  header.write(type, 156)
  header.write(link, 157, 100)
  header.write('ustar\x0000', 257)
  const sum = header.reduce((total, byte) => total + byte, isChecksumWrong === true ? 1 : 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  const padding = Buffer.alloc((BLOCK - (body.length % BLOCK)) % BLOCK)
  return [header, body, padding]
}
