/** Two people at one policy, and two modes at one desk: nothing is overwritten or switched by accident. */
import type { Page } from '@playwright/test'
import { expect, keepScreenshot, policyVersion, test } from './console-test.ts'

test('a policy that somebody else saved meanwhile is not overwritten, and says who changed what', async ({
  signIn,
}) => {
  const risk = await signIn('risk')
  const owner = await signIn('owner')
  for (const page of [risk, owner]) {
    await page.getByRole('link', { name: 'Risk', exact: true }).click()
  }
  const start = await policyVersion(owner)
  expect(await policyVersion(risk)).toBe(start)
  await risk.getByLabel('Leverage (times equity)').fill('2')
  await owner.getByLabel('Open orders (orders)').fill('150')
  await owner.getByRole('button', { name: 'Save' }).click()
  await expect(owner.getByText(`Limits, version ${start + 1}`)).toBeVisible()

  const conflict = risk.getByRole('alert').filter({ hasText: `Olivia Owner saved version ${start + 1}` })
  await expect(conflict).toContainText('Open orders')
  await expect(risk.getByLabel('Leverage (times equity)')).toHaveValue('2')
  await keepScreenshot(risk, 'policy-conflict')
  await risk.getByRole('button', { name: 'Keep my edits' }).click()
  await risk.getByRole('button', { name: 'Save' }).click()
  await expect(risk.getByText(`Limits, version ${start + 2}`)).toBeVisible()
})

async function openShadowAccount(page: Page): Promise<unknown> {
  return page.evaluate(async () => {
    const ask = async (query: string, variables: object) => {
      const response = await fetch('/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
      })
      return response.json()
    }
    const { data } = await ask('{ organization(slug: "demo") { id } }', {})
    const input = {
      organizationId: data.organization.id,
      name: 'Second look',
      mode: 'SHADOW',
      currency: 'USD',
    }
    const query =
      'mutation ($input: OpenAccountInput!) { openAccount(input: $input) { __typename ... on Problem { message } } }'
    return (await ask(query, { input })).data.openAccount
  })
}

test('switching to an account of another mode is asked about first', async ({ signIn }) => {
  const page = await signIn('owner')
  expect(await openShadowAccount(page)).toMatchObject({ __typename: 'OpenAccountPayload' })
  await page.reload()
  const switcher = page.getByRole('button', { name: 'Switch account' })
  await expect(switcher).toContainText('PAPER')

  await switcher.click()
  await page.getByRole('menuitemradio', { name: /Second look/ }).click()
  const question = page.getByRole('alertdialog', { name: 'Switch from PAPER to SHADOW?' })
  await question.getByRole('button', { name: 'Keep as it is' }).click()
  await expect(switcher).toContainText('PAPER')

  await switcher.click()
  await page.getByRole('menuitemradio', { name: /Second look/ }).click()
  await question.getByRole('button', { name: 'Switch to SHADOW' }).click()
  await expect(switcher).toContainText('SHADOW')
  await expect(page.getByRole('form', { name: 'Order ticket' })).toContainText('SHADOW')
  await keepScreenshot(page, 'shadow-account')
})
