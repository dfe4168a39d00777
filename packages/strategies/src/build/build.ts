/**
 * Builds an artifact of a source tree: everything risky happens in child processes, this one puts together what they found.
 */

import { join } from 'node:path'
import { sealArtifact } from '../artifact/seal.ts'
import type { SourceTree } from '../submission/source-tree.ts'
import { runChild } from './child.ts'
import type { CompileLine, CompileTerms } from './compile-terms.ts'
import { describeBundle } from './describe.ts'
import { findEntry } from './entry.ts'
import { BUILD_LIMITS, type BuildLimits } from './limits.ts'
import {
  BUILD_STEPS,
  BuilderFault,
  type BuildOutcome,
  type BuildProblem,
  type BuildProgress,
  type BuildStep,
  problemOf,
} from './outcome.ts'
import { createWorkspace, sdkVersion, type Workspace } from './workspace.ts'

export interface BuildTerms {
  /** The file with the default export; found by its name when left out. */
  readonly entry?: string
  readonly limits?: BuildLimits
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: BuildProgress) => void
}

type Compiled = Extract<CompileLine, { readonly type: 'COMPILED' }>

/** What was wrong; carried out of the steps. */
class BuildStopped extends Error {
  override readonly name = 'BuildStopped'
  readonly problems: readonly BuildProblem[]

  constructor(problems: readonly BuildProblem[]) {
    super(problems[0]?.message ?? '')
    this.problems = problems
  }
}

/**
 * Builds. Resolves with the artifact (unsigned) or with the problems of the source; rejects with a `BuilderFault` when the
 * builder itself fails.
 */
export async function buildArtifact(tree: SourceTree, terms: BuildTerms = {}): Promise<BuildOutcome> {
  const build = new Build(tree, terms)
  try {
    return { ok: true, artifact: await build.run(), log: build.log }
  } catch (error) {
    if (!(error instanceof BuildStopped)) throw error
    return { ok: false, problems: error.problems, log: build.log }
  }
}

class Build {
  log = ''
  readonly #tree: SourceTree
  readonly #terms: BuildTerms
  readonly #limits: BuildLimits

  constructor(tree: SourceTree, terms: BuildTerms) {
    this.#tree = tree
    this.#terms = terms
    this.#limits = terms.limits ?? BUILD_LIMITS
  }

  async run(): Promise<Extract<BuildOutcome, { ok: true }>['artifact']> {
    const found = findEntry(this.#tree, this.#terms.entry)
    if (!found.ok) throw new BuildStopped([found.problem])
    const workspace = await createWorkspace(this.#tree, [])
    try {
      const compiled = await this.#compile(workspace, found.entry)
      this.#begin('DESCRIBE')
      const { signal } = this.#terms
      const described = await describeBundle(compiled.bundle, found.entry, this.#limits, signal)
      if (!described.ok) throw new BuildStopped([described.problem])
      this.#begin('SEAL')
      const { esbuild, typescript, bundle, packages } = compiled
      return sealArtifact({
        ...described.description,
        sdkVersion: await sdkVersion(),
        builder: { esbuild, typescript, node: process.versions.node },
        entry: found.entry,
        packages,
        tree: this.#tree,
        bundle,
      })
    } finally {
      await workspace.remove()
    }
  }

  async #compile({ directory }: Workspace, entry: string): Promise<Compiled> {
    let compiled: Compiled | undefined
    let problems: readonly BuildProblem[] = []
    const message: CompileTerms = { directory, entry, packages: [], limits: this.#limits }
    const end = await runChild({
      main: join(import.meta.dirname, 'compile-main.ts'),
      flags: ['--disable-warning=ExperimentalWarning'],
      message,
      wallMs: this.#limits.wallMs,
      memoryMiB: this.#limits.memoryMiB,
      outputBytesMax: this.#limits.outputBytesMax,
      signal: this.#terms.signal,
      onLine: (said) => {
        const line = said as CompileLine
        if (line.type === 'STEP') this.#begin(line.step)
        else if (line.type === 'LOG') this.#write(line.text)
        else if (line.type === 'PROBLEMS') problems = line.problems
        else compiled = line
      },
    })
    switch (end.kind) {
      case 'TIME':
        throw new BuildStopped([problemOf('LIMIT_TIME', `the build: ${end.message}`)])
      case 'MEMORY':
        throw new BuildStopped([problemOf('LIMIT_MEMORY', `the build: ${end.message}`)])
      case 'OUTPUT':
        throw new BuildStopped([problemOf('LIMIT_OUTPUT', `the build: ${end.message}`)])
      case 'CANCELLED':
        throw new BuildStopped([problemOf('CANCELLED', 'the build was cancelled')])
      case 'FAILED':
        throw new BuilderFault(`the compiler's process failed: ${end.message}`)
      case 'ENDED':
        if (compiled !== undefined) return compiled
        throw new BuildStopped(problems)
    }
  }

  #begin(step: BuildStep): void {
    this.#write(`${step}\n`)
    this.#terms.onProgress?.({ step, done: BUILD_STEPS.indexOf(step), of: BUILD_STEPS.length })
  }

  #write(text: string): void {
    const { logLengthMax } = this.#limits
    if (this.log.length < logLengthMax) this.log = (this.log + text).slice(0, logLengthMax)
  }
}
