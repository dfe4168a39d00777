/**
 * Reads one module as text: what it imports, and what it holds that no strategy may. Nothing of it is run.
 *
 * This is for clear errors at the right line. What confines the code is the compartment, where none of the things refused
 * here exist.
 */

import { type OxcError, parseSync, visitorKeys } from 'oxc-parser'
import type { BuildProblem, BuildRule } from './outcome.ts'
import {
  type Import,
  importOf,
  type ModuleFault,
  nodeFaults,
  type Place,
  readComment,
  type SyntaxNode,
} from './module-rules.ts'

export interface ModuleText {
  /** As problems name it. */
  readonly path: string
  readonly text: string
  /** A package's module may be written for `require`; an author's may not. */
  readonly owner: 'AUTHOR' | 'PACKAGE'
}

/** An import, and where it stands. */
export interface FoundImport extends Import {
  readonly line: number
  readonly column: number
}

export interface ReadModule {
  readonly imports: readonly FoundImport[]
  readonly hasDefault: boolean
  readonly problems: readonly BuildProblem[]
}

/** Deeper code than a person writes: it costs readers their stack. */
const DEPTH_MAX = 1_000

export function readModule({ path, text, owner }: ModuleText): ReadModule {
  const places = new Places(text)
  const problemAt = (rule: BuildRule, at: number, message: string): BuildProblem => ({
    rule,
    file: path,
    ...places.at(at),
    message,
  })
  const parsed = parseSync(path, text, {
    lang: /\.m?ts$/.test(path) ? 'ts' : 'js',
    sourceType: owner === 'AUTHOR' ? 'module' : 'unambiguous',
  })
  const errors = parsed.errors.filter(isError)
  if (errors.length > 0) {
    const problems = errors.map(({ message, labels }) => problemAt('SYNTAX', labels[0]?.start ?? 0, message))
    return { imports: [], hasDefault: false, problems }
  }
  const imports: FoundImport[] = []
  const problems: BuildProblem[] = []
  const refuse = ({ rule, at, message }: ModuleFault): void =>
    void problems.push(problemAt(rule, at, message))
  const add = (one: Import): void => void imports.push({ ...one, ...places.at(one.at) })
  const tooDeep = walk(parsed.program as unknown as SyntaxNode, (place) => {
    const imported = importOf(place.node)
    if (imported !== null) add(imported)
    nodeFaults(place, owner).forEach(refuse)
  })
  if (tooDeep !== null)
    refuse({ rule: 'SYNTAX', at: tooDeep, message: `code may be nested ${DEPTH_MAX} deep` })
  // A package's comments are dropped, and its types are read by the compiler alone.
  for (const comment of owner === 'AUTHOR' ? parsed.comments : []) {
    const { imports: referenced, faults } = readComment(comment)
    referenced.forEach(add)
    faults.forEach(refuse)
  }
  const exported = parsed.module.staticExports.flatMap(({ entries }) => entries)
  const hasDefault = exported.some(
    ({ exportName: { kind, name } }) => String(kind) === 'Default' || name === 'default',
  )
  return { imports, hasDefault, problems }
}

function isError({ severity }: OxcError): boolean {
  return (severity as string) === 'Error'
}

interface Visit extends Place {
  readonly depth: number
}

/**
 * Visits every node in the order of the text. By hand and not by recursion: how deep it goes is the author's to say. Gives the
 * place where it went too deep, or null.
 */
function walk(program: SyntaxNode, look: (place: Place) => void): number | null {
  const ahead: Visit[] = [{ node: program, parent: null, field: '', isInFunction: false, depth: 0 }]
  for (let visit = ahead.pop(); visit !== undefined; visit = ahead.pop()) {
    const { node, depth } = visit
    if (depth > DEPTH_MAX) return node.start
    look(visit)
    const isInFunction = visit.isInFunction || FUNCTION.test(node.type)
    for (const field of (visitorKeys[node.type] ?? []).toReversed()) {
      for (const child of childrenOf(node[field])) {
        ahead.push({ node: child, parent: node, field, isInFunction, depth: depth + 1 })
      }
    }
  }
  return null
}

const FUNCTION = /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/

/** Last first: what is pushed last is looked at first. */
function childrenOf(value: unknown): readonly SyntaxNode[] {
  const all: readonly unknown[] = Array.isArray(value) ? value.toReversed() : [value]
  return all.filter((one) => typeof one === 'object' && one !== null) as readonly SyntaxNode[]
}

/** Lines and columns of a text, from 1. */
class Places {
  readonly #starts: readonly number[]

  constructor(text: string) {
    this.#starts = [
      0,
      ...[...text.matchAll(/\r\n|[\n\r\u2028\u2029]/g)].map((end) => end.index + end[0].length),
    ]
  }

  at(offset: number): { line: number; column: number } {
    let [low, high] = [0, this.#starts.length]
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((this.#starts[middle] ?? 0) <= offset) low = middle
      else high = middle
    }
    return { line: low + 1, column: offset - (this.#starts[low] ?? 0) + 1 }
  }
}
