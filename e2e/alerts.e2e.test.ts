/** An alert reaches the person at the desk on every screen, stays counted until looked at, and leads to its order. */
import type { Page, WebSocketRoute } from '@playwright/test'
import { expect, expectAccessible, keepScreenshot, NARROW, test, WIDE } from './console-test.ts'

const looks = [
  { name: 'light, 1440 wide', colorScheme: 'light', viewport: WIDE },
  { name: 'dark, 390 wide', colorScheme: 'dark', viewport: NARROW },
] as const

interface OrderOnDesk {
  readonly id: string
  readonly side: string
  readonly quantity: string
  readonly instrument: { readonly id: string; readonly symbol: string }
}

/** Asks the server as the person whose page it is. */
async function askFrom<Data>(page: Page, query: string, variables: object = {}): Promise<Data> {
  const body = JSON.stringify({ query, variables })
  return page.evaluate(async (text) => {
    const answer = await fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: text,
    })
    const { data, errors } = await answer.json()
    if (errors) throw new Error(JSON.stringify(errors))
    return data
  }, body)
}

async function placeOrder(page: Page): Promise<OrderOnDesk> {
  const found = await askFrom<{
    organization: { accounts: { edges: { node: { id: string; mode: string } }[] } }
  }>(page, '{ organization(slug: "demo") { accounts { edges { node { id mode } } } } }')
  const accountId = found.organization.accounts.edges.find(({ node }) => node.mode === 'PAPER')?.node.id
  const { submitOrder } = await askFrom<{ submitOrder: { order: OrderOnDesk } }>(
    page,
    `mutation($input: SubmitOrderInput!) {
      submitOrder(input: $input) { ... on SubmitOrderPayload { order { id side quantity instrument { id symbol } } } }
    }`,
    {
      input: {
        accountId,
        instrumentId: 'SIM:SOL-USD',
        clientOrderId: crypto.randomUUID(),
        side: 'BUY',
        type: 'MARKET',
        quantity: '2',
        timeInForce: 'IOC',
      },
    },
  )
  return submitOrder.order
}

/** Stands in the page's line to the server and can say what the venue's reports would make the server say. */
async function standInLine(page: Page): Promise<(alert: object) => void> {
  let line: WebSocketRoute | null = null
  let following: string | null = null
  await page.routeWebSocket(/\/graphql$/, (socket) => {
    const server = socket.connectToServer()
    line = socket
    socket.onMessage((message) => {
      const said: { id?: string; payload?: { query?: string } } = JSON.parse(String(message))
      if (said.payload?.query?.includes('controlUpdates')) following = said.id ?? null
      server.send(message)
    })
  })
  await page.reload()
  await expect.poll(() => following).not.toBeNull()
  return (alert) => {
    const controlUpdates = {
      __typename: 'ControlUpdate',
      cursor: '0',
      killSwitch: null,
      riskPolicy: null,
      auditEntry: null,
      alert: { __typename: 'Alert', at: new Date().toISOString(), ...alert },
    }
    line?.send(JSON.stringify({ id: following, type: 'next', payload: { data: { controlUpdates } } }))
  }
}

for (const { name, colorScheme, viewport } of looks) {
  test(`an alert is counted until looked at, and leads to its order: ${name}`, async ({ signIn }) => {
    const page = await signIn('trader', { colorScheme, viewport })
    const file = `${colorScheme}-${viewport.width}`
    const order = await placeOrder(page)
    const raise = await standInLine(page)
    const bell = page.getByRole('button', { name: /^Alerts/ })
    await expect(bell).toHaveAccessibleName('Alerts')
    await bell.click()
    await expect(page.getByText('No alerts.')).toBeVisible()
    await page.keyboard.press('Escape')

    raise({
      id: 'alert_1',
      kind: 'UNMATCHED_REPORT',
      message: 'a report of an order that nobody placed',
      order: null,
    })
    raise({
      id: 'alert_2',
      kind: 'FILL_AFTER_END',
      message: 'execution sim-x-81 of an order that was CANCELED',
      order: {
        __typename: 'Order',
        ...order,
        instrument: { __typename: 'Instrument', ...order.instrument },
      },
    })
    await expect(bell).toHaveAccessibleName('Alerts, 2 new')
    await expect(page.getByRole('status', { name: 'New alerts' })).toHaveText('2 new alerts')
    await expectAccessible(page)
    await keepScreenshot(page, `alerts-counted-${file}`)

    await bell.click()
    const list = page.getByRole('dialog', { name: 'Alerts' })
    await expect(list.getByRole('listitem')).toHaveCount(2)
    await expect(list.getByRole('listitem').first()).toContainText('Fill after end')
    await expect(bell).toHaveAccessibleName('Alerts')
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect(overflow, 'pixels that the page is wider than the window').toBeLessThanOrEqual(0)
    await expectAccessible(page)
    await keepScreenshot(page, `alerts-${file}`)
    await list.getByRole('button', { name: /SOL-USD/ }).click()
    await expect(page.getByRole('dialog', { name: 'Buy SOL-USD' })).toBeVisible()
    const kept = await page.evaluate(() =>
      Object.entries(localStorage).filter(([key]) => key.startsWith('quarterdeck.alerts.')),
    )
    expect(kept).toEqual([[expect.stringMatching(/\.demo$/), 'alert_2']])
  })
}
