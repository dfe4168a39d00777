/** Which addresses git may be sent to. */

import { describe, expect, it } from 'vitest'
import { isPublicAddress, publicAddresses } from './public-host.ts'
import { refusalOf } from './testing/refusal.ts'

describe('public host', () => {
  it.each(['140.82.121.4', '1.1.1.1', '2606:50c0:8000::153', '2a00:1450::1'])('%s is public', (address) => {
    expect(isPublicAddress(address)).toBe(true)
  })

  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.31.255.255',
    '192.168.0.1',
    '169.254.169.254',
    '100.100.100.200',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::7f00:1',
    'fe80::1',
    'fd00::1',
    '2002:7f00:1::',
    '2001:db8::1',
    'ff02::1',
    'localhost',
    '',
  ])('%s is not', (address) => {
    expect(isPublicAddress(address)).toBe(false)
  })

  it('is refused when any of its addresses is private, or it has none', async () => {
    const find = (addresses: readonly string[]) =>
      refusalOf(() => publicAddresses('git.example.org', () => Promise.resolve(addresses)))
    expect(await find(['140.82.121.4'])).toBe(null)
    expect(await find(['140.82.121.4', '127.0.0.1'])).toEqual({ rule: 'GIT_URL', path: null })
    expect(await find([])).toEqual({ rule: 'GIT_URL', path: null })
  })

  it('is told when it cannot be found', async () => {
    const absent = () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }))
    expect(await refusalOf(() => publicAddresses('absent.example.org', absent))).toEqual({
      rule: 'GIT_FAILED',
      path: null,
    })
  })
})
