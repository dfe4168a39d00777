/**
 * Makes one script of the author's code, the SDK and the guest: by our options alone, and the same bytes wherever it is
 * made. Runs in the build's child process.
 */

import { join } from 'node:path'
import { build, type Message, type Metafile, type Plugin } from 'esbuild'
import type { Refused } from './fence.ts'
import { type BuildProblem, problemOf } from './outcome.ts'
import { blankUnfitComments } from './unfit-comments.ts'
import { GUEST_FILE, SOURCE_FOLDER } from './workspace.ts'

/** The name of the value that the script ends with. */
const GLOBAL_NAME = '__strategy__'

/** The author's files are told without our folder. */
const OWN = new RegExp(`^${SOURCE_FOLDER}/`)

const GAVE_UP = problemOf('BUNDLE', 'the bundler gave up on this source')

export type Bundled =
  | { readonly ok: true; readonly bundle: string; readonly map: string; readonly inputs: readonly string[] }
  | { readonly ok: false; readonly problems: readonly BuildProblem[] }

export async function bundleStrategy(
  directory: string,
  entry: string,
  plugins: readonly Plugin[],
): Promise<Bundled> {
  try {
    const { outputFiles, metafile } = await build({
      stdin: {
        // The guest first: it takes hold of what it speaks with before the author's first line runs.
        contents: [
          `import { guestOf } from './${GUEST_FILE}'`,
          // Quoted: an author may name a file anything.
          `import strategy from ${JSON.stringify(`./${SOURCE_FOLDER}/${entry}`)}`,
          'export const { open, describe, authored } = guestOf(strategy)',
        ].join('\n'),
        resolveDir: directory,
        sourcefile: 'entry.ts',
        loader: 'ts',
      },
      absWorkingDir: directory,
      bundle: true,
      write: false,
      metafile: true,
      format: 'iife',
      globalName: GLOBAL_NAME,
      footer: { js: `${GLOBAL_NAME};` },
      platform: 'neutral',
      mainFields: ['module', 'main'],
      conditions: ['import', 'default'],
      resolveExtensions: ['.ts', '.mts', '.js', '.mjs', '.cjs', '.json'],
      target: 'es2024',
      charset: 'utf8',
      legalComments: 'none',
      // Beside the bundle and not in it: for telling where in the author's files an error is.
      sourcemap: 'external',
      sourcesContent: false,
      outfile: join(directory, 'strategy.js'),
      treeShaking: true,
      minify: false,
      keepNames: false,
      preserveSymlinks: true,
      tsconfigRaw: { compilerOptions: { useDefineForClassFields: true, verbatimModuleSyntax: true } },
      logLevel: 'silent',
      logLimit: 0,
      plugins: [...plugins],
    })
    const [bundle, map] = ['.js', '.map'].map(
      (end) => outputFiles.find(({ path }) => path.endsWith(end))?.text,
    )
    if (bundle === undefined || map === undefined) throw new Error('Invariant: a bundle has a source map')
    return { ok: true, bundle: blankUnfitComments(bundle), map, inputs: usedInputs(metafile) }
  } catch (error) {
    const { errors, message } = error as Error & { readonly errors?: readonly Message[] }
    if (errors === undefined) {
      // Its process is gone: what the source asked of it was too much.
      if (/service (was stopped|is no longer running)/.test(message))
        return { ok: false, problems: [GAVE_UP] }
      throw error
    }
    return { ok: false, problems: errors.map(problemOfMessage) }
  }
}

/** The files of which something is in the bundle, as the workspace names them. */
function usedInputs({ outputs }: Metafile): readonly string[] {
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs))
  return inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([file]) => file)
}

function problemOfMessage({ text, location, detail }: Message): BuildProblem {
  // Errors of the fence say which rule was broken; the bundler's own say nothing.
  const refused = detail as Refused | undefined
  return {
    rule: refused?.rule ?? 'BUNDLE',
    file: location?.file.replace(OWN, '') ?? null,
    line: location?.line ?? null,
    column: location === null ? null : location.column + 1,
    message: text,
  }
}
