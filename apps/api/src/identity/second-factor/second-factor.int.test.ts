/** The second factor over HTTP and WebSocket: set up, asked for, used up, locked, removed; and what reaches nothing without it. */
import { authenticatorKey, totp } from '@quarterdeck/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { globalId } from '../../schema/global-id.ts'
import { recordRemovals } from '../../seed/removal-record.ts'
import {
  type Answered,
  CodeClock,
  type EnrolledPerson,
  enrol,
  newMember,
  postAuth,
} from '../../testing/authenticated-person.ts'
import { ask, signIn, socketClient } from '../../testing/client.ts'
import { PASSWORD, type TestServer, startServer } from '../../testing/server.ts'
import { FAILURES_MAX, LOCK_MS } from './judge.ts'
import { removeFactor } from './remove.ts'
import { resealFactors } from './seal.ts'

const clock = new CodeClock(Date.UTC(2026, 5, 1))

let server: TestServer
/** Somebody with a factor, for tests that leave it as it is. */
let fay: EnrolledPerson
beforeAll(async () => {
  server = await startServer({ now: clock.now })
  fay = await enrolled()
})
afterAll(() => server?.close())

const VIEWER = '{ viewer { email } }'
const reaches = async (cookie: string) => (await ask(server.url, { cookie }, VIEWER)).data?.viewer !== null
const post = (path: string, body: object, cookie?: string): Promise<Answered> =>
  postAuth(server.url, path, body, cookie)
const member = () => newMember(server, 'TRADER')
const enrolled = async (): Promise<EnrolledPerson> => enrol(server, await member(), clock)

/** The cookies that a password alone gets. */
async function challenged(email: string): Promise<string> {
  const { body, cookie } = await post('/sign-in/email', { email, password: PASSWORD })
  expect(body).toMatchObject({ twoFactorRedirect: true })
  return cookie
}

const trailOf = async (userId: string) =>
  (
    await server.prisma.auditEntry.findMany({
      where: { actorId: userId, action: { startsWith: 'secondFactor.' } },
      orderBy: { seq: 'asc' },
    })
  ).map(({ action }) => action)

describe('setting up', () => {
  it('asks for the password again, shows the secret once, and counts for nothing before its first code', async () => {
    const { email } = await member()
    const cookie = await signIn(server.url, email)
    expect((await post('/two-factor/enable', { password: 'not the password' }, cookie)).status).toBe(400)
    const { body } = await post('/two-factor/enable', { password: PASSWORD }, cookie)
    expect(body.totpURI).toMatch(
      /^otpauth:\/\/totp\/Quarterdeck:factor-\d+%40demo\.test\?secret=[A-Z2-7]{52}&/,
    )
    expect(body.backupCodes).toHaveLength(10)
    // Not confirmed: signing in is as it was.
    expect(await reaches(await signIn(server.url, email))).toBe(true)
    const wrong = await post('/two-factor/confirm', { code: '000000' }, cookie)
    expect([wrong.status, wrong.body.code]).toEqual([401, 'INVALID_CODE'])
    const backup = await post('/two-factor/confirm', { code: (body.backupCodes as string[])[0] }, cookie)
    expect(backup.status).toBe(400)
    expect(await reaches(await signIn(server.url, email))).toBe(true)
  })

  it('ends the sessions that had shown no code, and not the one that did', async () => {
    const { id, email } = await member()
    const [other, own] = [await signIn(server.url, email), await signIn(server.url, email)]
    expect(await reaches(other)).toBe(true)
    const { body } = await post('/two-factor/enable', { password: PASSWORD }, own)
    const key = authenticatorKey(body.totpURI as string)
    const { cookie } = await post('/two-factor/confirm', { code: totp(key, clock.move(60_000)) }, own)
    expect([await reaches(other), await reaches(own), await reaches(cookie)]).toEqual([false, false, true])
    expect(await trailOf(id)).toEqual(['secondFactor.enable'])
  })

  it('is not begun again while a factor counts', async () => {
    const again = await post('/two-factor/enable', { password: PASSWORD }, fay.cookie)
    expect([again.status, again.body.code]).toEqual([400, 'ALREADY_ENABLED'])
  })

  it('is not begun again by a session and the password alone, even where the factor that counts is not marked as proven', async () => {
    const { id, cookie } = await enrolled()
    const marked = { where: { userId: id }, data: { verified: false } }
    const { secret } = await server.prisma.secondFactor.update(marked)
    const again = await post('/two-factor/enable', { password: PASSWORD }, cookie)
    expect([again.status, again.body.code, again.body.totpURI]).toEqual([400, 'ALREADY_ENABLED', undefined])
    expect((await server.prisma.secondFactor.findUniqueOrThrow({ where: { userId: id } })).secret).toBe(
      secret,
    )
  })

  it('leaves no other way to secrets and sessions open', async () => {
    for (const path of ['get-totp-uri', 'verify-totp', 'verify-backup-code', 'send-otp', 'verify-otp'])
      expect(
        (await post(`/two-factor/${path}`, { password: PASSWORD, code: '000000' }, fay.cookie)).status,
      ).toBe(404)
  })
})

describe('signing in', () => {
  it('takes the password and then a code; between the two nothing is reached', async () => {
    const { email, code } = fay
    const cookie = await challenged(email)
    expect(cookie).not.toContain('session_token')
    expect(await reaches(cookie)).toBe(false)
    const client = socketClient(server.url, { headers: { cookie, origin: server.url } })
    const refused = new Promise((resolve, reject) => {
      client.subscribe(
        { query: VIEWER },
        { next: reject, error: resolve, complete: () => reject(new Error()) },
      )
    })
    expect(await refused).toMatchObject({ code: 4401 })
    await client.dispose()
    const passed = await post('/two-factor/verify', { code: code() }, cookie)
    expect(passed.status).toBe(200)
    expect(await reaches(passed.cookie)).toBe(true)
    // The challenge is over.
    expect((await post('/two-factor/verify', { code: code() }, cookie)).body.code).toBe('NO_CHALLENGE')
  })

  it('takes a code once', async () => {
    const { email, code } = fay
    const [one, other] = [await challenged(email), await challenged(email)]
    const shown = code()
    const answers = await Promise.all([
      post('/two-factor/verify', { code: shown }, one),
      post('/two-factor/verify', { code: shown }, other),
    ])
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 401]))
    expect(answers.find(({ status }) => status === 401)?.body.code).toBe('CODE_USED')
  })

  it('takes each backup code once, and says in the audit log that it was one', async () => {
    const { id, email, backupCodes } = await enrolled()
    const [first = ''] = backupCodes
    const passed = await post('/two-factor/verify', { code: first.toUpperCase() }, await challenged(email))
    expect(await reaches(passed.cookie)).toBe(true)
    const again = await post('/two-factor/verify', { code: first }, await challenged(email))
    expect([again.status, again.body.code]).toEqual([401, 'INVALID_CODE'])
    expect(await trailOf(id)).toEqual(['secondFactor.enable', 'secondFactor.useBackupCode'])
  })

  it('trusts no device', async () => {
    const { email, code } = fay
    const passed = await post(
      '/two-factor/verify',
      { code: code(), trustDevice: true },
      await challenged(email),
    )
    expect(passed.cookie).not.toContain('trust_device')
    await challenged(email)
  })

  it('is locked for a quarter of an hour after ten wrong codes, over all challenges', async () => {
    const { id, email, code, backupCodes } = await enrolled()
    const [one, other] = [await challenged(email), await challenged(email)]
    const answers: Answered[] = []
    for (let n = 0; n < FAILURES_MAX; n += 1)
      answers.push(await post('/two-factor/verify', { code: '12345' }, n % 2 === 0 ? one : other))
    expect(answers.map(({ status }) => status)).toEqual([...Array<number>(FAILURES_MAX - 1).fill(401), 429])
    const cookie = await challenged(email)
    for (const right of [code(), backupCodes[0]])
      expect((await post('/two-factor/verify', { code: right }, cookie)).body.code).toBe(
        'SECOND_FACTOR_LOCKED',
      )
    expect(await trailOf(id)).toEqual(['secondFactor.enable', 'secondFactor.lock'])
    clock.move(LOCK_MS)
    expect((await post('/two-factor/verify', { code: code() }, cookie)).status).toBe(200)
  })

  it('is not asked for a code by a made-up challenge', async () => {
    const made = 'quarterdeck.two_factor=2fa-made-up.c2lnbmF0dXJl'
    expect((await post('/two-factor/verify', { code: '000000' }, made)).body.code).toBe('NO_CHALLENGE')
  })
})

describe('a session without the code', () => {
  it('reaches nothing, however it came to be, and cannot say that it has shown one', async () => {
    const { id, cookie } = await enrolled()
    const forged = await post('/update-session', { secondFactorAt: '2030-01-01T00:00:00Z' }, cookie)
    expect(forged.status).toBe(400)
    await server.prisma.session.updateMany({ where: { userId: id }, data: { secondFactorAt: null } })
    expect(await reaches(cookie)).toBe(false)
  })
})

describe('removing', () => {
  it('takes the password and a code, and leaves signing in as it was before', async () => {
    const { id, email, cookie, code } = await enrolled()
    const without = await post('/two-factor/disable', { password: PASSWORD }, cookie)
    expect([without.status, without.body.code]).toEqual([400, 'CODE_MISSING'])
    const spared = code()
    const wrong = await post('/two-factor/disable', { password: 'not the password', code: spared }, cookie)
    expect(wrong.body.code).toBe('INVALID_PASSWORD')
    expect((await post('/two-factor/disable', { password: PASSWORD, code: '000000' }, cookie)).status).toBe(
      401,
    )
    const done = await post('/two-factor/disable', { password: PASSWORD, code: spared }, cookie)
    expect([done.status, await reaches(done.cookie), await reaches(cookie)]).toEqual([200, true, false])
    expect(await reaches(await signIn(server.url, email))).toBe(true)
    expect(await server.prisma.secondFactor.count({ where: { userId: id } })).toBe(0)
    expect(await trailOf(id)).toEqual(['secondFactor.enable', 'secondFactor.disable'])
  })

  it('of backup codes takes both as well, and makes the old ones worthless', async () => {
    const { email, cookie, code, backupCodes } = await enrolled()
    const renewed = await post(
      '/two-factor/generate-backup-codes',
      { password: PASSWORD, code: code() },
      cookie,
    )
    const fresh = renewed.body.backupCodes as string[]
    expect(fresh).toHaveLength(10)
    const challenge = await challenged(email)
    expect((await post('/two-factor/verify', { code: backupCodes[1] }, challenge)).status).toBe(401)
    expect((await post('/two-factor/verify', { code: fresh[0] }, challenge)).status).toBe(200)
  })

  it('by the operator asks for nothing, ends every session, and is in the audit log after the next start', async () => {
    const { id, email, cookie } = await enrolled()
    expect(await removeFactor(server.prisma, 'nobody@demo.test')).toBe('NOBODY')
    expect(await removeFactor(server.prisma, email)).toBe('REMOVED')
    expect(await removeFactor(server.prisma, email)).toBe('NO_FACTOR')
    expect(await reaches(cookie)).toBe(false)
    expect(await reaches(await signIn(server.url, email))).toBe(true)
    const { runtime, prisma, demo } = server
    const record = { runtime, prisma, organizationId: demo.organizationId }
    await recordRemovals(record)
    await recordRemovals(record)
    const entries = await server.prisma.auditEntry.findMany({ where: { actorId: 'operator' } })
    expect(entries.map(({ action, after }) => [action, after])).toEqual([
      ['secondFactor.disable', JSON.stringify({ userId: globalId('User', id), secondFactor: false })],
    ])
  })

  it('is nothing that somebody without a session does', async () => {
    expect((await post('/two-factor/disable', { password: PASSWORD, code: '000000' })).status).toBe(401)
  })
})

describe('what is kept', () => {
  it('is sealed, and stands in no log, journal or audit entry', async () => {
    const { id, address, backupCodes } = await enrolled()
    const row = await server.prisma.secondFactor.findUniqueOrThrow({ where: { userId: id } })
    const secret = new URL(address).searchParams.get('secret') ?? ''
    const canaries = [secret, Buffer.from(authenticatorKey(address)).toString(), ...backupCodes]
    const events = await server.prisma.journalEvent.findMany({ select: { payload: true } })
    const words = [JSON.stringify(row), ...server.log, ...events.map(({ payload }) => payload)].join('\n')
    for (const canary of canaries) expect(words).not.toContain(canary)
  })

  it('outlives a change of the secret: it is sealed anew', async () => {
    const { id, cookie, code } = await enrolled()
    const before = await server.prisma.secondFactor.findUniqueOrThrow({ where: { userId: id } })
    const [old, next] = ['a secret for tests, long enough to sign with', 'the next secret of these tests']
    expect(await resealFactors(server.prisma, next, old)).toBeGreaterThan(0)
    expect(await resealFactors(server.prisma, next, old)).toBe(0)
    // Without the secret that sealed it, the person is told whom to ask.
    const unread = await post('/two-factor/verify', { code: code() }, cookie)
    expect([unread.status, unread.body.code]).toEqual([400, 'SECOND_FACTOR_UNREADABLE'])
    expect(await resealFactors(server.prisma, old, next)).toBeGreaterThan(0)
    const after = await server.prisma.secondFactor.findUniqueOrThrow({ where: { userId: id } })
    expect(after.secret).not.toBe(before.secret)
    expect((await post('/two-factor/verify', { code: code() }, cookie)).status).toBe(200)
  })
})
