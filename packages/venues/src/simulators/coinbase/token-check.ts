/** Checks tokens as Coinbase does: who signed, for which request, and when. */

import { createPublicKey, verify } from 'node:crypto'
import type { KeyObject } from 'node:crypto'

export interface SimulatedKey {
  readonly keyName: string
  readonly publicKey: KeyObject
  /** Whose orders it may see and place. */
  readonly account: string
  readonly canTrade: boolean
}

export interface TokenQuestion {
  readonly token: string
  /** `METHOD path`; null: a stream message, which names none. */
  readonly request: string | null
  /** Hosts that a token may be made out to. */
  readonly hosts: readonly string[]
  readonly nowS: number
}

/** How far a token's time may be ahead of the venue's clock. */
const SKEW_S = 5

/** Makes a key known: the private half stays with the client. */
export function simulatedKey(
  keyName: string,
  privateKey: KeyObject,
  terms: { readonly account: string; readonly canTrade: boolean },
): SimulatedKey {
  return { keyName, publicKey: createPublicKey(privateKey), ...terms }
}

/** The key that signed a good token; null: it is not good. */
export function keyOfToken(
  keys: ReadonlyMap<string, SimulatedKey>,
  { token, request, hosts, nowS }: TokenQuestion,
): SimulatedKey | null {
  const [header = '', payload = '', signature = '', ...more] = token.split('.')
  const head = part(header)
  const claims = part(payload)
  const key = keys.get(String(head?.['kid']))
  if (
    more.length > 0 ||
    claims === null ||
    key === undefined ||
    claims['sub'] !== key.keyName ||
    claims['iss'] !== 'cdp'
  )
    return null
  const uri = request === null ? undefined : hosts.map((host) => request.replace(' ', ` ${host}`))
  if (uri === undefined ? claims['uri'] !== undefined : !uri.includes(String(claims['uri']))) return null
  const [nbf, exp] = [Number(claims['nbf']), Number(claims['exp'])]
  if (!(nbf <= nowS + SKEW_S) || !(exp > nowS) || exp - nbf > 120) return null
  const ed = key.publicKey.asymmetricKeyType === 'ed25519'
  if (head?.['alg'] !== (ed ? 'EdDSA' : 'ES256')) return null
  const signed = Buffer.from(`${header}.${payload}`)
  const bytes = Buffer.from(signature, 'base64url')
  const good = ed
    ? verify(null, signed, key.publicKey, bytes)
    : verify('sha256', signed, { key: key.publicKey, dsaEncoding: 'ieee-p1363' }, bytes)
  return good ? key : null
}

function part(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const json: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    return typeof json === 'object' && json !== null ? (json as Readonly<Record<string, unknown>>) : null
  } catch {
    return null
  }
}
