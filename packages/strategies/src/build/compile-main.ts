/** Main of the build's first child: checks and bundles what lies in a workspace. It runs our tools, never the author's code. */

import { compile } from './compile.ts'
import type { CompileTerms } from './compile-terms.ts'
import { finish, takeMessage, tell } from './leash.ts'

const terms = (await takeMessage()) as CompileTerms
tell(await compile(terms, tell))
finish()
