/** What comes out of a build: an artifact, or everything that is wrong with the source; and what is told on the way. */

import type { UnsignedArtifact } from '../artifact/artifact.ts'

/** The rules of builds, in the order in which they are told in docs/strategy-builds.md. */
export const BUILD_RULES = [
  'ENTRY',
  'SYNTAX',
  'IMPORT',
  'NODE_BUILTIN',
  'DYNAMIC_IMPORT',
  'REQUIRE',
  'WEB_ASSEMBLY',
  'IMPORT_META',
  'TOP_LEVEL_AWAIT',
  'REFERENCE',
  'SOURCE_MAP',
  'UNFIT_TEXT',
  'PACKAGE_NOT_ALLOWED',
  'PACKAGE_NOT_LOCKED',
  'PACKAGE_INTEGRITY',
  'PACKAGE_MISSING',
  'PACKAGE_CONTENT',
  'LOCK',
  'TYPES',
  'BUNDLE',
  'EVALUATION',
  'STRATEGY',
  'LIMIT_TIME',
  'LIMIT_MEMORY',
  'LIMIT_OUTPUT',
  'CANCELLED',
] as const
export type BuildRule = (typeof BUILD_RULES)[number]

/** A fault of a build, at a place in the author's files. Lines and columns count from 1; null: the file, or the whole. */
export interface BuildProblem {
  readonly rule: BuildRule
  readonly file: string | null
  readonly line: number | null
  readonly column: number | null
  readonly message: string
}

/** A build ends after the first step that finds problems, and tells all that this step found, up to a limit. */
export type BuildOutcome =
  | { readonly ok: true; readonly artifact: UnsignedArtifact; readonly log: string }
  | { readonly ok: false; readonly problems: readonly BuildProblem[]; readonly log: string }

/** The steps of a build, in their order. */
export const BUILD_STEPS = ['PACKAGES', 'SYNTAX', 'TYPES', 'BUNDLE', 'DESCRIBE', 'SEAL'] as const
export type BuildStep = (typeof BUILD_STEPS)[number]

/** Told when a step begins. */
export interface BuildProgress {
  readonly step: BuildStep
  /** How many steps are done, and of how many. */
  readonly done: number
  readonly of: number
}

/** The builder gave up in a way that is no fault of the source. */
export class BuilderFault extends Error {
  override readonly name = 'BuilderFault'
}

/** A problem of the build as a whole, or of a file as a whole. */
export function problemOf(rule: BuildRule, message: string, file: string | null = null): BuildProblem {
  return { rule, file, line: null, column: null, message }
}
