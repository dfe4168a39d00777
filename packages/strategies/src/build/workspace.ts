/**
 * The folder that one build happens in: the author's code, the SDK's and the packages', and nothing else. What configures
 * tools (package.json, tsconfig.json, tool settings) is not among it, so that no tool can be told anything by the author.
 */

import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createScratch, type Scratch } from '../submission/scratch.ts'
import type { SourceTree } from '../submission/source-tree.ts'

/** Where things are in a workspace. Everything that reaches a bundle is named relative to it. */
export const SOURCE_FOLDER = 'source'
export const GUEST_FILE = 'guest.ts'
export const TARBALL_FOLDER = 'tarballs'
export const SDK_NAME = '@quarterdeck/sdk'

const SDK_ROOT = join(import.meta.dirname, '..', '..', '..', 'sdk')

/** Files that code can be imported from. */
const CODE = /\.(ts|mts|js|mjs|json)$/
/** Files that tools look for by name. */
const SETTINGS = /(^|\/)((package|package-lock|npm-shrinkwrap|jsr|deno)|([tj]sconfig[^/]*))\.json$/i

export function isCode(path: string): boolean {
  return CODE.test(path) && !SETTINGS.test(path)
}

/** Makes a workspace for a tree; `tarballs` are written under their index. */
export async function createWorkspace(tree: SourceTree, tarballs: readonly Uint8Array[]): Promise<Scratch> {
  const scratch = await createScratch('quarterdeck-build-')
  const { directory } = scratch
  try {
    for (const { path, bytes } of tree.files) {
      if (isCode(path)) await place(join(directory, SOURCE_FOLDER, path), bytes)
    }
    for (const [index, tarball] of tarballs.entries()) {
      await place(join(directory, TARBALL_FOLDER, String(index)), tarball)
    }
    await copyFile(join(import.meta.dirname, 'guest.ts'), join(directory, GUEST_FILE))
    await placeSdk(join(directory, 'node_modules', SDK_NAME))
  } catch (error) {
    await scratch.remove()
    throw error
  }
  return scratch
}

/** The version that the SDK says of itself. */
export async function sdkVersion(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(SDK_ROOT, 'package.json'), 'utf8')) as {
    version: string
  }
  return version
}

async function place(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, bytes)
}

/** The SDK without what is for tests: a strategy that ships cannot import its test bench. */
async function placeSdk(target: string): Promise<void> {
  const face = { name: SDK_NAME, type: 'module', sideEffects: false, exports: { '.': './src/index.ts' } }
  await place(join(target, 'package.json'), Buffer.from(JSON.stringify(face)))
  const source = join(SDK_ROOT, 'src')
  for (const entry of await readdir(source, { recursive: true, withFileTypes: true })) {
    const from = join(entry.parentPath, entry.name)
    const path = from.slice(source.length + 1)
    if (!entry.isFile() || /(^|[/\\])testing[/\\]|\.test\.ts$/.test(path)) continue
    await mkdir(dirname(join(target, 'src', path)), { recursive: true })
    await copyFile(from, join(target, 'src', path))
  }
}

/** The package whose folder a file lies in; null for a file of no package. */
export function packageOf(file: string): string | null {
  const [folder, first = '', second = ''] = file.split('/')
  if (folder !== 'node_modules') return null
  return first.startsWith('@') ? `${first}/${second}` : first
}
