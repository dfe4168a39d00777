/** Unpacks a pinned package for the compiler and the bundler: its modules and types, no tool's settings, nothing that runs by itself. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { PinnedPackage } from './compile-terms.ts'
import type { DeniedPackage } from './imports.ts'
import type { BuildLimits } from './limits.ts'
import { readTarball, type TarFile, TarFault } from './tarball.ts'
import { TARBALL_FOLDER } from './workspace.ts'

const MODULE = /\.(js|mjs|cjs|json|d\.ts|d\.mts|d\.cts)$/
const NATIVE = /(\.(node|dll|so|dylib|exe|a|lib|o)|(^|\/)binding\.gyp)$/i
/** What the compiler and the bundler need to know of a package; `scripts` and `bin` are not among it. */
const FACE = [
  'type',
  'main',
  'module',
  'exports',
  'imports',
  'types',
  'typings',
  'typesVersions',
  'sideEffects',
]
const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall']

/** Unpacks it into the workspace; gives why it cannot be used, or null. */
export function unpackPackage(
  directory: string,
  index: number,
  { pin, limits }: { readonly pin: PinnedPackage; readonly limits: BuildLimits },
): DeniedPackage | null {
  try {
    const tarball = readFileSync(join(directory, TARBALL_FOLDER, String(index)))
    const files = readTarball(tarball, { bytesMax: limits.packageBytesMax, filesMax: limits.packageFilesMax })
    const face = faceOf(files, pin)
    const folder = join(directory, 'node_modules', pin.name)
    for (const { path, bytes } of files) {
      if (NATIVE.test(path)) throw new TarFault(`${path} is machine code; packages must be pure JavaScript`)
      if (/\.wasm$/i.test(path))
        throw new TarFault(`${path} is WebAssembly; packages must be pure JavaScript`)
      if (MODULE.test(path) && path !== 'package.json' && !path.startsWith('node_modules/')) {
        place(join(folder, path), bytes)
      }
    }
    place(join(folder, 'package.json'), Buffer.from(JSON.stringify(face)))
    return null
  } catch (error) {
    if (!(error instanceof TarFault)) throw error
    const message = `${pin.name} ${pin.version}: ${error.message}`
    return { name: pin.name, rule: 'PACKAGE_CONTENT', message }
  }
}

function faceOf(files: readonly TarFile[], pin: PinnedPackage): Readonly<Record<string, unknown>> {
  const file = files.find(({ path }) => path === 'package.json')
  if (file === undefined) throw new TarFault('there is no package.json')
  let stated: Readonly<Record<string, unknown>>
  try {
    stated = JSON.parse(Buffer.from(file.bytes).toString('utf8')) as typeof stated
  } catch (error) {
    throw new TarFault(`package.json is no JSON: ${(error as Error).message}`)
  }
  if (stated['name'] !== pin.name || stated['version'] !== pin.version) {
    throw new TarFault(`the tarball is of ${String(stated['name'])} ${String(stated['version'])}`)
  }
  const scripts = (stated['scripts'] ?? {}) as Readonly<Record<string, unknown>>
  const script = INSTALL_SCRIPTS.find((one) => scripts[one] !== undefined)
  if (script !== undefined || stated['gypfile'] === true) {
    throw new TarFault(
      `it wants to run "${script ?? 'gyp'}" when it is installed; install scripts are never run`,
    )
  }
  return Object.fromEntries(FACE.filter((key) => key in stated).map((key) => [key, stated[key]]))
}

function place(path: string, bytes: Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, bytes)
}
