/** The story a first user is promised: trade, be judged, be limited, be stopped, and see each of it explained. */
import type { Page } from '@playwright/test'
import {
  chooseInstrument,
  expect,
  keepScreenshot,
  openPanel,
  policyVersion,
  rowOf,
  test,
} from './console-test.ts'

const SYMBOL = 'BTC-USD'

async function bidOf(page: Page): Promise<number> {
  const text = await rowOf(page, 'Watchlist', SYMBOL).locator('td').nth(1).innerText()
  return Number(text.replaceAll(',', ''))
}

async function fillTicket(
  page: Page,
  terms: { type: string; quantity: string; limit?: string },
): Promise<void> {
  const ticket = page.getByRole('form', { name: 'Order ticket' })
  await ticket.getByLabel('Type').selectOption({ label: terms.type })
  await ticket.getByLabel('Quantity', { exact: true }).fill(terms.quantity)
  if (terms.limit) await ticket.getByLabel('Limit price, USD', { exact: true }).fill(terms.limit)
}

/** A limit far enough below the market to rest, near enough for the price collar. */
async function restingLimit(page: Page): Promise<string> {
  return Math.floor((await bidOf(page)) * 0.97).toFixed(0)
}

test('a trader trades, the risk manager limits and stops them, and every decision is explained', async ({
  signIn,
}) => {
  test.setTimeout(180_000)
  const trader = await signIn('trader')

  await test.step('quotes are live and the line says so', async () => {
    await expect(trader.locator('[data-link="live"]')).toBeVisible()
    await chooseInstrument(trader, SYMBOL)
    const first = await bidOf(trader)
    await expect.poll(() => bidOf(trader), { timeout: 30_000 }).not.toBe(first)
  })

  await test.step('the decision is shown before the order is sent', async () => {
    await fillTicket(trader, { type: 'Market', quantity: '0.1' })
    const preview = trader.getByRole('region', { name: 'Preview' })
    await expect(preview.locator('[data-outcome="ALLOWED"]')).toBeVisible()
    await expect(preview.getByRole('row', { name: /Passed: .*Order notional/i })).toBeVisible()
  })

  await test.step('the order is sent by keyboard and its fill appears', async () => {
    await trader.getByLabel('Quantity', { exact: true }).press('Control+Enter')
    await expect(trader.getByText('Answered:')).toBeVisible()
    await openPanel(trader, 'Fills')
    await expect(rowOf(trader, 'Fills', SYMBOL).first()).toContainText('Buy')
    await openPanel(trader, 'Positions')
    await expect(rowOf(trader, 'Positions', SYMBOL)).toContainText('0.1')
    await openPanel(trader, 'Orders')
    await trader.getByRole('radio', { name: 'All' }).click()
    await expect(rowOf(trader, 'All orders', SYMBOL).first()).toContainText('Filled')
    await keepScreenshot(trader, 'story-filled')
  })

  await test.step('why it was allowed is kept with the order', async () => {
    await rowOf(trader, 'All orders', SYMBOL).first().click()
    await trader.keyboard.press('Enter')
    const detail = trader.getByRole('dialog')
    await expect(detail.locator('[data-outcome="ALLOWED"]')).toBeVisible()
    await expect(detail.getByRole('heading', { name: 'History' })).toBeVisible()
    await keepScreenshot(trader, 'story-detail')
    await trader.keyboard.press('Escape')
  })

  await test.step('an order below the market rests', async () => {
    await trader.getByRole('button', { name: 'Back to preview' }).click()
    await fillTicket(trader, { type: 'Limit', quantity: '0.2', limit: await restingLimit(trader) })
    await trader.getByLabel('Quantity', { exact: true }).press('Control+Enter')
    await trader.getByRole('radio', { name: 'Open' }).click()
    await expect(rowOf(trader, 'Open orders', SYMBOL)).toContainText('New')
  })

  const risk = await signIn('risk')
  const notional = risk.getByLabel('Order notional (base currency)')
  let before = ''
  await test.step('the risk manager tightens the policy', async () => {
    await risk.getByRole('link', { name: 'Risk', exact: true }).click()
    const next = (await policyVersion(risk)) + 1
    before = await notional.inputValue()
    await notional.fill('100')
    await risk.getByRole('button', { name: 'Save' }).click()
    await expect(risk.getByText(`Limits, version ${next}`)).toBeVisible()
    await expect(risk.getByRole('listitem').filter({ hasText: `Version ${next} ·` })).toContainText('100')
    await keepScreenshot(risk, 'story-policy')
  })

  await test.step('the next order is blocked, and the check that failed says by how much', async () => {
    await trader.getByRole('button', { name: 'Back to preview' }).click()
    await fillTicket(trader, { type: 'Limit', quantity: '0.3', limit: await restingLimit(trader) })
    await trader.getByLabel('Quantity', { exact: true }).press('Control+Enter')
    const answer = trader.getByRole('region', { name: 'Order sent' })
    await expect(answer.locator('[data-outcome="BLOCKED"]')).toBeVisible()
    const failed = answer.locator('[data-verdict="FAILED"]').filter({ hasText: 'notional' })
    await expect(failed.first().getByRole('cell').nth(1)).toHaveText('100')
    await expect(failed.first().getByRole('cell').nth(2)).toContainText('\u2212')
    await expect(answer.locator('[data-verdict="PASSED"]').first()).toBeVisible()
    await keepScreenshot(trader, 'story-blocked')
  })

  await test.step('the kill switch cancels what is open and says when nothing works any more', async () => {
    await risk.getByLabel('Reason').fill('Story halt')
    await risk.getByRole('button', { name: 'Engage now' }).click()
    await expect(risk.locator('li[data-phase="CONFIRMED"]')).toContainText('no working order left')
    const banner = trader.getByRole('status', { name: 'Kill switches' })
    await expect(banner).toContainText('Story halt')
    await expect(banner).toContainText('confirmed')
    await expect(rowOf(trader, 'Open orders', SYMBOL)).toHaveCount(0)
    await expect(trader.getByLabel('Quantity', { exact: true }), 'the desk stays as it was').toHaveValue(
      '0.3',
    )
    await trader.getByRole('radio', { name: 'All' }).click()
    await expect(rowOf(trader, 'All orders', /BTC-USD.*Canceled/)).toHaveCount(1)
    await keepScreenshot(trader, 'story-stopped')
    await keepScreenshot(risk, 'story-confirmed')
  })

  await test.step('releasing takes a reason and the word', async () => {
    await risk.getByRole('button', { name: 'Release…' }).click()
    const ceremony = risk.getByRole('dialog')
    await ceremony.getByRole('button', { name: 'Release', exact: true }).click()
    await expect(ceremony.getByText('Say why it is safe')).toBeVisible()
    await ceremony.getByLabel('Reason').fill('Story over')
    await ceremony.getByLabel('Type RELEASE to confirm').fill('RELEASE')
    await ceremony.getByRole('button', { name: 'Release', exact: true }).click()
    await expect(ceremony).toBeHidden()
    await expect(risk.locator('li[data-phase="RELEASED"]').filter({ hasText: 'Story over' })).toBeVisible()
    await expect(trader.getByText('Story halt')).toBeHidden()
  })

  await test.step('the policy is as it was, for those who trade here next', async () => {
    const next = (await policyVersion(risk)) + 1
    await notional.fill(before)
    await risk.getByRole('button', { name: 'Save' }).click()
    await expect(risk.getByText(`Limits, version ${next}`)).toBeVisible()
  })

  await test.step('all of it is in the audit log', async () => {
    await risk.getByRole('link', { name: 'Audit' }).click()
    const log = risk.getByRole('grid', { name: 'Audit log' })
    await expect(log.getByRole('row').filter({ hasText: 'Rita Risk' }).first()).toBeVisible()
    await keepScreenshot(risk, 'story-audit')
  })
})
