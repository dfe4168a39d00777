import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { readCredential, type CoinbaseCredential } from './credential.ts'
import { signToken } from './jwt.ts'

const KID = 'organizations/test-organization/apiKeys/test-api-key'
const SEED = 'k0BUni0p0vZG1BdpVjS6ogBJ7kxm630AJ2dN+tuputA='
const PUBLIC = 'zirEQMIMq6REC3gbUtc505sz1+l69njlqc8ep1vJJ5A='
const TERMS = {
  nowS: 1_700_000_000,
  lifetimeS: 120,
  uri: 'GET api.coinbase.com/api/v3/brokerage/accounts',
  nonce: '00112233445566778899aabbccddeeff',
}

function credentialOf(secret: string): CoinbaseCredential {
  const reading = readCredential(KID, secret)
  if (!reading.ok) throw new Error(reading.message)
  return reading.credential
}

const parts = (token: string): [string, string, string] => token.split('.') as [string, string, string]
const json = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString())

describe('a token for Coinbase', () => {
  it('is the one of the worked example, byte by byte', () => {
    const [header, payload, signature] = parts(signToken(credentialOf(SEED), TERMS))
    expect(json(header)).toEqual({ alg: 'EdDSA', typ: 'JWT', kid: KID, nonce: TERMS.nonce })
    expect(json(payload)).toEqual({
      sub: KID,
      iss: 'cdp',
      nbf: 1_700_000_000,
      exp: 1_700_000_120,
      uri: TERMS.uri,
    })
    expect(signature).toBe(
      'uv0c573QFSo4bR-n1-GTV43IFWBSZpb3ghUS_C-DTdlV3P7uFoUezcRKOW9HZRbebc4zkwKo2E6jHNybWIv4Ag',
    )
  })

  it('is the same from the seed, from seed and public key together, and from PEM with written line breaks', () => {
    const both = Buffer.concat([Buffer.from(SEED, 'base64'), Buffer.from(PUBLIC, 'base64')]).toString(
      'base64',
    )
    const pem = credentialOf(SEED).key.export({ format: 'pem', type: 'pkcs8' }).toString()
    const tokens = [SEED, both, pem, pem.replaceAll('\n', '\\n')].map((secret) =>
      signToken(credentialOf(secret), TERMS),
    )
    expect(new Set(tokens).size).toBe(1)
  })

  it.each(['sec1', 'pkcs8'] as const)('is signed with r and s side by side for an EC key in %s', (type) => {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const pem = pair.privateKey.export({ format: 'pem', type }).toString()
    const [header, payload, signature] = parts(signToken(credentialOf(pem), TERMS))
    const bytes = Buffer.from(signature, 'base64url')
    const key = createPublicKey(pair.privateKey)
    expect(json(header)).toMatchObject({ alg: 'ES256' })
    expect(bytes).toHaveLength(64)
    expect(
      verify('sha256', Buffer.from(`${header}.${payload}`), { key, dsaEncoding: 'ieee-p1363' }, bytes),
    ).toBe(true)
  })

  it('has no uri for a stream, and a nonce of its own each time', () => {
    const { nonce: _, ...fresh } = TERMS
    const [one, other] = [1, 2].map(() => signToken(credentialOf(SEED), { ...fresh, uri: null }))
    expect(one).not.toBe(other)
    expect(json(parts(one ?? '')[1])).not.toHaveProperty('uri')
  })
})

describe('a credential', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 })
    .privateKey.export({ format: 'pem', type: 'pkcs8' })
    .toString()
  const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' })
    .privateKey.export({ format: 'pem', type: 'pkcs8' })
    .toString()

  it.each([
    ['no name', ' ', SEED, 'the key name is empty'],
    [
      'no PEM',
      KID,
      '-----BEGIN EC PRIVATE KEY-----\nc2VjcmV0\n-----END EC PRIVATE KEY-----',
      'no PEM that can be read',
    ],
    ['bytes of another length', KID, 'c2VjcmV0', 'neither PEM nor the base64 of 32 or 64 bytes'],
    ['an RSA key', KID, rsa, 'of type rsa'],
    ['another curve', KID, p384, 'of type ec: it must be'],
  ])('of %s is refused with what is allowed, and without its secret', (_what, name, secret, message) => {
    const reading = readCredential(name, secret)
    expect(reading).toMatchObject({ ok: false, message: expect.stringContaining(message) as string })
    expect(JSON.stringify(reading)).not.toContain('c2VjcmV0')
  })
})
