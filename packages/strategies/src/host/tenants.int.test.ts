/** Two organizations side by side: each has processes of its own, and sees nothing of the other, not even its failures. */

import { describe, expect, it } from 'vitest'
import { bundleOf } from '../../test/bundles.ts'
import { atQuote } from '../../test/hostile/hostile-strategy.ts'
import { optionsOf, quoteInput, startInput } from '../../test/tape.ts'
import type { SessionMessage } from '../protocol/messages.ts'
import { startRunner } from './start-runner.ts'

interface Tenant {
  readonly messages: SessionMessage[]
  readonly printed: string[]
  readonly input: (n: number) => void
  readonly settled: (n: number) => Promise<void>
  readonly stop: () => Promise<unknown>
}

/** An organization with one session, which tells what it can find of any other. */
async function tenantOf(organizationId: string, secret: string, code: string): Promise<Tenant> {
  const messages: SessionMessage[] = []
  const printed: string[] = []
  let wake: () => void = () => undefined
  const runner = startRunner({
    organizationId,
    onMessage: (message) => {
      messages.push(message)
      wake()
    },
    onPrint: (text) => printed.push(text),
    onEnd: () => wake(),
  })
  const bundle = await bundleOf(atQuote(code, `const secret = '${secret}'; globalThis.shelf = [secret]`))
  const options = optionsOf(`order-${secret}`)
  runner.open({ organizationId, session: 's', digest: 'd', bundle, options, resume: null })
  const reached = (): number =>
    Math.max(0, ...messages.map((one) => (one.type === 'answer' || one.type === 'fault' ? one.n : 0)))
  return {
    messages,
    printed,
    input: (n) => runner.input('s', n, n === 1 ? startInput() : quoteInput(n)),
    settled: async (n) => {
      while (reached() < n) await new Promise<void>((resolve) => (wake = resolve))
    },
    stop: () => runner.stop(),
  }
}

describe('two tenants', () => {
  it('see neither data nor logs nor errors of each other', async () => {
    const looks = `context.log.info(JSON.stringify([secret, globalThis.shelf, Object.getOwnPropertyNames(globalThis).length]))
      context.orders.submit({ instrument: 'SIM:BTC-USD', side: 'BUY', type: 'MARKET', quantity: '1', tag: secret })`
    const one = await tenantOf('organization-1', 'amber', looks)
    const other = await tenantOf(
      'organization-2',
      'beryl',
      `if (quote.bid > 0) { ${looks}; throw new Error(secret) }`,
    )
    for (let n = 1; n <= 3; n++) for (const tenant of [one, other]) tenant.input(n)
    await Promise.all([one.settled(3), other.settled(2)])
    const [seenByOne, seenByOther] = [one, other].map(({ messages, printed }) =>
      JSON.stringify([messages, printed]),
    )
    expect(seenByOne).toContain('amber')
    expect(seenByOne).not.toContain('beryl')
    expect(seenByOther).toContain('beryl')
    expect(seenByOther).not.toContain('amber')
    expect(one.messages.map(({ type }) => type)).not.toContain('fault')
    await Promise.all([one.stop(), other.stop()])
  })
})
