/** What the build and its first child say to each other. */

import type { DeniedPackage } from './imports.ts'
import type { BuildLimits } from './limits.ts'
import type { BuildProblem, BuildStep } from './outcome.ts'

/** A package that the organization allows and the lock pins; its tarball lies in the workspace under its index. */
export interface PinnedPackage {
  readonly name: string
  readonly version: string
  readonly integrity: string
}

export interface CompileTerms {
  readonly directory: string
  readonly entry: string
  readonly packages: readonly PinnedPackage[]
  /** Allowed packages that cannot be used, and why. */
  readonly denied: readonly DeniedPackage[]
  readonly skipsTypes: boolean
  readonly limits: BuildLimits
}

export type CompileLine =
  | { readonly type: 'STEP'; readonly step: BuildStep }
  | { readonly type: 'LOG'; readonly text: string }
  | { readonly type: 'PROBLEMS'; readonly problems: readonly BuildProblem[] }
  | {
      readonly type: 'COMPILED'
      readonly bundle: string
      /** Source map of the bundle; its sources are named as in the workspace. */
      readonly map: string
      /** The packages whose code is in the bundle. */
      readonly packages: readonly PinnedPackage[]
      readonly esbuild: string
      readonly typescript: string
    }
