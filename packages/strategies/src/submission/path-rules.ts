/** Which paths a submission may hold: plain relative ones that mean the same file on every system. */

import type { SubmissionLimits } from './limits.ts'
import { SubmissionRefused } from './submission-refused.ts'

/** Names that Windows takes for devices, with any ending. */
const DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)/i
/** Characters that some file system refuses or acts on, and every one that does not show: controls, formats, lone surrogates. */
const UNFIT = /[\p{C}\p{Zl}\p{Zp}<>:"|?*]/u

/** Throws a `SubmissionRefused` of rule PATH for a path that is not plain and relative. */
export function checkPath(path: string): void {
  const fault = pathFault(path)
  if (fault !== null) throw new SubmissionRefused('PATH', path, fault)
}

/** Throws a `SubmissionRefused` of rule PATH for a path that is too long or too deep. */
export function checkPathLength(path: string, { pathLengthMax, depthMax }: SubmissionLimits): void {
  const depth = path.split('/').length - 1
  if (path.length > pathLengthMax) {
    throw new SubmissionRefused('PATH', path, `a path may have ${pathLengthMax} characters`)
  }
  if (depth > depthMax) throw new SubmissionRefused('PATH', path, `a file may lie in ${depthMax} folders`)
}

function pathFault(path: string): string | null {
  if (path === '') return 'a file must have a name'
  if (path.startsWith('/')) return 'a path must be relative, not absolute'
  if (/^[A-Za-z]:/.test(path)) return 'a path must not begin with a drive'
  if (path.includes('\\')) return 'a path must not hold a backslash: folders are parted by /'
  if (UNFIT.test(path)) return 'a path must not hold control, invisible or reserved characters'
  const names = path.split('/')
  return names.map(nameFault).find((fault) => fault !== null) ?? null
}

function nameFault(name: string): string | null {
  if (name === '') return 'a path must not hold an empty name'
  if (name === '.' || name === '..') return 'a path must not hold "." or "..": it would lead out'
  if (name.endsWith('.') || name.endsWith(' ')) return 'a name must not end with a dot or a space'
  if (name.startsWith(' ')) return 'a name must not begin with a space'
  // Compatibility forms of the dot and the slash become the real ones where a system normalizes names.
  if (/[/\\]|^\.\.?$/.test(name.normalize('NFKC')))
    return 'a name must not stand for "." or "/" in another form'
  if (DEVICE.test(name)) return 'a name must not be one of a device'
  return null
}

/** Folders of tools, and traces of systems: no part of a strategy wherever they lie. */
const IGNORED_NAMES = new Set(['node_modules', '.git', '__macosx', '.ds_store', 'thumbs.db', 'desktop.ini'])
/** Files that hold secrets: never stored, whoever packed them in by mistake. */
const SECRET = /^\.(env(\..*)?|npmrc|netrc|yarnrc(\.yml)?)$/i

/** Whether a file is left out of the tree. A path that is not allowed is refused before that. */
export function isIgnored(path: string): boolean {
  const names = path.split('/')
  return names.some((name) => IGNORED_NAMES.has(name.toLowerCase())) || SECRET.test(names.at(-1) ?? '')
}
