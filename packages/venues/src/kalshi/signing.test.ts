import { constants, createPublicKey, generateKeyPairSync, verify, type KeyObject } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { readCredential } from './credential.ts'
import { signedHeaders, type SignedRequest } from './signing.ts'

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
const KEY_ID = '4a75a66e-ca85-4187-93cd-aac5e01ad982'
const REQUEST: SignedRequest = {
  atMs: 1_703_123_456_789.6,
  method: 'GET',
  path: '/trade-api/v2/portfolio/balance?exchange_index=0',
}

/** Whether a signature is one of this text, with a salt of exactly so many bytes. */
function isOf(text: string, signature: string, saltLength = 32): boolean {
  const key = createPublicKey(privateKey)
  const terms = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }
  return verify('sha256', Buffer.from(text), terms, Buffer.from(signature, 'base64'))
}

const pem = (key: KeyObject, type: 'pkcs1' | 'pkcs8'): string =>
  key.export({ format: 'pem', type }).toString()

describe('a request to Kalshi', () => {
  it('is signed over time, method and path from the root, without its query, with a salt of 32 bytes', () => {
    const headers = signedHeaders({ keyId: KEY_ID, key: privateKey }, REQUEST)
    const signature = headers['KALSHI-ACCESS-SIGNATURE'] ?? ''
    expect(headers).toMatchObject({
      'KALSHI-ACCESS-KEY': KEY_ID,
      'KALSHI-ACCESS-TIMESTAMP': '1703123456789',
    })
    expect(isOf('1703123456789GET/trade-api/v2/portfolio/balance', signature)).toBe(true)
    expect(isOf('1703123456789GET/trade-api/v2/portfolio/balance', signature, 20)).toBe(false)
    expect(isOf('1703123456789GET/portfolio/balance', signature)).toBe(false)
  })

  it('has a signature of its own each time', () => {
    const [one, other] = [1, 2].map(() => signedHeaders({ keyId: KEY_ID, key: privateKey }, REQUEST))
    expect(one?.['KALSHI-ACCESS-SIGNATURE']).not.toBe(other?.['KALSHI-ACCESS-SIGNATURE'])
  })
})

describe('a credential of Kalshi', () => {
  it.each(['pkcs1', 'pkcs8'] as const)(
    'is read from PEM of %s, with real and with written line breaks',
    (type) => {
      const text = pem(privateKey, type)
      for (const secret of [text, `\n${text}\n`, text.replaceAll('\n', '\\n')]) {
        const reading = readCredential(` ${KEY_ID} `, secret)
        expect(reading.ok && [reading.credential.keyId, reading.credential.key.equals(privateKey)]).toEqual([
          KEY_ID,
          true,
        ])
      }
    },
  )

  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  it.each([
    ['no id', ' ', pem(privateKey, 'pkcs8'), 'the key id is not one'],
    ['an id that no header can carry', 'a\nb', pem(privateKey, 'pkcs8'), 'the key id is not one'],
    ['no PEM', KEY_ID, '-----BEGIN RSA PRIVATE KEY-----\nc2VjcmV0\n-----END RSA PRIVATE KEY-----', 'no PEM'],
    ['another kind of key', KEY_ID, pem(ec, 'pkcs8'), 'of type ec: it must be RSA'],
  ])('with %s is refused with what is allowed, and without its secret', (_what, id, secret, message) => {
    const reading = readCredential(id, secret)
    expect(reading).toMatchObject({ ok: false, message: expect.stringContaining(message) as string })
    expect(JSON.stringify(reading)).not.toContain('c2VjcmV0')
  })
})
