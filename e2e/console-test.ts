/**
 * The test of the console suite: a server for the file, people who sign in each in a browser of their own, and after
 * every test the proof that no page had an error.
 */
import AxeBuilder from '@axe-core/playwright'
import { type BrowserContextOptions, expect, type Page, test as base } from '@playwright/test'
import { join } from 'node:path'
import { DEMO_PASSWORD, type Environment, startServer, type TestServer } from './server.ts'

export type Person = 'owner' | 'risk' | 'trader' | 'viewer'

/** Opens a browser for a person and signs them in. */
export type SignIn = (person: Person, options?: BrowserContextOptions) => Promise<Page>

interface Fixtures {
  readonly signIn: SignIn
  /** What went wrong in any page of this test; must be empty at its end. */
  readonly pageFaults: string[]
}

interface WorkerFixtures {
  /** What the server of the file starts with, for a file that needs more than the others. */
  readonly serverEnvironment: Environment
  readonly server: TestServer
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  serverEnvironment: [{}, { scope: 'worker', option: true }],
  server: [
    async ({ serverEnvironment }, use) => {
      const server = await startServer(serverEnvironment)
      await use(server)
      await server.close()
    },
    { scope: 'worker', timeout: 90_000 },
  ],
  pageFaults: async ({ browserName: _browserName }, use) => {
    const faults: string[] = []
    await use(faults)
    expect(faults, 'errors in the console of the page').toEqual([])
  },
  signIn: async ({ browser, server, pageFaults }, use) => {
    const contexts: { close: () => Promise<void> }[] = []
    await use(async (person, options = {}) => {
      const context = await browser.newContext({ baseURL: server.url, viewport: WIDE, ...options })
      contexts.push(context)
      const page = await context.newPage()
      watch(page, pageFaults)
      await page.goto('/')
      await page.getByLabel('E-mail').fill(`${person}@demo.test`)
      await page.getByLabel('Password').fill(DEMO_PASSWORD)
      await page.getByRole('button', { name: 'Sign in' }).click()
      await expect(page.getByRole('navigation', { name: 'Screens' })).toBeVisible()
      return page
    })
    for (const context of contexts) await context.close()
  },
})

export { expect } from '@playwright/test'

export const WIDE = { width: 1440, height: 900 }
export const NARROW = { width: 390, height: 844 }

function watch(page: Page, faults: string[]): void {
  page.on('pageerror', (error) => faults.push(`${page.url()}: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`${page.url()}: ${message.text()}`)
  })
}

/** Fails when the page has an accessibility violation that axe calls serious or critical. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  const serious = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`)
  expect(serious, 'serious accessibility violations').toEqual([])
}

/** The organization of the demonstration, as `askIn` reads it. */
interface House {
  readonly organization: {
    readonly id: string
    readonly accounts: {
      readonly edges: readonly { readonly node: { readonly id: string; readonly mode: string } }[]
    }
  }
}

/** Asks for the demonstration's organization and its PAPER account. */
export async function demoHouse(
  page: Page,
): Promise<{ readonly organizationId: string; readonly paperId: string }> {
  const { organization } = await askIn<House>(
    page,
    '{ organization(slug: "demo") { id accounts { edges { node { id mode } } } } }',
  )
  const paper = organization.accounts.edges.find(({ node }) => node.mode === 'PAPER')
  return { organizationId: organization.id, paperId: paper!.node.id }
}

/** Asks the API as the person who is signed in there: for what a test needs and no screen does. */
export async function askIn<Data>(page: Page, query: string, variables: object = {}): Promise<Data> {
  const answer = await page.evaluate(async (body) => {
    const response = await fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    })
    return response.json()
  }, JSON.stringify({ query, variables }))
  expect(answer.errors).toBeUndefined()
  return answer.data
}

/** Keeps a screenshot for people to look at; it is never compared. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(import.meta.dirname, 'screenshots', `${name}.png`) })
}

/** Opens a panel of the desk, docked or in tabs. */
export async function openPanel(page: Page, name: string): Promise<void> {
  await page.getByRole('tab', { name, exact: true }).click()
}

/** Returns a row of a table by a text it holds. */
export function rowOf(page: Page, table: string, text: string | RegExp) {
  return page.getByRole('grid', { name: table }).locator('tbody tr[data-row]').filter({ hasText: text })
}

/** Selects an instrument in the watchlist. */
export async function chooseInstrument(page: Page, symbol: string): Promise<void> {
  await rowOf(page, 'Watchlist', symbol).first().click()
  await expect(page.getByRole('heading', { name: symbol })).toBeVisible()
}

/** Returns the version of the policy that the Risk screen has open. */
export async function policyVersion(page: Page): Promise<number> {
  const text = await page.getByText(/^Limits, version \d+$/).innerText()
  return Number(text.replace(/\D/g, ''))
}
