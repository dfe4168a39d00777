/** A package store that is a folder of tarballs, as `npm pack` names them: what an operator put there, and nothing of a network. */

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PackageStore } from './packages.ts'

/** `@scope/name` 1.2.3 is `scope-name-1.2.3.tgz`. Two packages may share a file name; the lock's checksum tells them apart. */
export function packageFolder(directory: string): PackageStore {
  return async ({ name, version }) => {
    const file = `${name.replace('@', '').replace('/', '-')}-${version}.tgz`
    try {
      return await readFile(join(directory, file))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
      throw error
    }
  }
}
