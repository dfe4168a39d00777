/**
 * Finds where a public name leads, and holds git to that: a name that leads into this machine's own network is refused, and so is one
 * that leads elsewhere at the second look.
 */

import { lookup } from 'node:dns/promises'
import { BlockList, isIPv4, isIPv6 } from 'node:net'
import { SubmissionRefused } from './submission-refused.ts'

/** Gives the addresses of a name. */
export type Lookup = (name: string) => Promise<readonly string[]>

/** Networks of IPv4 that nobody reaches from outside: own, shared, of links, for documents, for many, reserved. */
const PRIVATE_V4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
]
/** Of IPv6 the other way round: one network is public, but for tunnels into IPv4 and what is for documents. */
const PUBLIC_V6 = ['2000::', 3] as const
const PRIVATE_V6: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
]

const privateV4 = networks(PRIVATE_V4, 'ipv4')
const publicV6 = networks([PUBLIC_V6], 'ipv6')
const privateV6 = networks(PRIVATE_V6, 'ipv6')

export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !privateV4.check(address, 'ipv4')
  return isIPv6(address) && publicV6.check(address, 'ipv6') && !privateV6.check(address, 'ipv6')
}

/** The addresses of a name, all of them public. Throws a `SubmissionRefused`. */
export async function publicAddresses(name: string, find: Lookup = systemLookup): Promise<readonly string[]> {
  let addresses: readonly string[]
  try {
    addresses = await find(name)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new SubmissionRefused(
      'GIT_FAILED',
      null,
      `the git host ${name} cannot be found (${code ?? 'no answer'})`,
    )
  }
  if (addresses.length > 0 && addresses.every(isPublicAddress)) return addresses
  throw new SubmissionRefused(
    'GIT_URL',
    null,
    `the git address: its host ${name} is not on the public network`,
  )
}

async function systemLookup(name: string): Promise<readonly string[]> {
  const found = await lookup(name, { all: true })
  return found.map(({ address }) => address)
}

function networks(all: readonly (readonly [string, number])[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList()
  for (const [network, prefix] of all) list.addSubnet(network, prefix, family)
  return list
}
