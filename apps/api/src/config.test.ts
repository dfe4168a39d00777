/** Wrong configuration stops the start with the variable, the problem and what is allowed. */
import { describe, expect, it } from 'vitest'
import { ConfigError, parseConfig } from './config.ts'

function faults(env: Record<string, string>): readonly string[] {
  try {
    parseConfig(env)
  } catch (error) {
    if (error instanceof ConfigError) return error.faults
    throw error
  }
  return []
}

describe('configuration', () => {
  it('has a default for everything on an empty environment', () => {
    expect(parseConfig({})).toMatchObject({
      port: 4000,
      host: '127.0.0.1',
      databaseUrl: null,
      demo: true,
      signUp: false,
    })
  })

  it('does not seed a demo on PostgreSQL unless told to', () => {
    const secret = 'x'.repeat(32)
    expect(parseConfig({ DATABASE_URL: 'postgresql://h/d', QUARTERDECK_SECRET: secret }).demo).toBe(false)
  })

  it('treats an empty variable as unset', () => {
    expect(parseConfig({ PORT: '' }).port).toBe(4000)
  })

  it.each([
    [{ PORT: '70000' }, 'PORT is "70000", but must be a port number from 0 to 65535'],
    [{ PORT: '4e3' }, 'PORT is "4e3", but must be a port number from 0 to 65535'],
    [
      { QUARTERDECK_GIT_HOSTS: 'https://git.corp' },
      'QUARTERDECK_GIT_HOSTS is "https://git.corp", but must be hosts such as git.example.com or git.example.com:8443, separated by commas',
    ],
    [{ HOST: 'a b' }, 'HOST is "a b", but must be a host name or an IP address'],
    [{ QUARTERDECK_DEMO: 'yes' }, 'QUARTERDECK_DEMO is "yes", but must be 0 or 1'],
    [
      { QUARTERDECK_LOG_LEVEL: 'loud' },
      'QUARTERDECK_LOG_LEVEL is "loud", but must be one of trace, debug, info, warn, error, fatal, silent',
    ],
    [{ QUARTERDECK_PORT: '1' }, /^QUARTERDECK_PORT is unknown; allowed are QUARTERDECK_DATA_DIR, /],
    [{ QUARTERDECK_SECRET: 'short' }, /^QUARTERDECK_SECRET must have at least 16 characters/],
    [{ DATABASE_URL: 'postgresql://h/d' }, /^QUARTERDECK_SECRET is missing/],
    [{ DATABASE_URL: 'mysql://u:pw@h/d' }, /^DATABASE_URL must be a PostgreSQL URL/],
    [{ NATS_URL: 'nats://x' }, /^NATS_URL is set, but this release runs in one process/],
  ])('refuses %o', (env, expected) => {
    const found = faults(env as Record<string, string>)
    expect(found).toHaveLength(1)
    expect(found[0]).toMatch(expected)
  })

  it('names every fault at once and never prints a secret', () => {
    const found = faults({ PORT: 'x', QUARTERDECK_SECRET: 'hunter2', QUARTERDECK_DEMO_PASSWORD: 'tiny' })
    expect(found).toHaveLength(3)
    expect(found.join()).not.toMatch(/hunter2|tiny/)
  })
})
