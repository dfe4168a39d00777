/** From a zip that is dropped on the screen to a strategy that trades, is looked into, changed and stopped. */
import type { Page } from '@playwright/test'
import { expect, expectAccessible, keepScreenshot, NARROW, rowOf, test, WIDE } from './console-test.ts'
import { brokenFiles, counterFiles, louderFiles, throwerFiles } from './counter-strategy.ts'
import { zipOf } from './zip-file.ts'

/** What a build, or a run's start, may take on a machine that is busy with others. */
const BUILT_WITHIN_MS = 150_000
const RUNS_WITHIN_MS = 90_000

/** Each look sees list, log and code, and some of the other parts: together they see all. */
const looks = [
  { colorScheme: 'light', viewport: WIDE, tabs: ['History'] },
  { colorScheme: 'dark', viewport: WIDE, tabs: ['Resources'] },
  { colorScheme: 'light', viewport: NARROW, tabs: ['Orders'] },
  { colorScheme: 'dark', viewport: NARROW, tabs: ['Parameters'] },
] as const

async function expectWhole(page: Page, file: string): Promise<void> {
  await expectAccessible(page)
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(overflow, 'pixels that the page is wider than the window').toBeLessThanOrEqual(0)
  await keepScreenshot(page, file)
}

/** Drops a zip on the screen as a person does. */
async function dropZip(page: Page, name: string, content: Buffer): Promise<void> {
  const transfer = await page.evaluateHandle(
    ({ fileName, base64 }) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
      const held = new DataTransfer()
      held.items.add(new File([bytes], fileName, { type: 'application/zip' }))
      return held
    },
    { fileName: name, base64: content.toString('base64') },
  )
  const target = page.getByRole('grid', { name: 'Deployments' })
  await target.dispatchEvent('dragenter', { dataTransfer: transfer })
  await expect(page.getByText('Drop the zip to have it built')).toBeVisible()
  await target.dispatchEvent('drop', { dataTransfer: transfer })
}

/** Submits by drop and waits for what becomes of it. */
async function submit(page: Page, name: string, content: Buffer, status: string): Promise<void> {
  await page.getByRole('link', { name: 'Strategies' }).first().click()
  await expect(page.getByRole('grid', { name: 'Deployments' })).toBeVisible()
  await dropZip(page, `${name}.zip`, content)
  const form = page.getByRole('form', { name: 'Submit a strategy' })
  await expect(form.getByLabel('Strategy', { exact: true })).toHaveValue(name)
  await expect(form.getByRole('status')).toContainText('is at the server')
  await form.getByRole('button', { name: 'Build' }).click()
  await expect(page.getByRole('heading', { name: /^Version \d+$/ })).toBeVisible()
  await expect(page.locator(`[data-status="${status}"]`).first()).toBeVisible({ timeout: BUILT_WITHIN_MS })
}

/** Walks the way to a deployment by keyboard alone, once the account is picked. */
async function deploy(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Deploy…' }).click()
  const form = page.getByRole('form', { name: 'Deploy' })
  await expect(form.getByRole('radio', { name: /^v1/ })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(form.getByLabel('instrument', { exact: true })).toBeFocused()
  await form.getByLabel('every', { exact: true }).fill('0')
  await page.keyboard.press('Enter')
  const accounts = form.getByRole('group', { name: 'Account' })
  await expect(accounts).toBeVisible()
  await accounts.getByRole('radio', { name: /PAPER/ }).first().check()
  await expect(form.getByRole('region', { name: 'Policies in force' })).toBeVisible()
  await keepScreenshot(page, 'deploy-account')
  await expectAccessible(page)
  await page.keyboard.press('Enter')
  await expect(form.getByLabel('Name of the deployment')).toHaveValue('counter-1')
  await form.getByLabel('Orders a minute, at most').fill('600')
  await page.keyboard.press('Enter')
  await form.getByRole('button', { name: 'Deploy and start' }).click()

  await test.step('the server says at the field what it does not take, and nothing is lost', async () => {
    await expect(form.getByLabel('every', { exact: true })).toHaveAttribute('aria-invalid', 'true')
    await keepScreenshot(page, 'deploy-refused')
    await form.getByLabel('every', { exact: true }).fill('3')
    await page.goBack()
    await page.goForward()
    await expect(form.getByLabel('every', { exact: true })).toHaveValue('3')
    await page.keyboard.press('Escape')
    await expect(page.getByRole('heading', { name: 'Version 1' })).toBeVisible()
    await page.getByRole('button', { name: 'Deploy…' }).click()
    await expect(form.getByRole('radio', { name: /^v1/ })).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(form.getByLabel('instrument', { exact: true })).toBeFocused()
    await expect(form.getByLabel('every', { exact: true })).toHaveValue('3')
    for (const step of ['Account', 'Limits', 'Review']) {
      // A key goes to what has the focus: each step takes it when it is there.
      await expect(form.locator(':focus')).toHaveCount(1)
      await page.keyboard.press('Enter')
      await expect(form.getByRole('button', { name: step })).toHaveAttribute('aria-current', 'step')
    }
    await expect(form).toContainText('at most 600')
    await keepScreenshot(page, 'deploy-review')
    await expect(form.locator(':focus')).toHaveCount(1)
    await page.keyboard.press('Enter')
  })
}

test('a zip becomes a strategy that trades, is explained, changed, compared and stopped', async ({
  signIn,
}) => {
  test.setTimeout(600_000)
  const page = await signIn('trader')

  await test.step('it is dropped, built, and its code is shown', async () => {
    await submit(page, 'counter', zipOf(counterFiles), 'READY')
    await expect(page.getByRole('region', { name: 'Code of strategy.ts' })).toContainText('defineStrategy')
    await page.keyboard.press('/')
    await page.keyboard.type('words.')
    await expect(page.getByRole('search', { name: 'Search the code' })).toContainText('1 of 5')
    await expectAccessible(page)
    await keepScreenshot(page, 'strategy')
  })

  await test.step('it is deployed to the paper account and runs', async () => {
    await deploy(page)
    await expect(page.locator('[data-activity="RUNNING"]').first()).toBeVisible({ timeout: RUNS_WITHIN_MS })
  })

  await test.step('its log is live, filtered by level and searched', async () => {
    const log = page.getByRole('log', { name: 'Log' })
    await expect(log).toContainText('order 1', { timeout: RUNS_WITHIN_MS })
    await expectAccessible(page)
    await keepScreenshot(page, 'deployment-log')
    await page.keyboard.press('f')
    await page.getByRole('button', { name: /^Follow, \d+ new$/ }).click()
    await expect(page.getByRole('button', { name: 'Hold' })).toBeVisible()
    await page.getByRole('radio', { name: 'warn+' }).click()
    await expect(log.locator('[data-level="WARN"]').first()).toBeVisible()
    await expect(log.locator('[data-level="DEBUG"]')).toHaveCount(0)
    await page.getByLabel('Text in the log').fill('order 1')
    await expect(log).toContainText('order 1')
    await expect(log).not.toContainText('order 2 ')
  })

  await test.step('its orders, position and decisions are its own', async () => {
    await page.getByRole('tab', { name: 'Orders' }).click()
    await expect(rowOf(page, 'Orders of the deployment', 'BTC-USD').first()).toContainText('Buy')
    await rowOf(page, 'Orders of the deployment', 'BTC-USD').first().dblclick()
    await expect(page.getByRole('dialog')).toContainText('Wanted by counter-1 of counter, run 1')
    await keepScreenshot(page, 'order-origin')
    await page.keyboard.press('Escape')
    await page.getByRole('tab', { name: 'Position' }).click()
    await expect(rowOf(page, 'Holdings of the deployment', 'BTC-USD')).toBeVisible()
    await page.getByRole('tab', { name: 'Decisions' }).click()
    const decision = page.getByRole('region', { name: 'Decisions' }).getByRole('listitem')
    await expect(decision.first()).toContainText('lots of SIM:BTC-USD')
    await decision.first().locator('summary').click()
    await expect(decision.first()).toContainText('"clientOrderId"')
    await expectAccessible(page)
    await keepScreenshot(page, 'deployment-decisions')
  })

  await test.step('a parameter is changed under somebody who edits it too, and nothing is overwritten', async () => {
    await page.getByRole('tab', { name: 'Parameters' }).click()
    const form = page.getByRole('form', { name: 'Parameters' })
    const owner = await signIn('owner')
    await owner.goto(page.url())
    await owner.getByLabel('quantity', { exact: true }).fill('0.02')
    await form.getByLabel('every', { exact: true }).fill('4')
    await expect(form.getByRole('row', { name: 'every 3 4' })).toBeVisible()
    await keepScreenshot(page, 'deployment-change')
    await form.getByRole('button', { name: 'Change and begin a new run' }).click()
    await expect(form).toContainText('Revision 2.')

    const conflict = owner.getByRole('alert').filter({ hasText: 'Somebody changed it' })
    await expect(conflict).toContainText('revision 2 is in force')
    await expect(owner.getByLabel('quantity', { exact: true })).toHaveValue('0.02')
    await keepScreenshot(owner, 'deployment-conflict')
    await conflict.getByRole('button', { name: 'Keep my edits, on top of it' }).click()
    await expect(owner.getByRole('row', { name: /^quantity/ })).toBeVisible()
    await expect(owner.getByRole('row', { name: /^every/ })).toHaveCount(0)
    await owner.getByRole('button', { name: 'Undo' }).click()
    await expect(owner.getByLabel('every', { exact: true })).toHaveValue('4')
    await owner.context().close()
  })

  await test.step('a change is taken back', async () => {
    await page.getByRole('button', { name: 'Roll back counter-1' }).click()
    const question = page.getByRole('dialog', { name: 'Roll back: counter-1' })
    await expectAccessible(page)
    await question.getByRole('button', { name: 'Roll back' }).click()
    await expect(question).toBeHidden()
    const form = page.getByRole('form', { name: 'Parameters' })
    await expect(form.getByLabel('every', { exact: true })).toHaveValue('3')
  })

  await test.step('what it decided is what its code decides again', async () => {
    await page.getByRole('tab', { name: 'Parity' }).click()
    await page.getByLabel('Run', { exact: true }).fill('1')
    await page.getByRole('button', { name: 'Compare now' }).click()
    const report = page.locator('[data-parity="EQUAL"]')
    await expect(report).toContainText(/^([1-9]\d*) decisions?, \1 equal/, { timeout: RUNS_WITHIN_MS })
    await keepScreenshot(page, 'deployment-parity')
  })

  await test.step('nothing that went wrong is kept from sight', async () => {
    await page.getByRole('tab', { name: 'Incidents' }).click()
    await expect(page.getByRole('region', { name: 'Incidents' })).toBeVisible()
    await expectAccessible(page)
  })

  await test.step('every screen of it is whole, light and dark, on a desk and on a phone', async () => {
    const address = page.url()
    for (const { colorScheme, viewport, tabs } of looks) {
      const person = await signIn('owner', { colorScheme, viewport })
      const file = `${colorScheme}-${viewport.width}`
      await person.getByRole('link', { name: 'Strategies' }).first().click()
      await expect(rowOf(person, 'Deployments', 'counter-1')).toContainText('Running')
      await expectWhole(person, `strategies-list-${file}`)
      await person.goto(`${address.split('&')[0]}&tab=log`)
      await expect(person.getByRole('log', { name: 'Log' })).toContainText('quote')
      await expectWhole(person, `strategies-log-${file}`)
      for (const tab of tabs) {
        await person.getByRole('tab', { name: tab }).click()
        await expect(person.getByRole('tabpanel', { name: tab })).toBeVisible()
        await expectWhole(person, `strategies-${tab.toLowerCase()}-${file}`)
      }
      await person.getByRole('link', { name: /^counter v1$/ }).click()
      await expect(person.getByRole('region', { name: 'Code of strategy.ts' })).toBeVisible()
      await expectWhole(person, `strategies-code-${file}`)
      await person.context().close()
    }
  })

  await test.step('one key stops it, and it says so in its log', async () => {
    await page.getByRole('tab', { name: 'Log' }).click()
    await page.keyboard.press('Shift+S')
    await expect(page.locator('[data-activity="STOPPED"]').first()).toBeVisible({ timeout: RUNS_WITHIN_MS })
    await expect(page.getByRole('log', { name: 'Log' })).toContainText('stopped after')
    await page.getByRole('link', { name: 'Strategies' }).first().click()
    await expect(rowOf(page, 'Deployments', 'counter-1')).toContainText('Stopped')
    await expect(page.getByRole('button', { name: 'Stop counter-1' })).toHaveAttribute(
      'aria-disabled',
      'true',
    )
  })

  await test.step('what it holds is closed at the market, after a question', async () => {
    await page.getByRole('link', { name: 'counter-1' }).click()
    await page.getByRole('button', { name: 'Flatten counter-1' }).click()
    const question = page.getByRole('dialog', { name: 'Flatten: counter-1' })
    await expect(question).toContainText('closed at the market')
    await question.getByRole('button', { name: 'Flatten' }).click()
    await expect(question).toBeHidden()
    await page.getByRole('link', { name: 'Desk' }).click()
    await page.getByRole('radio', { name: 'All' }).click()
    await expect(rowOf(page, 'All orders', /BTC-USD.*Sell.*Filled.*Market/).first()).toBeVisible()
    await page.getByRole('link', { name: 'Strategies' }).first().click()
  })

  await test.step('another version is told from the first, line by line', async () => {
    await page.getByRole('link', { name: 'Strategies' }).first().click()
    await dropZip(page, 'counter.zip', zipOf(louderFiles))
    await page.getByRole('button', { name: 'Build' }).click()
    await expect(page.getByRole('heading', { name: 'Version 2' })).toBeVisible()
    await expect(page.getByRole('button', { name: 'Deploy…' })).toBeVisible({ timeout: BUILT_WITHIN_MS })
    await page.getByRole('tab', { name: 'Changes' }).click()
    const difference = page.getByRole('region', { name: 'Differences in words.ts' })
    await expect(difference).toContainText('Added:   started: (quotes: number) => `STARTED at')
    await expectAccessible(page)
    await keepScreenshot(page, 'version-changes')
    await page.getByRole('link', { name: 'Strategies' }).first().click()
  })

  await test.step('who did what is kept, and a viewer may only look', async () => {
    const owner = await signIn('owner')
    await owner.goto(page.url())
    await owner.getByRole('link', { name: 'counter-1' }).click()
    await owner.getByRole('tab', { name: 'History' }).click()
    await expect(owner.getByRole('region', { name: 'History' })).toContainText('revision 2')
    await owner.getByRole('tab', { name: 'Resources' }).click()
    await expectAccessible(owner)
    const viewer = await signIn('viewer', { viewport: NARROW, colorScheme: 'dark' })
    await viewer.getByRole('link', { name: 'Strategies' }).first().click()
    await expect(viewer.getByRole('button', { name: 'Submit' })).toHaveAttribute('aria-disabled', 'true')
    const start = viewer.getByRole('button', { name: 'Start counter-1' })
    await expect(start).toHaveAttribute('aria-disabled', 'true')
    await expect(start).toHaveAccessibleDescription(/^A trader, .* can start it/)
    await expectAccessible(viewer)
  })
})

test('a build that is refused says where and by which rule', async ({ signIn }) => {
  test.setTimeout(300_000)
  const page = await signIn('trader')
  await submit(page, 'broken', zipOf(brokenFiles), 'FAILED')
  const problems = page.getByRole('list', { name: 'Problems' })
  await expect(problems.getByRole('listitem').first()).toContainText('words.started(state.quotes)')
  await expectAccessible(page)
  await keepScreenshot(page, 'build-refused')
  await problems.getByRole('button', { name: /^strategy\.ts:\d+:\d+$/ }).click()
  const line = page.getByRole('region', { name: 'Code of strategy.ts' }).locator('[title*="TYPES"]')
  await expect(line).toContainText('words.started(state.quotes)')
  await keepScreenshot(page, 'build-refused-code')
})

test('a strategy that fails again and again is kept from running, and says why', async ({ signIn }) => {
  test.setTimeout(400_000)
  const page = await signIn('trader')
  await submit(page, 'thrower', zipOf(throwerFiles), 'READY')
  await page.getByRole('button', { name: 'Deploy…' }).click()
  const form = page.getByRole('form', { name: 'Deploy' })
  for (const step of ['Parameters', 'Account', 'Limits', 'Review']) {
    await form.getByRole('button', { name: 'Next' }).click()
    await expect(form.getByRole('button', { name: step, exact: true })).toHaveAttribute(
      'aria-current',
      'step',
    )
    if (step === 'Account') await form.getByRole('radio', { name: /PAPER/ }).first().check()
  }
  await form.getByRole('button', { name: 'Deploy and start' }).click()
  await expect(page.locator('[data-activity="QUARANTINED"]').first()).toBeVisible({
    timeout: BUILT_WITHIN_MS,
  })
  await expect(page.getByText('I do not like this quote').first()).toBeVisible()
  await page.getByRole('tab', { name: 'Incidents' }).click()
  const incident = page.locator('[data-incident="CRASH_LOOP"]').first()
  await expect(incident).toBeVisible({ timeout: RUNS_WITHIN_MS })
  await incident.getByText('What was seen around it').click()
  await expect(incident).toContainText('"', { timeout: RUNS_WITHIN_MS })
  await expectAccessible(page)
  await keepScreenshot(page, 'deployment-incident')
  await incident.getByRole('button', { name: 'Close…' }).click()
  const question = page.getByRole('dialog', { name: 'Close the incident' })
  await question.getByLabel('Reason').fill('Known; the author mends it')
  await question.getByRole('button', { name: 'Close it' }).click()
  await expect(incident).toContainText('Over:')
  await page.getByRole('link', { name: 'Strategies' }).first().click()
  await expect(page.getByText(/1 quarantined/)).toBeVisible({ timeout: RUNS_WITHIN_MS })
  await keepScreenshot(page, 'strategies-quarantined')
})
