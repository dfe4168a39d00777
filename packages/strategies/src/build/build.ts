/**
 * Builds an artifact of a source tree: everything risky happens in child processes, this one puts together what they found.
 */

import { join } from 'node:path'
import { sealArtifact } from '../artifact/seal.ts'
import { plain } from '../submission/printable.ts'
import type { SourceTree } from '../submission/source-tree.ts'
import { runChild } from './child.ts'
import type { CompileLine, CompileTerms } from './compile-terms.ts'
import { describeBundle } from './describe.ts'
import { findEntry } from './entry.ts'
import type { AllowedPackage } from './lock.ts'
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
import { bringPackages, type PackageStore } from './packages.ts'
import { createWorkspace, sdkVersion } from './workspace.ts'

export interface BuildTerms {
  /** The file with the default export; found by its name when left out. */
  readonly entry?: string
  /** The packages that the organization's strategies may use; none when left out. */
  readonly allowedPackages?: readonly AllowedPackage[]
  /** Where their tarballs are; empty when left out. */
  readonly packageStore?: PackageStore
  /** Leaves the type check out, for a quick look at a change; what is built is the same. False when left out. */
  readonly skipsTypes?: boolean
  readonly limits?: BuildLimits
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: BuildProgress) => void
}

const emptyStore: PackageStore = () => Promise.resolve(null)

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
    return { ok: false, problems: build.told(error.problems), log: build.log }
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

  /** As many problems as are told, and how many there are besides. */
  told(problems: readonly BuildProblem[]): readonly BuildProblem[] {
    const { problemsMax } = this.#limits
    const told = problems.slice(0, problemsMax).map((one) => ({ ...one, message: plain(one.message) }))
    const [next] = problems.slice(problemsMax)
    if (next === undefined) return told
    return [...told, problemOf(next.rule, `and ${problems.length - problemsMax} more`)]
  }

  async run(): Promise<Extract<BuildOutcome, { ok: true }>['artifact']> {
    const found = findEntry(this.#tree, this.#terms.entry)
    if (!found.ok) throw new BuildStopped([found.problem])
    const { allowedPackages: allowed = [], packageStore: store = emptyStore, signal } = this.#terms
    const brought = await bringPackages(this.#tree, { allowed, store, limits: this.#limits })
    if (brought.problems.length > 0) throw new BuildStopped(brought.problems)
    this.#write(`entry ${found.entry}\n`)
    for (const { name, version } of brought.pinned) this.#write(`package ${name} ${version}\n`)
    const workspace = await createWorkspace(this.#tree, brought.tarballs)
    try {
      const { directory } = workspace
      const { pinned: packages, denied } = brought
      const compiled = await this.#compile({
        directory,
        entry: found.entry,
        packages,
        denied,
        skipsTypes: this.#terms.skipsTypes ?? false,
        limits: this.#limits,
      })
      this.#begin('DESCRIBE')
      const { bundle, map, esbuild, typescript } = compiled
      const described = await describeBundle({
        bundle,
        map,
        entry: found.entry,
        limits: this.#limits,
        signal,
      })
      if (!described.ok) throw new BuildStopped([described.problem])
      this.#begin('SEAL')
      const artifact = sealArtifact({
        ...described.description,
        sdkVersion: await sdkVersion(),
        builder: { esbuild, typescript, node: process.versions.node },
        entry: found.entry,
        packages: compiled.packages,
        tree: this.#tree,
        bundle,
      })
      this.#write(`artifact ${artifact.digest}, ${Buffer.byteLength(bundle)} bytes\n`)
      return artifact
    } finally {
      await workspace.remove()
    }
  }

  async #compile(message: CompileTerms): Promise<Compiled> {
    let compiled: Compiled | undefined
    let problems: readonly BuildProblem[] = []
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
      case 'CRASHED':
        throw new BuildStopped([
          problemOf('SYNTAX', `the compiler gave up, as on code that is nested too deep: ${end.message}`),
        ])
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
    if (this.log.length < logLengthMax) this.log = (this.log + plain(text)).slice(0, logLengthMax)
  }
}
