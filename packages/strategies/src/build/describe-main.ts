/**
 * Main of the build's second child: evaluates a bundle once, to ask the strategy what it is. The author's code runs here, in a
 * compartment without clock, chance or any way out, in a process that may read our own files and nothing else.
 */

import 'ses'
import { finish, takeMessage, tell } from './leash.ts'

const { bundle } = (await takeMessage(() => undefined)) as { bundle: string }
lockdown({
  errorTaming: 'safe',
  overrideTaming: 'severe',
  consoleTaming: 'unsafe',
  stackFiltering: 'verbose',
})

/** Ends the process: whatever the author's code left behind, nothing of it runs after the answer. */
function answer(line: { readonly description: string } | { readonly error: string }): void {
  tell(line)
  finish()
}

function wordsOf(thrown: unknown): string {
  try {
    if (thrown instanceof Error) return `${thrown.name}: ${thrown.message}`.slice(0, 2_000)
    return String(thrown).slice(0, 2_000)
  } catch (error) {
    return `what was thrown cannot be read (${typeof error})`
  }
}

try {
  const compartment = new Compartment({ globals: { Float64Array }, __options__: true })
  const description: unknown = compartment.evaluate(bundle).describe()
  if (typeof description === 'string') answer({ description })
  else answer({ error: 'it does not describe itself' })
} catch (error) {
  answer({ error: wordsOf(error) })
}
