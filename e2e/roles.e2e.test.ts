/** What a role may not do is not offered. */
import { expect, test } from './console-test.ts'

test('a viewer is offered no order, no policy change and no switch', async ({ signIn }) => {
  const page = await signIn('viewer')
  await expect(page.getByText('Your role watches orders').first()).toBeVisible()
  await expect(page.getByRole('form', { name: 'Order ticket' })).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Cancel all' })).toHaveCount(0)
  await page.getByRole('link', { name: 'Risk', exact: true }).click()
  await expect(page.getByText(/^Limits, version/)).toBeVisible()
  await expect(page.getByRole('button', { name: 'Save' })).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Engage now' })).toHaveCount(0)
})

test('a trader is offered orders but neither policies nor switches to change', async ({ signIn }) => {
  const page = await signIn('trader')
  await expect(page.getByRole('form', { name: 'Order ticket' })).toBeVisible()
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('option', { name: 'Buy: open the ticket' })).toBeVisible()
  await expect(page.getByRole('option', { name: 'Engage a kill switch' })).toHaveCount(0)
  await page.keyboard.press('Escape')
  await page.getByRole('link', { name: 'Risk', exact: true }).click()
  await expect(page.getByText(/^Limits, version/)).toBeVisible()
  await expect(page.getByRole('button', { name: 'Engage now' })).toHaveCount(0)
})

test('a risk manager is offered policies and switches but no ticket', async ({ signIn }) => {
  const page = await signIn('risk')
  await expect(page.getByText('Your role watches orders').first()).toBeVisible()
  await page.getByRole('link', { name: 'Risk', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Engage now' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Save' })).toBeVisible()
})
