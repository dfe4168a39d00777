import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { readCredential } from './credential.ts'

const SECRET = 'abcdefghijklmnopqrstuvwxyz0123456789ABCD'

describe('a key pair of Alpaca', () => {
  it('is read as it is pasted, and sent in headers and logins of the document', () => {
    const reading = readCredential(' PKABCDEFGHIJKLMNOPQR ', `${SECRET}\n`)
    if (!reading.ok) throw new Error(reading.message)
    const { credential } = reading
    expect(credential.headers()).toEqual({
      'apca-api-key-id': 'PKABCDEFGHIJKLMNOPQR',
      'apca-api-secret-key': SECRET,
    })
    expect(JSON.parse(credential.orderStreamLogin())).toEqual({
      action: 'authenticate',
      data: { key_id: 'PKABCDEFGHIJKLMNOPQR', secret_key: SECRET },
    })
    expect(JSON.parse(credential.dataStreamLogin())).toEqual({
      action: 'auth',
      key: 'PKABCDEFGHIJKLMNOPQR',
      secret: SECRET,
    })
  })

  it('[LV-17] shows its secret to nobody who looks at it', () => {
    const reading = readCredential('PKABCDEFGHIJKLMNOPQR', SECRET)
    expect([JSON.stringify(reading), inspect(reading, { depth: 9, showHidden: true })].join()).not.toContain(
      SECRET,
    )
    expect(reading.ok && reading.credential.withheld(`it was ${SECRET} of PKABCDEFGHIJKLMNOPQR`)).toBe(
      'it was (secret) of (key)',
    )
  })

  it.each([
    ['no key id', '', SECRET, 'the key id is'],
    ['a secret with a blank in it', 'PKABCDEFGHIJ', 'two words here', 'the secret key is'],
    ['the same text twice', SECRET, SECRET, 'they are two texts'],
  ])('is refused with %s, and the fault is named without it', (_what, keyId, secret, fault) => {
    const reading = readCredential(keyId, secret)
    expect(reading).toMatchObject({ ok: false, message: expect.stringContaining(fault) as string })
    expect(JSON.stringify(reading)).not.toContain(secret)
  })
})
