/**
 * Where codes are shown. `POST /two-factor/confirm {code}`: the first one of a new factor, which counts from then on and ends every
 * session that had not shown one. `POST /two-factor/verify {code}`: after a password alone, the challenge becomes a session; signed
 * in, the session has shown it anew.
 */
import { createAuthEndpoint, getSessionFromCtx, sensitiveSessionMiddleware } from 'better-auth/api'
import { expireCookie, setSessionCookie } from 'better-auth/cookies'
import { z } from 'zod'
import { alreadyEnabled, type SecondFactorParts, refusal, spendOrRefuse } from './spend.ts'

type Endpoint = Parameters<typeof getSessionFromCtx>[0]
type Session = NonNullable<Awaited<ReturnType<typeof getSessionFromCtx>>>

/** The plugin's name for the cookie of a challenge. */
const CHALLENGE_COOKIE = 'two_factor'
const MODEL = 'twoFactor'

const body = z.object({ code: z.string().max(64) })
/** Of the app alone: a backup code proves nothing about the app. */
const firstCode = z.object({
  code: z.string().regex(/^(\s*\d){6}\s*$/, { error: 'must be the six digits that your app shows now' }),
})

export function verifySecondFactor(parts: SecondFactorParts) {
  return createAuthEndpoint('/two-factor/verify', { method: 'POST', body }, async (ctx) => {
    const { code } = ctx.body
    const session = await getSessionFromCtx(ctx)
    if (session === null) await passChallenge(ctx, code, parts)
    else await showAgain(ctx, session, code, parts)
    return ctx.json({ status: true })
  })
}

export function confirmSecondFactor(parts: SecondFactorParts) {
  const settings = { method: 'POST' as const, body: firstCode, use: [sensitiveSessionMiddleware] }
  return createAuthEndpoint('/two-factor/confirm', settings, async (ctx) => {
    await confirmFactor(ctx, ctx.context.session, ctx.body.code, parts)
    return ctx.json({ status: true })
  })
}

/** The code that follows a password. */
async function passChallenge(ctx: Endpoint, code: string, parts: SecondFactorParts): Promise<void> {
  const { internalAdapter, createAuthCookie, secret, authCookies } = ctx.context
  const cookie = createAuthCookie(CHALLENGE_COOKIE)
  const challenge = await ctx.getSignedCookie(cookie.name, secret)
  const standing = challenge ? await internalAdapter.findVerificationValue(challenge) : null
  const isOpen = standing !== null && standing.expiresAt.getTime() > Date.now()
  const user = isOpen ? await internalAdapter.findUserById(standing.value) : null
  if (!challenge || user === null)
    throw refusal(
      'UNAUTHORIZED',
      'NO_CHALLENGE',
      'Sign in with your password first: it is asked before the code',
    )
  await spendOrRefuse(parts, user, code)
  // Of two requests with one challenge, one ends it.
  if ((await internalAdapter.consumeVerificationValue(challenge)) === null)
    throw refusal('UNAUTHORIZED', 'NO_CHALLENGE', 'Sign in with your password again')
  await internalAdapter.deleteVerificationByIdentifier(`2fa-attempts-${challenge}`)
  const isBrief = Boolean(await ctx.getSignedCookie(authCookies.dontRememberToken.name, secret))
  const secondFactorAt = new Date(parts.now())
  const session = await internalAdapter.createSession(user.id, isBrief, { secondFactorAt })
  await setSessionCookie(ctx, { session, user })
  expireCookie(ctx, cookie)
}

async function showAgain(ctx: Endpoint, { user, session }: Session, code: string, parts: SecondFactorParts) {
  if (user.twoFactorEnabled !== true)
    throw refusal('BAD_REQUEST', 'NO_SECOND_FACTOR', 'There is no second factor to show: set one up first')
  await spendOrRefuse(parts, user, code)
  await ctx.context.internalAdapter.updateSession(session.token, { secondFactorAt: new Date(parts.now()) })
}

/** The first code of a new factor: the app has the secret, so from now on it is asked for. */
async function confirmFactor(
  ctx: Endpoint,
  { user }: Session,
  code: string,
  parts: SecondFactorParts,
): Promise<void> {
  const { internalAdapter, adapter } = ctx.context
  if (user.twoFactorEnabled === true) throw alreadyEnabled()
  await spendOrRefuse(parts, user, code)
  await parts.trail(user, { kind: 'ENABLED' })
  await adapter.update({
    model: MODEL,
    where: [{ field: 'userId', value: user.id }],
    update: { verified: true },
  })
  const enabled = await internalAdapter.updateUser(user.id, { twoFactorEnabled: true })
  await internalAdapter.deleteUserSessions(user.id)
  const secondFactorAt = new Date(parts.now())
  const session = await internalAdapter.createSession(user.id, false, { secondFactorAt })
  await setSessionCookie(ctx, { session, user: enabled })
}
