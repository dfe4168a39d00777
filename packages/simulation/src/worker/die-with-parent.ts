/** Ties a process that runs foreign code to the life of its parent. */

/**
 * Makes the system kill this process when its parent dies, so that a loop outlives nobody. Linux alone can; elsewhere a process whose
 * parent is gone ends with its next message instead.
 */
export async function dieWithParent(): Promise<void> {
  if (process.platform !== 'linux') return
  const PR_SET_PDEATHSIG = 1
  const SIGKILL = 9n
  try {
    // Loaded here alone: whoever only names this function is to have no foreign functions.
    const { dlopen } = await import('node:ffi')
    const { functions } = dlopen(null, {
      prctl: { arguments: ['int32', 'uint64', 'uint64', 'uint64', 'uint64'], return: 'int32' },
    })
    functions.prctl(PR_SET_PDEATHSIG, SIGKILL, 0n, 0n, 0n)
  } catch {
    // A Node without foreign functions: as on other platforms.
  }
}
