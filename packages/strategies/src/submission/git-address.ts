/** Which git addresses and revisions are taken at all: judged as text, before git sees them. */

import { isIP } from 'node:net'
import { SubmissionRefused } from './submission-refused.ts'

export interface GitAddress {
  readonly url: string
  readonly protocol: 'https' | 'file'
  /** The name that must lead to public addresses; null: a file, or a host that was named by who runs this. */
  readonly publicHost: string | null
}

export interface AddressRules {
  /** Whether `file://` is taken: for a person at this machine and for tests, never for a server's users. */
  readonly allowsFile: boolean
  /** The hosts that may be asked, `host` or `host:port`; null: every public name on the usual port. */
  readonly hosts: readonly string[] | null
}

const URL_LENGTH_MAX = 500
/** Names that only this machine or its own network knows. */
const PRIVATE_NAME = /(^|\.)(localhost|local|internal|intranet|lan|home|corp|arpa|test|invalid)$/

/** Reads an address. Throws a `SubmissionRefused` of rule GIT_URL. */
export function parseGitUrl(text: string, rules: AddressRules): GitAddress {
  // Before it is parsed: a parser mends what git would take as something else (`ext::`, `-o`, blanks, backslashes).
  if (text.length > URL_LENGTH_MAX) throw refused(`it may have ${URL_LENGTH_MAX} characters`)
  if (!/^(https|file):\/\/[A-Za-z0-9./][A-Za-z0-9._~/:%+-]*$/.test(text)) {
    throw refused(
      'it must be https:// with plain characters: no other protocol, no user, query or fragment, no ext:: or fd::',
    )
  }
  const url = URL.parse(text)
  if (url === null) throw refused('it is no URL')
  if (/%(00|0a|0d|2e|2f|5c)/i.test(text) || text.includes('/../') || text.endsWith('/..')) {
    throw refused('it must not hold ".." or hidden characters')
  }
  if (url.protocol === 'file:') {
    if (!rules.allowsFile)
      throw refused('file:// is not taken here; give an https:// address or upload a zip')
    if (url.host !== '') throw refused('a file:// address must not name a host')
    return { url: text, protocol: 'file', publicHost: null }
  }
  checkHost(url, rules.hosts)
  return { url: text, protocol: 'https', publicHost: rules.hosts === null ? url.hostname : null }
}

function checkHost(url: URL, hosts: readonly string[] | null): void {
  if (hosts !== null) {
    if (hosts.includes(url.host)) return
    throw refused(`its host is none of those that may be asked: ${hosts.join(', ') || 'none'}`)
  }
  const name = url.hostname.replace(/\.$/, '')
  if (isIP(name.replace(/^\[|\]$/g, '')) !== 0) throw refused('it must name its host, not number it')
  if (!name.includes('.') || PRIVATE_NAME.test(name)) throw refused('its host must be a public name')
  if (url.port !== '') throw refused('it must be on the usual port of https')
}

const REVISION = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,199}$/

/**
 * Reads a revision: a branch, a tag, or the 40 digits of a commit. Throws a `SubmissionRefused` of rule GIT_REVISION for what
 * git could take as an option, a range or another name.
 */
export function parseGitRevision(text: string): string {
  const isFit = REVISION.test(text) && !/\.\.|\/\/|\/\.|\.lock(\/|$)|[./]$/.test(text)
  if (isFit) return text
  throw new SubmissionRefused(
    'GIT_REVISION',
    null,
    'the revision must be a branch, a tag or the 40 digits of a commit: letters, digits and . _ / - , a letter or digit first',
  )
}

function refused(message: string): SubmissionRefused {
  return new SubmissionRefused('GIT_URL', null, `the git address: ${message}`)
}
