/** A broken line is shown, loses nothing, and places nothing twice. */
import { chooseInstrument, expect, rowOf, test } from './console-test.ts'
import { DEMO_PASSWORD } from './server.ts'

test('an order sent into a dead server is one order after sending it again', async ({ browser, server }) => {
  test.setTimeout(150_000)
  // The dead server makes the browser report failed requests: that is what this test is about.
  const context = await browser.newContext({ baseURL: server.url, viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  await page.goto('/')
  await page.getByLabel('E-mail').fill('trader@demo.test')
  await page.getByLabel('Password').fill(DEMO_PASSWORD)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await chooseInstrument(page, 'SOL-USD')
  const ticket = page.getByRole('form', { name: 'Order ticket' })
  const bid = await rowOf(page, 'Watchlist', 'SOL-USD').locator('td').nth(1).innerText()
  await ticket.getByLabel('Quantity', { exact: true }).fill('2')
  await ticket.getByLabel('Limit price, USD', { exact: true }).fill(Math.floor(Number(bid) * 0.97).toFixed(0))

  await server.kill()
  await expect(page.locator('[data-link="reconnecting"]')).toBeVisible()
  await expect(rowOf(page, 'Watchlist', 'SOL-USD')).toBeVisible()
  await page.getByLabel('Quantity', { exact: true }).press('Control+Enter')
  await expect(page.getByText('No answer came.')).toBeVisible()
  await expect(ticket.getByLabel('Quantity', { exact: true })).toBeDisabled()

  await server.start()
  await expect(page.locator('[data-link="live"]')).toBeVisible({ timeout: 60_000 })
  const send = ticket.getByRole('button', { name: /^Send again/ })
  await send.click()
  await expect(page.getByText('Answered:')).toBeVisible()
  await expect(rowOf(page, 'Open orders', 'SOL-USD')).toHaveCount(1)
  await expect(rowOf(page, 'Open orders', 'SOL-USD')).toContainText('New')
  await page.getByRole('radio', { name: 'All' }).click()
  // Other stories on this server bought the same at market.
  await expect(rowOf(page, 'All orders', 'SOL-USD').filter({ hasText: 'Limit Day' })).toHaveCount(1)
  await context.close()
})
