/** Every screen, light and dark, wide and narrow: no error, no serious accessibility violation, nothing cut off. */
import { expect, expectAccessible, keepScreenshot, NARROW, openPanel, test, WIDE } from './console-test.ts'

const looks = [
  { name: 'light, 1440 wide', colorScheme: 'light', viewport: WIDE },
  { name: 'dark, 1440 wide', colorScheme: 'dark', viewport: WIDE },
  { name: 'light, 390 wide', colorScheme: 'light', viewport: NARROW },
  { name: 'dark, 390 wide', colorScheme: 'dark', viewport: NARROW },
] as const

const blotters = ['Fills', 'Positions', 'Balances']

for (const { name, colorScheme, viewport } of looks) {
  test(`every screen is whole and accessible: ${name}`, async ({ signIn }) => {
    const page = await signIn('owner', { colorScheme, viewport })
    const file = `${colorScheme}-${viewport.width}`
    const expectWhole = async (screen: string) => {
      await expectAccessible(page)
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      expect(overflow, 'pixels that the page is wider than the window').toBeLessThanOrEqual(0)
      await keepScreenshot(page, `${screen}-${file}`)
    }

    await expect(
      page.getByRole('grid', { name: 'Watchlist' }).locator('tbody tr[data-row]').first(),
    ).toBeVisible()
    await expectWhole('desk')
    // Docked panels are all in sight at once; tabs have to be opened.
    const hidden = viewport === WIDE ? blotters : ['Ticket', 'Chart', 'Orders', ...blotters]
    for (const panel of hidden) {
      await openPanel(page, panel)
      await expectWhole(`desk-${panel.toLowerCase()}`)
    }
    await page.getByRole('link', { name: 'Risk', exact: true }).click()
    await expect(page.getByText(/^Limits, version/)).toBeVisible()
    await expectWhole('risk')
    await page.getByRole('link', { name: 'Audit' }).click()
    await expect(page.getByRole('grid', { name: 'Audit log' })).toBeVisible()
    await expectWhole('audit')
    for (const [screen, grid] of [
      ['Datasets', 'Datasets'],
      ['Backtests', 'Backtests'],
      ['Strategies', 'Deployments'],
      ['Venues', 'Connections'],
    ] as const) {
      await page.getByRole('link', { name: screen, exact: true }).click()
      await expect(page.getByRole('grid', { name: grid })).toBeVisible()
      await expectWhole(screen.toLowerCase())
    }
  })
}

test('the way in is accessible and says what is wrong', async ({ browser, server }) => {
  const context = await browser.newContext({ baseURL: server.url })
  const page = await context.newPage()
  await page.goto('/')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByText('Enter your password.')).toBeVisible()
  await page.getByRole('region', { name: 'Demo users' }).getByRole('button', { name: 'Trader' }).click()
  await expect(page.getByLabel('E-mail')).toHaveValue('trader@demo.test')
  await page.getByLabel('Password').fill('not the password')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByText('do not belong together')).toBeVisible()
  await expectAccessible(page)
  await keepScreenshot(page, 'sign-in')
  await context.close()
})
