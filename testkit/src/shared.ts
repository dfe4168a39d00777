/**
 * Finds the reference material that sits beside the repository (data, recorded payloads, contract operations).
 *
 * It is not part of the repository: a clone without it still runs every test that does not read it.
 */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../../../shared')

/** Whether the reference material is there. Use it to say why a comparison with it was left out. */
export const sharedIsPresent: boolean = existsSync(root)

/** Absolute path of a file in the reference material, e.g. `sharedPath('data', 'index.json')`. */
export function sharedPath(...segments: readonly string[]): string {
  return join(root, ...segments)
}
