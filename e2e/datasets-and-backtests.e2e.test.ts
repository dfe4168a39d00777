/** From a file to a compared result: import, look, play, sweep; and what a role may not do is not offered. */
import type { Page } from '@playwright/test'
import { expect, expectAccessible, keepScreenshot, NARROW, rowOf, test } from './console-test.ts'

const DAYS = 600
const DAY_MS = 86_400_000
/** Bars that the file leaves out: a run of days in the middle. */
const GAP = { from: 100, to: 112 }
/** What the two backtests and every run of the sweep may take on a busy machine. */
const PLAYED_WITHIN_MS = 120_000

/** Daily bars that swing, so that averages cross often. */
function waveFile(): string {
  const rows = ['Date,Open,High,Low,Close,Volume']
  const priceAt = (day: number) => 100 + 12 * Math.sin(day / 9) + 5 * Math.sin(day / 4)
  for (let day = 0; day < DAYS; day += 1) {
    if (day >= GAP.from && day < GAP.to) continue
    const [open, close] = [priceAt(day - 1), priceAt(day)]
    const high = Math.max(open, close) + 0.5
    const low = Math.min(open, close) - 0.5
    const date = new Date(Date.UTC(2022, 0, 1) + day * DAY_MS).toISOString().slice(0, 10)
    rows.push([date, ...[open, high, low, close].map((price) => price.toFixed(2)), 1000 + day].join(','))
  }
  return `${rows.join('\n')}\n`
}

async function importWave(page: Page, instrument: string): Promise<void> {
  await page.getByRole('link', { name: 'Datasets' }).first().click()
  await expect(page.getByRole('grid', { name: 'Datasets' })).toBeVisible()
  await page.keyboard.press('n')
  const form = page.getByRole('form', { name: 'Import' })
  await form
    .getByLabel('File to import')
    .setInputFiles({ name: 'wave.csv', mimeType: 'text/csv', buffer: Buffer.from(waveFile()) })
  await expect(page.getByText('as Stooq writes them')).toBeVisible()
  await expect(form.getByLabel('Timeframe')).toHaveValue('1d')
  await expect(page.getByRole('table')).toContainText('2022-01-01')
  await form.getByLabel('Instrument').fill(instrument)
  await form.getByRole('button', { name: 'Import', exact: true }).click()
  await expect(rowOf(page, 'Datasets', instrument)).toContainText(String(DAYS - (GAP.to - GAP.from)))
}

/** Fills the form of a new backtest as far as both kinds have it. */
async function openForm(page: Page, instrument: string): Promise<void> {
  await page.getByRole('link', { name: 'Backtests' }).first().click()
  await expect(page.getByRole('grid', { name: 'Backtests' })).toBeVisible()
  await page.keyboard.press('n')
  const form = page.getByRole('form', { name: 'New backtest' })
  await expect(form).toBeVisible()
  await form.getByRole('combobox', { name: 'Strategy' }).selectOption('sma-cross')
  await form.getByRole('checkbox', { name: instrument }).check()
  await expect(form.getByLabel('instrument', { exact: true })).toHaveValue(instrument)
  await expect(form.getByLabel('timeframe', { exact: true })).toHaveValue('1d')
}

async function runCross(page: Page, instrument: string, averages: readonly [string, string]): Promise<void> {
  await openForm(page, instrument)
  const [fast, slow] = averages
  await page.getByLabel('Name', { exact: true }).fill(`Cross ${fast}/${slow}`)
  await page.getByLabel('fast', { exact: true }).fill(fast)
  await page.getByLabel('slow', { exact: true }).fill(slow)
  await page.getByRole('button', { name: 'Start the backtest' }).click()
  await expect(page.getByRole('heading', { name: `Cross ${fast}/${slow}` })).toBeVisible()
  await expect(page.getByRole('grid', { name: 'Trades' }).locator('tbody tr[data-row]').first()).toBeVisible({
    timeout: PLAYED_WITHIN_MS,
  })
}

test('a file becomes a dataset, a dataset a backtest, and backtests are compared', async ({ signIn }) => {
  test.setTimeout(3 * PLAYED_WITHIN_MS)
  const instrument = 'SIM:WAVE'
  const page = await signIn('owner')
  await importWave(page, instrument)
  await expectAccessible(page)

  await page.getByRole('link', { name: instrument }).first().click()
  await expect(page.getByRole('img', { name: /^Gap map: 12 of 600 bars are missing/ })).toBeVisible()
  await expect(page.getByRole('figure', { name: `Prices of ${instrument} 1d` })).toBeVisible()
  await expect(page.getByRole('list', { name: 'Rules of validation' })).toContainText('Gaps')
  await expect(page.getByText('Volatility of a year')).toBeVisible()
  await page.getByRole('button', { name: 'Import…' }).click()
  const actions = 'Date,Dividends,Stock Splits\n2022-03-01,0.25,0\n'
  await page
    .getByLabel('File of splits and dividends')
    .setInputFiles({ name: 'actions.csv', mimeType: 'text/csv', buffer: Buffer.from(actions) })
  await expect(page.getByText('1 written, 0 as they were.')).toBeVisible()
  await expect(page.getByRole('region', { name: 'List of splits and dividends' })).toContainText('0.25')
  await expectAccessible(page)
  await keepScreenshot(page, 'dataset')

  await runCross(page, instrument, ['5', '20'])
  await expect(page.getByRole('figure', { name: 'Equity and drawdown of Cross 5/20' })).toBeVisible()
  await page.getByRole('button', { name: 'Definitions' }).click()
  await expect(page.getByText('Final equity over initial capital')).toBeVisible()
  await expect(page.getByText('As traded', { exact: true })).toBeVisible()
  await expectAccessible(page)
  await keepScreenshot(page, 'backtest')
  const [report] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: /\.html/ }).click(),
  ])
  expect(await report.failure()).toBeNull()

  await runCross(page, instrument, ['10', '40'])
  await page.keyboard.press('u')
  for (const name of ['Cross 5/20', 'Cross 10/40']) await page.getByLabel(`Compare ${name}`).check()
  await page.keyboard.press('c')
  await expect(page.getByRole('figure', { name: 'Equity of the compared backtests' })).toBeVisible()
  await expect(page.getByRole('columnheader', { name: 'Cross 10/40' })).toBeVisible()
  await expectAccessible(page)
  await keepScreenshot(page, 'compare')
})

test('a sweep is counted before it runs, drawn as a heat map, walked forward, and can be cancelled', async ({
  signIn,
}) => {
  test.setTimeout(3 * PLAYED_WITHIN_MS)
  const instrument = 'SIM:TIDE'
  await importWave(await signIn('owner'), instrument)
  const page = await signIn('trader')
  await openForm(page, instrument)
  await page.getByRole('radio', { name: 'Sweep' }).click()
  await page.getByLabel('Values of fast').fill('4:8:2')
  await page.getByLabel('Values of slow').fill('20,40')
  await page.getByRole('button', { name: 'Start the sweep of 6 runs' }).click()
  await expect(rowOf(page, 'Trials', /./)).toHaveCount(6, { timeout: PLAYED_WITHIN_MS })
  const heat = page.getByRole('region', { name: 'Heat map, scrollable' })
  await heat.getByRole('button').first().click()
  await expect(page.getByRole('heading', { name: /^Trial \d+$/ })).toBeVisible()
  await expectAccessible(page)
  await keepScreenshot(page, 'sweep')
  await page.getByRole('button', { name: 'Run it in full…' }).click()
  await expect(page.getByRole('radio', { name: 'One run' })).toBeChecked()
  await expect(page.getByLabel('fast', { exact: true })).toHaveValue('4')

  await openForm(page, instrument)
  await page.getByRole('radio', { name: 'Walk-forward' }).click()
  await page.getByLabel('Values of fast').fill('4,8')
  await page.getByLabel('Training').fill('200d')
  await page.getByLabel('Test', { exact: true }).fill('150d')
  await page.getByRole('button', { name: 'Start the walk-forward' }).click()
  const windows = page.getByRole('table', { name: 'What each window chose, and how it fared' })
  await expect(windows.getByRole('button', { name: 'Run…' })).toHaveCount(2, { timeout: PLAYED_WITHIN_MS })
  await expect(page.getByRole('figure', { name: /^Held-out equity and drawdown/ })).toBeVisible()
  await expect(page.getByText('2 of 2', { exact: true })).toBeVisible()
  await expectAccessible(page)
  await keepScreenshot(page, 'walk-forward')
  await page.getByRole('button', { name: 'Run again…' }).click()
  await expect(page.getByRole('radio', { name: 'Walk-forward' })).toBeChecked()
  await expect(page.getByLabel('Training')).toHaveValue('200d')

  await openForm(page, instrument)
  await page.getByRole('radio', { name: 'Sweep' }).click()
  await page.getByLabel('Values of fast').fill('2:40:1')
  await page.getByLabel('Values of slow').fill('50:90:1')
  await page.getByRole('button', { name: 'Start the sweep of 1,599 runs' }).click()
  await expect(page.getByRole('progressbar', { name: /^Progress of/ })).toBeVisible()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByText('Cancelled', { exact: true })).toBeVisible({ timeout: PLAYED_WITHIN_MS })
  await expect(page.getByRole('button', { name: 'Cancel' })).toHaveCount(0)
})

test('a venue is asked for the past of a dataset, and what cannot be asked for is said', async ({
  signIn,
}) => {
  const page = await signIn('owner', { viewport: NARROW })
  await page.getByRole('link', { name: 'Datasets' }).first().click()
  await page
    .getByRole('button', { name: /^Import/ })
    .first()
    .click()
  await page.getByRole('radio', { name: 'From a venue' }).click()
  const form = page.getByRole('form', { name: 'Dataset from a venue' })
  await form.getByRole('combobox', { name: 'Who is asked' }).selectOption('venue:COINBASE')
  await form.getByRole('button', { name: 'Begin' }).click()
  await expect(form.getByRole('alert')).toHaveText('Not begun: Name the instrument.')
  await form.getByLabel('Instrument').fill('SIM:BTC-USD')
  await form.getByLabel('From').fill('2024-02-29')
  await form.getByRole('button', { name: 'Begin' }).click()
  await expect(form.getByRole('alert')).toContainText('must be an instrument of COINBASE')
  await expectAccessible(page)
  await page.getByRole('radio', { name: 'From a file' }).click()
  await expect(page.getByLabel('File to import')).toBeVisible()
})

test('a trader may play but not import, a viewer neither, also on a phone', async ({ signIn }) => {
  const trader = await signIn('trader')
  await trader.getByRole('link', { name: 'Datasets' }).first().click()
  await expect(trader.getByRole('grid', { name: 'Datasets' })).toBeVisible()
  await expect(trader.getByRole('button', { name: 'Import' })).toHaveCount(0)
  await trader.getByRole('link', { name: 'Backtests' }).first().click()
  await expect(trader.getByRole('button', { name: 'New backtest' })).toBeVisible()

  const viewer = await signIn('viewer', { viewport: NARROW, colorScheme: 'dark' })
  for (const screen of ['Datasets', 'Backtests']) {
    await viewer.getByRole('link', { name: screen }).first().click()
    await expect(viewer.getByRole('grid', { name: screen })).toBeVisible()
    await expect(viewer.getByRole('button', { name: /^(Import|New backtest)/ })).toHaveCount(0)
    await expectAccessible(viewer)
  }
})
