import { constants, generateKeyPairSync, generatePrimeSync, publicEncrypt } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { readCredential, type IbkrCredentialTexts } from './credential.ts'

const signature = generateKeyPairSync('rsa', { modulusLength: 2_048 })
const encryption = generateKeyPairSync('rsa', { modulusLength: 2_048 })
const SECRET = Buffer.from('a secret of somebody')
const PRIME = generatePrimeSync(512, { bigint: true })
const pem = (key: typeof signature.privateKey): string =>
  key.export({ type: 'pkcs8', format: 'pem' }).toString()

/** DER of a prime and the generator 2. */
function dhPem(): string {
  const hex = PRIME.toString(16)
  const prime = Buffer.concat([
    Buffer.from([0]),
    Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex'),
  ])
  const integers = Buffer.concat([Buffer.from([2, prime.length]), prime, Buffer.from([2, 1, 2])])
  const der = Buffer.concat([Buffer.from([0x30, integers.length]), integers])
  return `-----BEGIN DH PARAMETERS-----\n${der.toString('base64')}\n-----END DH PARAMETERS-----\n`
}

const TEXTS: IbkrCredentialTexts = {
  consumerKey: 'QUARTERDK',
  accessToken: 'token',
  accessTokenSecret: publicEncrypt(
    { key: encryption.publicKey, padding: constants.RSA_PKCS1_PADDING },
    SECRET,
  ).toString('base64'),
  signatureKeyPem: pem(signature.privateKey),
  encryptionKeyPem: pem(encryption.privateKey),
  dhParameters: dhPem(),
}

describe('a credential of Interactive Brokers', () => {
  it.each<[string, Partial<IbkrCredentialTexts>]>([
    ['as the portal hands it out', {}],
    ['with line breaks of Windows', { signatureKeyPem: TEXTS.signatureKeyPem.replaceAll('\n', '\r\n') }],
    [
      'with line breaks that are written out',
      { encryptionKeyPem: TEXTS.encryptionKeyPem.replaceAll('\n', '\\n') },
    ],
    ['with the prime in hex', { dhParameters: PRIME.toString(16) }],
    [
      'in PKCS1',
      { signatureKeyPem: signature.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString() },
    ],
  ])('is read %s', (_how, change) => {
    const reading = readCredential({ ...TEXTS, ...change })
    expect(reading).toMatchObject({
      ok: true,
      credential: { consumerKey: 'QUARTERDK', secret: SECRET, dhPrime: PRIME },
    })
  })

  it.each<[string, Partial<IbkrCredentialTexts>, string]>([
    ['an empty consumer key', { consumerKey: ' ' }, 'consumer key'],
    ['an empty token', { accessToken: '' }, 'access token'],
    ['a signature key that is none', { signatureKeyPem: 'nothing' }, 'signature key'],
    [
      'an encryption key of another kind',
      { encryptionKeyPem: pem(generateKeyPairSync('ed25519').privateKey) },
      'encryption key',
    ],
    [
      'parameters that are none',
      { dhParameters: '-----BEGIN DH PARAMETERS-----\nAAAA\n-----END DH PARAMETERS-----' },
      'Diffie-Hellman',
    ],
    ['an even prime', { dhParameters: (PRIME - 1n).toString(16) }, 'Diffie-Hellman'],
    ['a short prime', { dhParameters: 'ffff1' }, 'Diffie-Hellman'],
    ['a secret that is too short to be encrypted', { accessTokenSecret: 'AAAA' }, 'secret'],
    [
      'a secret that was encrypted for another key',
      { encryptionKeyPem: pem(signature.privateKey) },
      'same registration',
    ],
  ])('with %s is refused by the name of the fault, without a part of it', (_what, change, named) => {
    const reading = readCredential({ ...TEXTS, ...change })
    expect(reading).toMatchObject({ ok: false, message: expect.stringContaining(named) as string })
    expect(JSON.stringify(reading)).not.toContain('PRIVATE KEY')
  })
})
