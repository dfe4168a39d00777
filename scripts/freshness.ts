/**
 * Decides whether something made from sources must be made again, by the sources' content.
 *
 * Times of files lie after a checkout; content does not. Stamps live in node_modules, so a new install makes all anew.
 */
import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Product {
  /** Names the stamp; a file name without extension. */
  readonly name: string
  /** Glob patterns, relative to the root, of everything that decides the result. */
  readonly sources: readonly string[]
  /** Directory names that are never a source, wherever they are. */
  readonly except?: readonly string[]
  /** Files or directories that must all exist for the product to count as made. */
  readonly outputs: readonly string[]
  make(): Promise<void>
}

/** Makes the product unless its sources are as they were when it was made last. Returns whether it was made. */
export async function makeWhenStale(root: string, product: Product): Promise<boolean> {
  const stamps = join(root, 'node_modules', '.cache', 'quarterdeck')
  const stamp = join(stamps, `${product.name}.sha256`)
  const wanted = digest(root, product)
  const current = existsSync(stamp) ? readFileSync(stamp, 'utf8') : ''
  const present = product.outputs.every((output) => existsSync(join(root, output)))
  if (current === wanted && present) return false
  // Gone before, written after: an attempt that dies half-way is tried again.
  rmSync(stamp, { force: true })
  await product.make()
  mkdirSync(stamps, { recursive: true })
  writeFileSync(stamp, wanted)
  return true
}

function digest(root: string, product: Product): string {
  const never = new Set(['node_modules', ...(product.except ?? [])])
  const exclude = (path: string) => path.split(/[\\/]/).some((part) => never.has(part))
  const files = globSync([...product.sources], { cwd: root, exclude }).sort()
  const hash = createHash('sha256')
  for (const file of files) {
    const path = join(root, file)
    if (exclude(file) || !statSync(path).isFile()) continue
    hash.update(file).update('\0').update(readFileSync(path)).update('\0')
  }
  return hash.digest('hex')
}
