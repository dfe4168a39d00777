/** What an import may name: the SDK, a file of the author's tree, or a package that is allowed, locked and at hand. */

import { isBuiltin } from 'node:module'
import { posix } from 'node:path'
import type { BuildRule } from './outcome.ts'
import { isCode, SDK_NAME } from './workspace.ts'

/** Why a package cannot be imported. */
export interface DeniedPackage {
  readonly name: string
  readonly rule: BuildRule
  readonly message: string
}

/** What an author's import can reach. */
export interface Reach {
  /** Paths of the tree. */
  readonly files: ReadonlySet<string>
  /** Names of packages whose code is at hand. */
  readonly packages: ReadonlySet<string>
  /** Names of the organization's list that are not at hand, and why. */
  readonly denied: ReadonlyMap<string, DeniedPackage>
}

export type Judged =
  | { readonly kind: 'SDK' }
  | { readonly kind: 'FILE'; readonly path: string }
  | { readonly kind: 'PACKAGE'; readonly name: string }
  | { readonly kind: 'REFUSED'; readonly rule: BuildRule; readonly message: string }

/** Those that the compiler adds to a name, too. */
const ENDINGS = ['', '.ts', '.js', '/index.ts', '/index.js']
const TYPE_ENDINGS = [...ENDINGS, '.d.ts', '/index.d.ts']
const SCHEME = /^[a-z][a-z0-9+.-]*:/i

/** An import of an author's file. */
export interface AuthorImport {
  readonly specifier: string
  /** The file that it stands in. */
  readonly from: string
  /** Nothing of it is in the bundle: declarations are enough. */
  readonly isType: boolean
}

export function judgeImport(asked: AuthorImport, reach: Reach): Judged {
  const { specifier } = asked
  if (specifier === SDK_NAME) return { kind: 'SDK' }
  if (specifier.startsWith(`${SDK_NAME}/`)) {
    return refused('IMPORT', `${shown(specifier)} is for tests; a strategy may import ${SDK_NAME}`)
  }
  if (isNodeBuiltin(specifier)) {
    return refused('NODE_BUILTIN', `${shown(specifier)} is of Node: a strategy reaches no system`)
  }
  if (/\.wasm$/i.test(specifier)) {
    return refused('WEB_ASSEMBLY', 'WebAssembly is not there in a strategy: write it in TypeScript')
  }
  if (/^\.\.?(\/|$)/.test(specifier)) return judgeFile(asked, reach)
  return judgeBare(specifier, reach)
}

/** Judges the name of a package, whoever imports it. */
export function judgeBare(specifier: string, reach: Reach): Judged {
  const name = packageName(specifier)
  if (name === null) {
    const message = `${shown(specifier)} cannot be imported: name ${SDK_NAME}, a relative file or a package`
    return refused('IMPORT', message)
  }
  if (reach.packages.has(name)) return { kind: 'PACKAGE', name }
  const denied = reach.denied.get(name)
  if (denied !== undefined) return refused(denied.rule, denied.message)
  return refused('PACKAGE_NOT_ALLOWED', `${name} is not in the organization's list of allowed packages`)
}

export function isNodeBuiltin(specifier: string): boolean {
  return /^(node|bun|deno):/i.test(specifier) || isBuiltin(specifier)
}

/** `name` or `@scope/name` at the beginning of a specifier, or null for what no package can be called. */
function packageName(specifier: string): string | null {
  if (SCHEME.test(specifier)) return null
  const match = /^(?:@[a-z0-9-~][a-z0-9-._~]*\/)?[a-z0-9-~][a-z0-9-._~]*(?=\/|$)/.exec(specifier)
  return match === null || /(^|\/)\.\.?(\/|$)|\\/.test(specifier) ? null : match[0]
}

function judgeFile({ specifier, from, isType }: AuthorImport, { files }: Reach): Judged {
  if (/[\\?#%\0]/.test(specifier))
    return refused('IMPORT', `${shown(specifier)} holds characters of no file's name`)
  const target = posix.join(posix.dirname(from), specifier.normalize('NFC'))
  if (target === '..' || target.startsWith('../')) {
    return refused('IMPORT', `${shown(specifier)} leads out of the source`)
  }
  const path = candidates(target.replace(/\/$/, ''), isType).find((one) => files.has(one))
  if (path !== undefined) return { kind: 'FILE', path }
  if (/\.\w+$/.test(target) && !isCode(target)) {
    return refused('IMPORT', `${shown(specifier)} cannot be imported: put data in a .json file of its own`)
  }
  return refused('IMPORT', `${shown(specifier)} is not in the source`)
}

/** As the compiler looks: the file itself, then what it was written as, then with an ending, then a folder's index. */
function candidates(target: string, isType: boolean): readonly string[] {
  const written = target.replace(/\.(m?)js$/, '.$1ts')
  const own = [target, ...(written === target ? [] : [written, target.replace(/\.(m?)js$/, '.d.$1ts')])]
  return [...own, ...(isType ? TYPE_ENDINGS : ENDINGS).map((ending) => `${target}${ending}`)]
}

function refused(rule: BuildRule, message: string): Judged {
  return { kind: 'REFUSED', rule, message }
}

function shown(specifier: string): string {
  return JSON.stringify(specifier.slice(0, 100))
}
