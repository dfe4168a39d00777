/** From a connection to a venue to an order on its quotes, a new credential, the workbench, and the live gate opened and shut. */
import type { Page } from '@playwright/test'
import { createEmptyDatabase, startPostgresCluster } from '@quarterdeck/testkit'
import {
  test as base,
  expect,
  expectAccessible,
  keepScreenshot,
  NARROW,
  rowOf,
  WIDE,
} from './console-test.ts'
import { type SimulatedVenue, startVenue } from './venue-simulator.ts'

/** What opening and reading a venue may take on a machine that is busy with others. */
const OPEN_WITHIN_MS = 60_000
const SYMBOL = 'BTC-USD'

/** A server on PostgreSQL, because LIVE accounts need a journal that survives a power cut, in front of a simulated venue. */
const test = base.extend<object, { readonly venue: SimulatedVenue }>({
  venue: [
    // Playwright wants a pattern of fixtures here, also where none is needed.
    async ({ browserName: _browserName }, use) => {
      const venue = await startVenue()
      await use(venue)
      await venue.close()
    },
    { scope: 'worker', timeout: 90_000 },
  ],
  serverEnvironment: [
    async ({ venue }, use) => {
      const cluster = await startPostgresCluster()
      const { url } = await createEmptyDatabase(cluster.adminUrl)
      await use({
        QUARTERDECK_VENUES: venue.venuesFile,
        QUARTERDECK_DEMO: '1',
        QUARTERDECK_SECRET: 'a-secret-of-the-browser-tests-0123456789',
        DATABASE_URL: url,
      })
      await cluster.stop()
    },
    { scope: 'worker', timeout: 90_000 },
  ],
})

const looks = [
  { name: 'dark-1440', colorScheme: 'dark', viewport: WIDE },
  { name: 'light-390', colorScheme: 'light', viewport: NARROW },
  { name: 'dark-390', colorScheme: 'dark', viewport: NARROW },
] as const

async function expectWhole(page: Page, file: string): Promise<void> {
  await expectAccessible(page)
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(overflow, 'pixels that the page is wider than the window').toBeLessThanOrEqual(0)
  await keepScreenshot(page, file)
}

async function fillCredential(page: Page, credential: SimulatedVenue['credential']): Promise<void> {
  await page.getByLabel('API key name').fill(credential.keyName ?? '')
  await page.getByLabel('Private key').fill(credential.privateKey ?? '')
}

test('a venue is connected, traded on paper, and opened for real orders step by step', async ({
  signIn,
  venue,
}) => {
  test.setTimeout(8 * OPEN_WITHIN_MS)
  const page = await signIn('owner')
  await page.getByRole('link', { name: 'Venues', exact: true }).click()
  await expect(page.getByText('No connection yet.')).toBeVisible()

  await test.step('what is missing is said before the venue is asked', async () => {
    await page.getByRole('button', { name: 'Add one' }).click()
    const form = page.getByRole('form', { name: 'Add a connection' })
    await form.getByLabel('For', { exact: true }).selectOption({ value: 'TRADE' })
    await form.getByRole('button', { name: 'Test', exact: true }).click()
    await expect(form.getByText('Fill in every field of the credential.')).toBeVisible()
    await expect(form.getByText('Choose at least one symbol.')).toBeVisible()
  })

  await test.step('it is tried step by step, and kept once all went well', async () => {
    const form = page.getByRole('form', { name: 'Add a connection' })
    await form.getByLabel('Name', { exact: true }).fill('Rehearsal')
    await fillCredential(page, venue.credential)
    await form.getByLabel('Symbols to follow').fill('btc')
    await form.getByRole('button', { name: 'Search the venue' }).click()
    const listed = form.getByRole('button', { name: new RegExp(`^Follow ${SYMBOL}`) })
    await expect(listed).toBeVisible({ timeout: OPEN_WITHIN_MS })
    await expectAccessible(page)
    await listed.click()
    await form.getByRole('button', { name: 'Test', exact: true }).click()
    const trial = form.getByRole('status', { name: 'The trial' })
    await expect(trial).toContainText('It works.', { timeout: OPEN_WITHIN_MS })
    expect(await trial.locator('li[data-ok="true"]').count()).toBe(6)
    await expectWhole(page, 'venues-trial')
    await form.getByRole('button', { name: 'Test and add' }).click()
    await expect(page.getByRole('heading', { name: 'Rehearsal' })).toBeVisible({ timeout: OPEN_WITHIN_MS })
  })

  await test.step('it is ready, and its balances are read', async () => {
    await expect(page.locator('[data-state="READY"]').first()).toBeVisible({ timeout: OPEN_WITHIN_MS })
    const balances = page.getByRole('table', { name: 'Balances at the venue' })
    await expect(balances.getByRole('row', { name: /^USD/ })).toContainText('100,000', {
      timeout: OPEN_WITHIN_MS,
    })
    await expect(page.getByRole('table', { name: 'Order types by time in force' })).toContainText('Limit')
    await expectWhole(page, 'venues-connection')
  })

  await test.step('a paper order is filled on its quotes', async () => {
    await page.getByRole('link', { name: 'Desk', exact: true }).click()
    await rowOf(page, 'Watchlist', 'COINBASE').first().click()
    await expect(page.getByRole('heading', { name: `${SYMBOL} COINBASE` })).toBeVisible()
    const ticket = page.getByRole('form', { name: 'Order ticket' })
    await ticket.getByLabel('Type').selectOption({ label: 'Market' })
    await ticket.getByLabel('Quantity', { exact: true }).fill('0.01')
    await ticket.getByLabel('Quantity', { exact: true }).press('Control+Enter')
    await expect(page.getByText('Answered:')).toBeVisible()
    await page.getByRole('tab', { name: 'Positions', exact: true }).click()
    await expect(rowOf(page, 'Positions', 'COINBASE')).toContainText('0.01', { timeout: OPEN_WITHIN_MS })
    await keepScreenshot(page, 'venues-desk')
  })

  await test.step('its credential is rotated while it stays ready', async () => {
    await page.getByRole('link', { name: 'Venues', exact: true }).click()
    await rowOf(page, 'Connections', 'Rehearsal').getByRole('link', { name: 'Rehearsal' }).click()
    await page.getByRole('button', { name: 'Rotate…' }).click()
    const dialog = page.getByRole('dialog', { name: 'New credential for Rehearsal' })
    await fillCredential(page, { ...venue.credential, privateKey: 'no key at all' })
    await dialog.getByRole('button', { name: 'Rotate' }).click()
    await expect(dialog.getByRole('alert')).toContainText('private key', { timeout: OPEN_WITHIN_MS })
    await fillCredential(page, venue.credential)
    await dialog.getByRole('button', { name: 'Rotate' }).click()
    await expect(dialog).toBeHidden({ timeout: OPEN_WITHIN_MS })
    await expect(page.locator('[data-state="READY"]').first()).toBeVisible({ timeout: OPEN_WITHIN_MS })
  })

  await test.step('a SHADOW account is opened on it, and what is asked of it is set', async () => {
    await page.getByRole('button', { name: 'Open an account…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Open an account on Rehearsal' })
    await dialog.getByLabel('Name').fill('Pretended')
    await dialog.getByRole('button', { name: 'Open it' }).click()
    await expect(page.getByRole('list', { name: 'Accounts on it' })).toContainText('Pretended')
    await page.getByRole('navigation', { name: 'Venues' }).getByRole('link', { name: 'Shadow' }).click()
    await expect(page.getByRole('list', { name: 'Before the next stage' })).toContainText('No open break')
    const form = page.getByRole('form', { name: 'Promotion policy' })
    const drawdown = form.getByLabel('Drawdown, share of its high at most')
    await drawdown.fill('half')
    await form.getByRole('button', { name: 'Save' }).click()
    await expect(form.getByText('Must be a number.')).toBeVisible()
    await drawdown.fill('0.5')
    await form.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByRole('region', { name: 'What is asked, version 1' })).toBeVisible()
    await expectWhole(page, 'venues-shadow')
    await page.getByRole('navigation', { name: 'Venues' }).getByRole('link', { name: 'Connections' }).click()
    await rowOf(page, 'Connections', 'Rehearsal').getByRole('link', { name: 'Rehearsal' }).click()
  })

  await test.step('a LIVE account is opened on it, its gate shut', async () => {
    await page.getByRole('button', { name: 'Open an account…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Open an account on Rehearsal' })
    await dialog.getByLabel('Name').fill('Real')
    await dialog.getByLabel('Mode').selectOption({ value: 'LIVE' })
    await dialog.getByRole('button', { name: 'Open it' }).click()
    await expect(page.getByRole('list', { name: 'Accounts on it' })).toContainText('Gate shut')
  })

  await test.step('what the venue holds and the books do not is a difference that a person decides about', async () => {
    await page
      .getByRole('navigation', { name: 'Venues' })
      .getByRole('link', { name: 'Reconciliation' })
      .click()
    await page.getByRole('button', { name: 'Compare now: Rehearsal' }).click()
    const difference = page.getByRole('list', { name: 'Differences' }).locator('[data-break="BALANCE"]')
    await expect(difference.filter({ hasText: 'USD' }).first()).toBeVisible({ timeout: OPEN_WITHIN_MS })
    await expectWhole(page, 'venues-workbench')
    const all = page.getByRole('list', { name: 'Differences' }).locator('> li')
    for (let left = await all.count(); left > 0; left -= 1) {
      await all.first().getByRole('button', { name: 'Book the correction…' }).click()
      const dialog = page.getByRole('dialog', { name: 'Book the correction?' })
      await dialog.getByLabel('Reason').fill('It was there before')
      await dialog.getByRole('button', { name: 'Book it' }).click()
      await expect(all).toHaveCount(left - 1, { timeout: OPEN_WITHIN_MS })
    }
    await expect(page.getByText('Our books and the venues agree.')).toBeVisible()
  })

  await test.step('the gate is opened by a ceremony and shut with one click', async () => {
    await page.getByRole('navigation', { name: 'Venues' }).getByRole('link', { name: 'Live gate' }).click()
    const account = page
      .getByRole('list', { name: 'LIVE accounts' })
      .locator('> li')
      .filter({ hasText: 'Real' })
    await account.getByRole('button', { name: 'Open the gate…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Open the live gate of Real' })
    await dialog.getByLabel('Olivia Owner').check()
    await dialog.getByLabel('Reason').fill('A rehearsal')
    await dialog.getByLabel('LIVE: type Real to confirm').fill('real')
    await dialog.getByRole('button', { name: 'Open the gate' }).click()
    await expect(dialog.getByRole('alert')).toContainText('Type Real to confirm')
    await expectWhole(page, 'venues-ceremony')
    await dialog.getByLabel('LIVE: type Real to confirm').fill('Real')
    await dialog.getByRole('button', { name: 'Open the gate' }).click()
    await expect(account).toHaveAttribute('data-gate', 'open', { timeout: OPEN_WITHIN_MS })
    await expect(account).toContainText('Open for Olivia Owner')
    await expectWhole(page, 'venues-live')
    for (const { name, colorScheme, viewport } of looks) await look(name, { colorScheme, viewport })
    await account.getByRole('button', { name: 'Shut it now' }).click()
    await expect(account).toHaveAttribute('data-gate', 'shut')
  })

  /** Every part of the screen in another look, by somebody who may only see it. */
  async function look(name: string, options: Omit<(typeof looks)[number], 'name'>): Promise<void> {
    const viewer = await signIn('viewer', options)
    for (const part of ['', '?view=reconciliation', '?view=shadow', '?view=live']) {
      await viewer.goto(`/venues${part}`)
      await expect(viewer.getByText(/Rehearsal|Real|differences?$|Drift since/).first()).toBeVisible()
      await expectWhole(viewer, `venues${part.replace('?view=', '-')}-${name}`)
    }
    await viewer.goto('/venues')
    await viewer.getByRole('link', { name: 'Rehearsal' }).click()
    await expect(viewer.getByRole('table', { name: 'Balances at the venue' })).toBeVisible({
      timeout: OPEN_WITHIN_MS,
    })
    await expectWhole(viewer, `venues-connection-${name}`)
  }
})
