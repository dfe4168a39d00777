/** Main of the build's first child: checks and bundles what lies in a workspace. It runs our tools, never the author's code. */

import { version as esbuildVersion } from 'esbuild'
import { bundleStrategy } from './bundle.ts'
import type { CompileLine, CompileTerms } from './compile-terms.ts'
import { finish, takeMessage, tell } from './leash.ts'

const terms = (await takeMessage(() => undefined)) as CompileTerms
const say: (line: CompileLine) => void = tell

say({ type: 'STEP', step: 'BUNDLE' })
const bundled = await bundleStrategy(terms.directory, terms.entry, [])
if (bundled.ok)
  say({ type: 'COMPILED', bundle: bundled.bundle, packages: [], esbuild: esbuildVersion, typescript: '' })
else say({ type: 'PROBLEMS', problems: bundled.problems })
finish()
