/**
 * Loads a strategy from its TypeScript file: Node strips the types, `@quarterdeck/sdk` is ours, and every file that takes part is
 * hashed as it is read.
 *
 * A strategy imports the SDK and files of its own folder, nothing else; the bundle of an artifact imports nothing. That is a rule for authors and no wall: the process around
 * it has its permissions taken away. A bundle that was built elsewhere can take this file's place: what counts is the strategy and
 * the hashes of its sources.
 */

import { createHash } from 'node:crypto'
import { readFileSync, realpathSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { basename, dirname, extname, relative, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { runInThisContext } from 'node:vm'
import type { SignalDefinition, Strategy } from '@quarterdeck/sdk'

/** A file that takes part in a strategy. */
export interface StrategySource {
  /** Relative to the folder of the strategy's own file. */
  readonly path: string
  readonly sha256: string
}

export interface LoadedStrategy {
  readonly strategy: Strategy
  /** The strategy's own file first, then those it imports, by path. */
  readonly sources: readonly StrategySource[]
}

/** The file cannot be loaded, or declares no strategy: says which file and why. */
export class StrategyFileFault extends Error {
  override readonly name = 'StrategyFileFault'
}

const FORMATS: Readonly<Record<string, string>> = {
  '.ts': 'module-typescript',
  '.mts': 'module-typescript',
  '.js': 'module',
  '.mjs': 'module',
}

const SDK = ['@quarterdeck/sdk', '@quarterdeck/sdk/testing']

/** The bundle of an artifact: the very code that a deployment runs. */
const BUNDLE = /(^|[./\\])bundle\.js$/

/** Loads the strategy that a file exports as its default, or that the bundle of an artifact holds. Another `version` of it is read anew, in a process that has loaded it before. */
export async function loadStrategy(path: string, version = 0): Promise<LoadedStrategy> {
  const file = realPath(path)
  if (BUNDLE.test(file)) return loadBundle(file)
  const { value, sources } = await loadDefault(file, { path, version, expect: strategyOf })
  return { strategy: value, sources }
}

/** A signal as it was loaded. */
export interface LoadedSignal {
  readonly signal: SignalDefinition
  /** The signal's own file first, then those it imports, by path. */
  readonly sources: readonly StrategySource[]
}

/** Loads the signal that a file exports as its default, under the rules for strategies. */
export async function loadSignal(path: string): Promise<LoadedSignal> {
  const { value, sources } = await loadDefault(realPath(path), { path, version: 0, expect: signalOf })
  return { signal: value, sources }
}

interface Wanted<Declared> {
  /** What its owner calls the file. */
  readonly path: string
  readonly version: number
  readonly expect: (value: unknown, path: string) => Declared
}

async function loadDefault<Declared>(
  file: string,
  { path, version, expect }: Wanted<Declared>,
): Promise<{ readonly value: Declared; readonly sources: readonly StrategySource[] }> {
  const sources = new Map<string, StrategySource>()
  const hooks = hookFiles(file, sources, version)
  try {
    const module = (await import(versioned(pathToFileURL(file).href, version))) as {
      readonly default?: unknown
    }
    const [own, ...imported] = [...sources.values()]
    return {
      value: expect(module.default, path),
      sources: [own!, ...imported.sort((one, other) => (one.path < other.path ? -1 : 1))],
    }
  } catch (error) {
    if (error instanceof StrategyFileFault) throw error
    throw new StrategyFileFault(`${path}: ${inWords(error)}`)
  } finally {
    hooks.deregister()
  }
}

function loadBundle(file: string): LoadedStrategy {
  const text = readFileSync(file)
  const name = basename(file)
  try {
    // A script whose last value is the module that the builder made of the author's code.
    const module = runInThisContext(text.toString('utf8'), { filename: name }) as {
      readonly authored?: unknown
    } | null
    const sha256 = createHash('sha256').update(text).digest('hex')
    return { strategy: strategyOf(module?.authored, name), sources: [{ path: name, sha256 }] }
  } catch (error) {
    if (error instanceof StrategyFileFault) throw error
    throw new StrategyFileFault(`${name}: ${inWords(error)}`)
  }
}

function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    throw new StrategyFileFault(`${path}: there is no such file`)
  }
}

/** Each version of a module has an address of its own, as the first is kept for good. */
function versioned(url: string, version: number): string {
  return version === 0 ? url : `${url}?version=${version}`
}

function hookFiles(
  file: string,
  sources: Map<string, StrategySource>,
  version: number,
): ReturnType<typeof registerHooks> {
  const folder = dirname(file)
  const own = new Set([versioned(pathToFileURL(file).href, version)])
  return registerHooks({
    resolve(specifier, context, nextResolve) {
      if (context.parentURL === undefined || !own.has(context.parentURL))
        return nextResolve(specifier, context)
      if (SDK.includes(specifier)) return { url: import.meta.resolve(specifier), shortCircuit: true }
      const from = relative(folder, fileURLToPath(context.parentURL))
      if (!specifier.startsWith('./') && !specifier.startsWith('../'))
        throw new StrategyFileFault(
          `${from} imports ${specifier}: a strategy may import @quarterdeck/sdk and files of its own folder, nothing else`,
        )
      const resolved = nextResolve(specifier, context)
      if (!fileURLToPath(resolved.url).startsWith(folder + sep))
        throw new StrategyFileFault(
          `${from} imports ${specifier}, which lies outside of the strategy's folder`,
        )
      const url = versioned(resolved.url, version)
      own.add(url)
      return { ...resolved, url }
    },
    load(url, context, nextLoad) {
      if (!own.has(url)) return nextLoad(url, context)
      const path = fileURLToPath(url)
      const name = relative(folder, path)
      const isTable = extname(path) === '.json'
      const format = isTable ? 'json' : FORMATS[extname(path)]
      if (format === undefined)
        throw new StrategyFileFault(`${name}: a strategy is written in .ts, .mts, .js, .mjs and .json files`)
      const bytes = readFileSync(path)
      sources.set(url, { path: name, sha256: createHash('sha256').update(bytes).digest('hex') })
      const source = bytes.toString('utf8')
      // A bundle takes a table with and without its attribute; Node's own way wants it.
      if (isTable && context.importAttributes['type'] !== 'json')
        return { format: 'module', source: `export default ${source}`, shortCircuit: true }
      return { format, source, shortCircuit: true }
    },
  })
}

function strategyOf(value: unknown, path: string): Strategy {
  if (typeof value === 'object' && value !== null && 'name' in value && 'subscribe' in value)
    return value as Strategy
  throw new StrategyFileFault(
    `${path}: has no default export that defineStrategy made; write "export default defineStrategy({ ... })"`,
  )
}

function signalOf(value: unknown, path: string): SignalDefinition {
  if (typeof value === 'object' && value !== null && 'name' in value && 'features' in value)
    return value as SignalDefinition
  throw new StrategyFileFault(
    `${path}: has no default export that defineSignal made; write "export default defineSignal({ ... })"`,
  )
}

/** What a file threw when it was loaded. A syntax error has its place in the first lines of its stack. */
function inWords(error: unknown): string {
  if (!(error instanceof Error)) return `threw ${String(error)}`
  const place = /:(\d+)(?::\d+)?\n([\s\S]*?)\n\n/.exec(error.stack ?? '')
  const at = error instanceof SyntaxError && place !== null ? ` (line ${place[1]})` : ''
  return `${error.name}: ${error.message}${at}`
}
