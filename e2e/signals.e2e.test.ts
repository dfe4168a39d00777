/** What models propose is seen with where it comes from, and decided by a person: accepted through the gate, or declined. */
import type { Page } from '@playwright/test'
import { askIn, demoHouse, expect, expectAccessible, keepScreenshot, NARROW, test } from './console-test.ts'

const INSTRUMENT = 'SIM:BTC-USD'

/** Lets signals trade a little on paper, and brings two proposals, as a program with a key would. */
async function propose(page: Page): Promise<unknown> {
  const { organizationId, paperId } = await demoHouse(page)
  const done = (name: string, input: object) => {
    const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`
    return askIn(page, `mutation ($input: ${type}!) { ${name}(input: $input) { __typename } }`, { input })
  }
  const policy = await done('setSignalPolicy', {
    organizationId,
    modes: ['PAPER'],
    instruments: [{ instrumentId: INSTRUMENT, quantityMax: '1' }],
    acceptedPerHourMax: 5,
    confidenceMin: 0.5,
  })
  const proposal = (source: string) =>
    done('proposeSignal', {
      accountId: paperId,
      instrumentId: INSTRUMENT,
      side: 'BUY',
      quantity: '0.01',
      signal: {
        at: new Date(Date.now() - 1_000).toISOString(),
        horizonSeconds: 3_600,
        score: 0.5,
        confidence: 0.9,
        source,
        version: '3',
        modelDigest: 'a3f1',
        featureDigest: '77be',
        features: [{ name: 'momentum', value: 0.25 }],
      },
    })
  return [policy, await proposal('boost'), await proposal('drift')]
}

test('a proposal is seen with its provenance, accepted by a person, and another one declined', async ({
  signIn,
}) => {
  const page = await signIn('owner')
  expect(await propose(page)).toEqual([
    { setSignalPolicy: { __typename: 'SetSignalPolicyPayload' } },
    { proposeSignal: { __typename: 'ProposeSignalPayload' } },
    { proposeSignal: { __typename: 'ProposeSignalPayload' } },
  ])
  await page.getByRole('link', { name: 'Strategies' }).first().click()
  await page.getByRole('button', { name: 'Signals' }).click()
  const proposals = page.getByRole('region', { name: 'Proposals' }).getByRole('listitem')
  const boost = proposals.filter({ hasText: 'From boost 3' })
  const drift = proposals.filter({ hasText: 'From drift 3' })
  await expect(boost).toContainText(/90\s%\ssure/)
  await boost.getByText('From boost 3').click()
  await expect(boost).toContainText('momentum 0.2500')
  await expect(boost).toContainText('a3f1')
  await expectAccessible(page)
  await keepScreenshot(page, 'signals')

  const viewer = await signIn('viewer', { viewport: NARROW, colorScheme: 'dark' })
  await viewer.goto(page.url())
  const accept = viewer.getByRole('button', { name: 'Accept' }).first()
  await expect(accept).toHaveAttribute('aria-disabled', 'true')
  await expect(accept).toHaveAccessibleDescription(/can, signed in\.$/)
  await expectAccessible(viewer)
  await keepScreenshot(viewer, 'signals-dark-390')
  await viewer.goto(page.url().replace(/\?.*$/, ''))
  await expect(viewer.getByRole('button', { name: 'Signals' })).toBeVisible()
  await keepScreenshot(viewer, 'strategies-dark-390')

  await boost.getByRole('button', { name: 'Accept' }).click()
  await expect(boost).toHaveAttribute('data-proposal', 'ACCEPTED')
  await expect(boost).toContainText('Order:')
  await drift.getByLabel('Why not').fill('too late in the day')
  await drift.getByRole('button', { name: 'Decline' }).click()
  await expect(drift).toHaveAttribute('data-proposal', 'DECLINED')
  await expect(drift).toContainText('too late in the day')
})
