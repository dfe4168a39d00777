/** Folders for the time of one task. What a process that was killed left behind is removed by the next one. */

import { mkdtemp, readdir, realpath, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Longer than any task takes. */
const STALE_MS = 3_600_000

export interface Scratch {
  readonly directory: string
  remove(): Promise<void>
}

/** Makes a folder whose name begins with `prefix`, which is this task's own. */
export async function createScratch(prefix: string): Promise<Scratch> {
  const home = await realpath(tmpdir())
  await removeStale(home, prefix)
  const directory = await mkdtemp(join(home, prefix))
  return { directory, remove: () => rm(directory, { recursive: true, force: true }) }
}

async function removeStale(home: string, prefix: string): Promise<void> {
  for (const name of await readdir(home)) {
    if (!name.startsWith(prefix)) continue
    const folder = join(home, name)
    const found = await stat(folder).catch(() => null)
    // Another user's is not ours to remove.
    if (found === null || found.uid !== process.getuid?.() || Date.now() - found.mtimeMs < STALE_MS) continue
    await rm(folder, { recursive: true, force: true })
  }
}
