/** The gateway on an operator's machine: everything over TLS, with a certificate that nobody vouches for. */
import { afterEach, describe, expect, it } from 'vitest'
import type { OrderStreamEvent } from '../contract/streams.ts'
import { openGateway } from '../simulators/ibkr/testing/gateway.ts'
import { openIbkrRig, type IbkrRig } from '../simulators/ibkr/testing/rig.ts'
import { ibkrContext } from './context.ts'
import { openIbkrReads } from './reads.ts'
import { openIbkrWrites } from './writes.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** Both halves of a connection to a gateway before the rig's simulator. */
async function open(allowSelfSigned: boolean) {
  const rig: IbkrRig = await openIbkrRig({ gateway: true })
  const gateway = await openGateway(rig.port)
  const context = ibkrContext({
    ...rig.context,
    settings: {
      ...rig.context.settings,
      restBaseUrl: `https://127.0.0.1:${gateway.port}/v1/api`,
      wsUrl: `wss://127.0.0.1:${gateway.port}/v1/api/ws`,
      allowSelfSigned,
    },
  })
  const reads = openIbkrReads(context)
  const writes = openIbkrWrites(context, reads)
  closing.push(
    () => rig.close(),
    () => gateway.close(),
    () => writes.close(),
    () => reads.close(),
  )
  return { reads, writes }
}

const ORDER = {
  clientOrderId: 'over-tls',
  venueSymbol: '265598',
  side: 'BUY',
  orderType: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '1',
  limitPrice: '150',
  stopPrice: null,
  expiresAt: null,
  postOnly: false,
  reduceOnly: false,
} as const

describe('a gateway with a certificate that nobody vouches for', () => {
  it('is taken where the operator says so, for requests and for the stream', async () => {
    const { reads, writes } = await open(true)
    const told: OrderStreamEvent[] = []
    const stream = reads.openOrderStream((event) => void told.push(event))
    closing.push(() => stream.close())
    const states = () => told.flatMap((event) => (event.kind === 'STATE' ? [event.state] : []))
    await expect.poll(states, { timeout: 20_000 }).toContain('READY')
    expect((await writes.place(ORDER)).kind).toBe('ACCEPTED')
    await expect.poll(() => told.some(({ kind }) => kind === 'ORDER'), { timeout: 20_000 }).toBe(true)
  })

  it('is taken for nobody otherwise: not a byte of an order leaves', async () => {
    const { reads, writes } = await open(false)
    expect(await reads.balances()).toMatchObject({ failure: { kind: 'UNREACHABLE' } })
    expect((await writes.place(ORDER)).kind).toBe('NOT_SENT')
  })
})
