/** Bundles as the builder makes them: of a strategy's file, or of a text that is put beside the SDK and the guest. */

import { join } from 'node:path'
import { build } from 'esbuild'

const ROOT = join(import.meta.dirname, '..', '..', '..')

let platform: Promise<string> | undefined

/** The SDK and the guest, as the value of one expression. */
function platformText(): Promise<string> {
  platform ??= build({
    stdin: {
      contents: `export * from '@quarterdeck/sdk'\nexport { guestOf } from './packages/strategies/src/build/guest.ts'`,
      resolveDir: ROOT,
      loader: 'ts',
    },
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'sdk',
    platform: 'neutral',
    target: 'es2024',
    treeShaking: true,
  }).then(({ outputFiles }) => outputFiles[0]!.text)
  return platform
}

/**
 * The bundle of a strategy that is written as JavaScript: `sdk` holds the SDK, and the text ends with
 * `strategy = defineStrategy({ ... })`.
 */
export async function bundleOf(text: string): Promise<string> {
  return `(() => {\n${await platformText()}\nconst { guestOf, ...SDK } = sdk\nconst { defineStrategy, param } = SDK\nlet strategy\n${text}\nreturn guestOf(strategy)\n})()`
}

/** The bundle of a strategy's own file, its default export. */
export async function bundleOfFile(path: string): Promise<string> {
  const guest = join(ROOT, 'packages', 'strategies', 'src', 'build', 'guest.ts')
  const { outputFiles } = await build({
    stdin: {
      contents: `import { guestOf } from '${guest}'\nimport strategy from '${path}'\nexport const { open, describe } = guestOf(strategy)`,
      resolveDir: ROOT,
      loader: 'ts',
    },
    bundle: true,
    write: false,
    format: 'iife',
    globalName: '__strategy__',
    footer: { js: '__strategy__;' },
    platform: 'neutral',
    target: 'es2024',
  })
  return outputFiles[0]!.text
}
