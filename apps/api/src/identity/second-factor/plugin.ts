/**
 * The second factor by better-auth's own plugin, with our rules around it.
 *
 * The plugin makes and seals secrets and backup codes, and turns a password alone into a challenge instead of a session. What it
 * would do more loosely is ours: a code is taken once, wrong ones lock the factor whichever way they come, a factor goes only with
 * a code as well as the password, the secret is shown once, and no device is ever trusted without a code. Of its endpoints only
 * those that are named here exist.
 */
import { createAuthMiddleware, getSessionFromCtx } from 'better-auth/api'
import { twoFactor } from 'better-auth/plugins'
import { z } from 'zod'
import { newBackupCodes } from './backup-codes.ts'
import { alreadyEnabled, type SecondFactorParts, refusal, spendOrRefuse } from './spend.ts'
import { confirmSecondFactor, verifySecondFactor } from './verify.ts'

/** How long a person may take from the password to the code, in seconds. */
const CHALLENGE_SECONDS = 600

/** Requests about the second factor that one client address may make in a window, in seconds. */
const RATE_LIMIT = { window: 60, max: 60 }

/** What asks for password and code alike, and how it is told. */
const WITH_CODE = new Map([
  ['/two-factor/disable', 'DISABLED'],
  ['/two-factor/generate-backup-codes', 'CODES_RENEWED'],
] as const)
const passwordAndCode = z.object({ password: z.string(), code: z.string() })

export function secondFactor(parts: SecondFactorParts) {
  const plugin = twoFactor({
    issuer: 'Quarterdeck',
    twoFactorCookieMaxAge: CHALLENGE_SECONDS,
    // Counting and locking is `judge.ts`.
    accountLockout: { enabled: false },
    backupCodeOptions: { storeBackupCodes: 'encrypted', customBackupCodesGenerate: newBackupCodes },
    schema: { twoFactor: { modelName: 'secondFactor' } },
  })
  const { enableTwoFactor, disableTwoFactor, generateBackupCodes } = plugin.endpoints
  return {
    ...plugin,
    endpoints: {
      enableTwoFactor,
      disableTwoFactor,
      generateBackupCodes,
      confirmSecondFactor: confirmSecondFactor(parts),
      verifySecondFactor: verifySecondFactor(parts),
    },
    hooks: {
      before: [onlyWithoutFactor(), ...[...WITH_CODE].map(([path, kind]) => onlyWithCode(parts, path, kind))],
      after: plugin.hooks.after,
    },
    rateLimit: [{ pathMatcher: (path: string) => path.startsWith('/two-factor/'), ...RATE_LIMIT }],
  }
}

/** Whoever is not signed in is refused by the endpoints themselves. */
function onlyWithoutFactor() {
  return {
    matcher: at('/two-factor/enable'),
    handler: createAuthMiddleware(async (ctx) => {
      // By what is asked at sign-in: the plugin goes by the row, which two that set up at once may leave unmarked.
      if ((await getSessionFromCtx(ctx))?.user.twoFactorEnabled === true) throw alreadyEnabled()
    }),
  }
}

function onlyWithCode(parts: SecondFactorParts, path: string, kind: 'DISABLED' | 'CODES_RENEWED') {
  return {
    matcher: at(path),
    handler: createAuthMiddleware(async (ctx) => {
      const session = await getSessionFromCtx(ctx)
      if (session === null) return
      const sent = passwordAndCode.safeParse(ctx.body)
      if (!sent.success)
        throw refusal('BAD_REQUEST', 'CODE_MISSING', 'password and code are needed, both as text')
      // The password first: a code that goes with a wrong one is not spent.
      await ctx.context.password.checkPassword(session.user.id, ctx)
      await spendOrRefuse(parts, session.user, sent.data.code)
      await parts.trail(session.user, { kind })
    }),
  }
}

function at(path: string) {
  return (request: { readonly path?: string }) => request.path === path
}
