/**
 * Locks this process's JavaScript down, once, before a stranger's code is read: the built-in objects are frozen and tell neither
 * time nor chance, and an error's stack names nothing of the host.
 */

import 'ses'

/** Frames of a stack that are kept. */
const FRAMES_MAX = 20
const NAME_LENGTH_MAX = 80

/** The name under which a strategy's code appears in stacks. */
export const STRATEGY_SOURCE = 'strategy.js'

export function hardenRealm(): void {
  lockdown({
    errorTaming: 'safe',
    // Nothing of ours or the author's prints in this process: standard output carries frames.
    consoleTaming: 'unsafe',
    errorTrapping: 'none',
    unhandledRejectionTrapping: 'none',
    reporting: 'none',
    localeTaming: 'safe',
    // Authors assign to fields named like built-in ones (`toString`, `constructor`, `name`), and may.
    overrideTaming: 'severe',
    stackFiltering: 'omit-frames',
    domainTaming: 'safe',
    evalTaming: 'safe-eval',
  })
  Error.prepareStackTrace = (_error, sites) => strategyFrames(sites)
}

/** The frames within the strategy's own code. What frames of ours would tell is where this program lies. */
function strategyFrames(sites: readonly NodeJS.CallSite[]): string {
  const frames: string[] = []
  for (const site of sites) {
    if (frames.length === FRAMES_MAX) break
    if (site.getScriptNameOrSourceURL() !== STRATEGY_SOURCE) continue
    const name = (site.getFunctionName() ?? 'anonymous').slice(0, NAME_LENGTH_MAX)
    frames.push(`at ${name} (${STRATEGY_SOURCE}:${site.getLineNumber()}:${site.getColumnNumber()})`)
  }
  return frames.join('\n')
}

/** The names of the globals that a compartment has: those of the language, and the shims of the lockdown. */
export function languageGlobals(): ReadonlySet<string> {
  const { globalThis: globals } = new Compartment({ globals: {}, __options__: true })
  return new Set(Object.getOwnPropertyNames(globals))
}
