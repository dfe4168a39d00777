/** A person sets up a second factor, signs in with it, and is asked for it where orders are let through again. */
import type { Page } from '@playwright/test'
import { AUTHENTICATOR_STEP_MS, authenticatorKey, totp } from '@quarterdeck/testkit'
import {
  askIn,
  demoHouse,
  expect,
  expectAccessible,
  keepScreenshot,
  NARROW,
  test,
  WIDE,
} from './console-test.ts'
import { DEMO_PASSWORD } from './server.ts'

const looks = [
  { colorScheme: 'light', viewport: WIDE },
  { colorScheme: 'dark', viewport: NARROW },
] as const

/** Looks at what is open, light and wide, dark and narrow, and leaves it as it was. */
async function lookAt(page: Page, name: string): Promise<void> {
  for (const { colorScheme, viewport } of looks) {
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize(viewport)
    await expectAccessible(page)
    await keepScreenshot(page, `${name}-${colorScheme}-${viewport.width}`)
  }
  await page.setViewportSize(WIDE)
}

/** The server says once that the session has to show its factor, as it does five minutes after the last code. */
async function askOnce(page: Page, mutation: string, field: string): Promise<void> {
  const problem = {
    __typename: 'SecondFactorRequired',
    code: 'SECOND_FACTOR_REQUIRED',
    message: 'Show your second factor first',
    path: null,
  }
  let asked = false
  await page.route('**/graphql', async (route) => {
    if (asked || !(route.request().postData() ?? '').includes(`mutation ${mutation}`)) return route.fallback()
    asked = true
    return route.fulfill({ json: { data: { [field]: problem } } })
  })
}

test('a second factor is set up, asked for at the door and at a release, and removed', async ({ signIn }) => {
  const page = await signIn('owner')
  await page.getByRole('button', { name: /^User / }).click()
  await page.getByRole('menuitem', { name: 'Account security' }).click()
  const dialog = page.getByRole('dialog', { name: 'Account security' })
  await expect(dialog.getByText('Without one: ')).toBeVisible()
  await keepScreenshot(page, 'security')
  await dialog.getByRole('button', { name: 'Set up a second factor' }).click()
  await dialog.getByLabel('Your password').fill(DEMO_PASSWORD)
  await dialog.getByRole('button', { name: 'Set up', exact: true }).click()

  await expect(dialog.getByRole('img', { name: /^QR code/ })).toBeVisible()
  const secret = (await dialog.getByRole('definition').innerText()).replaceAll(' ', '')
  await lookAt(page, 'security-set-up')
  const key = authenticatorKey(`otpauth://totp/any?secret=${secret}`)
  const first = Date.now()
  await dialog.getByLabel('Code', { exact: true }).fill(totp(key, first))
  await dialog.getByRole('button', { name: 'Confirm' }).click()
  const codes = dialog.getByRole('list', { name: 'Backup codes' }).getByRole('listitem')
  await expect(codes).toHaveCount(10)
  const [backup = '', last = ''] = await codes.allInnerTexts()
  await keepScreenshot(page, 'security-backup-codes')
  await dialog.getByRole('button', { name: 'I have kept them' }).click()

  await page.getByRole('button', { name: /^User / }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByLabel('E-mail').fill('owner@demo.test')
  await page.getByLabel('Password').fill(DEMO_PASSWORD)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByText('One more step: your second factor.')).toBeVisible()
  await lookAt(page, 'sign-in-code')
  // The first was taken: the next is, and a clock may be one step ahead.
  await page
    .getByLabel('Code', { exact: true })
    .fill(totp(key, Math.max(Date.now(), first + AUTHENTICATOR_STEP_MS)))
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page.getByRole('navigation', { name: 'Screens' })).toBeVisible()

  const { organizationId } = await demoHouse(page)
  const input = { organizationId, scope: 'STRATEGY', targetId: 'drilled', reason: 'a drill' }
  await askIn(
    page,
    'mutation($input: EngageKillSwitchInput!) { engageKillSwitch(input: $input) { __typename } }',
    {
      input,
    },
  )
  await page.getByRole('link', { name: 'Risk', exact: true }).click()
  await askOnce(page, 'ReleaseKillSwitch', 'releaseKillSwitch')
  await page.getByRole('button', { name: 'Release…' }).click()
  const ceremony = page.getByRole('dialog', { name: /^Release/ })
  await ceremony.getByLabel('Reason').fill('the drill is over')
  await ceremony.getByLabel('Type RELEASE to confirm').fill('RELEASE')
  await ceremony.getByRole('button', { name: 'Release', exact: true }).click()
  await expect(ceremony.getByRole('alert')).toContainText('your second factor')
  await keepScreenshot(page, 'release-code')
  await ceremony.getByRole('button', { name: 'Use a backup code instead' }).click()
  await ceremony.getByLabel('Backup code').fill(backup)
  await ceremony.getByRole('button', { name: 'Release', exact: true }).click()
  await expect(ceremony).toBeHidden()

  await page.getByRole('button', { name: /^User / }).click()
  await page.getByRole('menuitem', { name: 'Account security' }).click()
  await expect(page.getByText('Set up. 9 backup codes are left.')).toBeVisible()
  await expectAccessible(page)

  // Those who sign in after this test find the owner as before.
  await dialog.getByRole('button', { name: 'Remove it' }).click()
  await dialog.getByLabel('Your password').fill(DEMO_PASSWORD)
  await dialog.getByRole('button', { name: 'Use a backup code instead' }).click()
  await dialog.getByLabel('Backup code').fill(last)
  await dialog.getByRole('button', { name: 'Remove it' }).click()
  await expect(dialog).toBeHidden()
  await page.getByRole('button', { name: /^User / }).click()
  await page.getByRole('menuitem', { name: 'Account security' }).click()
  await expect(dialog.getByText('Not set up')).toBeVisible()
})
