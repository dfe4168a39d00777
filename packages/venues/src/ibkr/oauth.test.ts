/** Signatures: the documents' worked example, and what is signed is verified with the public half. */
import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { someCredential } from '../simulators/ibkr/testing/rig.ts'
import { liveSessionToken, newChallenge, powerModulo, signedBytes, tokenProof } from './live-session-token.ts'
import { baseString, percentEncoded, signedWithKey, signedWithToken } from './oauth.ts'

/** As published, for the consumer key of paper trading. */
const EXAMPLE = {
  token: '2zYXKtGlI5N6KlRzg6RLpRVeG0E=',
  proof: '3ddae162be3723acc5b67133f7e803a5ee75d0ed',
  credential: { consumerKey: 'TESTCONS', accessToken: 'e84c11dc149cb96ee5bb' },
  nonce: 'e8181dd345bcc1a7237df79cd1b59219',
  timestampS: 1_722_886_871,
  url: 'https://api.ibkr.com/v1/api/iserver/auth/ssodh/init',
  signature: '/A1dQY4RL/HLqOAyFLKFN29vb51ZHvkxXf8nG4R9zLI=',
}

function parameters(header: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    header
      .slice('OAuth '.length)
      .split(', ')
      .map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('"') + 1, -1)]),
  )
}

describe('a request that is signed with the live session token', () => {
  const { credential, token, nonce, timestampS, url } = EXAMPLE
  const request = { method: 'POST', url, query: [], realm: 'test_realm', nonce, timestampS }

  it('has the signature of the worked example', () => {
    const header = signedWithToken(credential, token, request)
    expect(decodeURIComponent(parameters(header)['oauth_signature'] ?? '')).toBe(EXAMPLE.signature)
  })

  it('names its parameters in order, in quotes, the realm among them and not signed', () => {
    const header = signedWithToken(credential, token, request)
    const names = Object.keys(parameters(header))
    expect(names).toEqual([...names].sort())
    expect(parameters(header)).toMatchObject({ realm: 'test_realm', oauth_signature_method: 'HMAC-SHA256' })
    expect(signedWithToken(credential, token, { ...request, realm: 'limited_poa' })).toContain(
      percentEncoded(EXAMPLE.signature),
    )
  })

  it('signs the parameters of its query', () => {
    const asked = { ...request, query: [['conids', '265598']] as const }
    expect(parameters(signedWithToken(credential, token, asked))['oauth_signature']).not.toBe(
      percentEncoded(EXAMPLE.signature),
    )
  })

  it('has a nonce of its own each time', () => {
    const { nonce: _, ...without } = request
    const nonces = [1, 2].map(() => parameters(signedWithToken(credential, token, without))['oauth_nonce'])
    expect(new Set(nonces).size).toBe(2)
  })
})

it('the live session token is proved as in the worked example', () => {
  expect(tokenProof(Buffer.from(EXAMPLE.token, 'base64'), EXAMPLE.credential.consumerKey)).toBe(EXAMPLE.proof)
})

describe('the request for a live session token', () => {
  it('is signed with the signature key, the decrypted secret before everything', () => {
    const credential = someCredential()
    const url = 'https://api.ibkr.com/v1/api/oauth/live_session_token'
    const request = { method: 'POST', url, query: [], realm: 'limited_poa', timestampS: 1_722_886_871 }
    const {
      oauth_signature: signature = '',
      realm: _,
      ...signed
    } = parameters(signedWithKey(credential, 'ab12', request))
    const base = Buffer.from(`${credential.secret.toString('hex')}${baseString('POST', url, signed)}`)
    const good = (key: typeof credential.signatureKey): boolean =>
      verify('sha256', base, createPublicKey(key), Buffer.from(decodeURIComponent(signature), 'base64'))
    expect(signed['diffie_hellman_challenge']).toBe('ab12')
    expect(good(credential.signatureKey)).toBe(true)
    expect(good(generateKeyPairSync('rsa', { modulusLength: 1_024 }).privateKey)).toBe(false)
  })

  it('gives both sides one token, whatever their secrets, seeds printed by the runner', () => {
    const { dhPrime, secret, consumerKey } = someCredential()
    const credential = { dhPrime, secret, consumerKey }
    const exponent = fc.bigInt({ min: 2n, max: 2n ** 256n - 1n })
    fc.assert(
      fc.property(exponent, exponent, (ours, theirs) => {
        const { challenge } = newChallenge(dhPrime, ours)
        const response = powerModulo(2n, theirs, dhPrime).toString(16)
        const their = powerModulo(BigInt(`0x${challenge}`), theirs, dhPrime)
        const our = powerModulo(BigInt(`0x${response}`), ours, dhPrime)
        expect(our).toBe(their)
        expect(liveSessionToken(credential, ours, { response, signature: 'ab' })).toBeNull()
      }),
      { numRuns: 10 },
    )
  })
})

describe('a shared number as bytes', () => {
  it.each([
    ['no zero before a byte whose first bit is not set', 0x7fn, '7f'],
    ['a zero before a byte whose first bit is set', 0x80n, '0080'],
    ['an odd number of digits filled up', 0xabcn, '0abc'],
    ['a zero before a long one', 0xff00n, '00ff00'],
  ])('has %s', (_what, value, hex) => {
    expect(signedBytes(value).toString('hex')).toBe(hex)
  })
})

it.each([
  ["a!b'c(d)e*f", 'a%21b%27c%28d%29e%2Af'],
  ['https://x/y?z=1', 'https%3A%2F%2Fx%2Fy%3Fz%3D1'],
])('what RFC 3986 reserves is encoded in %s', (text, encoded) => {
  expect(percentEncoded(text)).toBe(encoded)
})
