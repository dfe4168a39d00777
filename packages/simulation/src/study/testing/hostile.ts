/** A strategy that misbehaves as its parameter says, at the 50th bar: for the tests of what stops it. */

import { defineStrategy, param } from '@quarterdeck/sdk'

const MANNERS = ['good', 'throws', 'loops', 'buffers', 'heap', 'exits', 'kills'] as const

const hoard: unknown[] = []

/** What the process of a worker has; the SDK's types know no process. */
interface Host {
  readonly process: {
    exit(code: number): never
    kill(pid: number, signal: string): void
    readonly pid: number
  }
}

export default defineStrategy({
  name: 'hostile',
  params: { instrument: param.instrument(), manner: param.enum(MANNERS) },
  subscribe: ({ instrument }) => [{ kind: 'BARS', instrument, timeframe: '1m' }],
  prepare: () => ({ bars: 0 }),
  onBar({ locals, params, orders }, { close }) {
    locals.bars += 1
    if (locals.bars % 10 === 0) orders.targetPosition(params.instrument, locals.bars % 20 === 0 ? 1 : 0)
    if (locals.bars !== 50) return
    const { process } = globalThis as unknown as Host
    switch (params.manner) {
      case 'good':
        return
      case 'throws':
        throw new Error(`no idea what to do at ${close}`)
      case 'loops':
        for (;;) locals.bars += 1e-9
      case 'buffers':
        for (;;) hoard.push(new Uint8Array(4_000_000).fill(1))
      case 'heap':
        for (;;) hoard.push({ length: hoard.length, text: [1, 2, 3] })
      case 'exits':
        return process.exit(0)
      case 'kills':
        // Dead at once, as by a hand from outside.
        process.kill(process.pid, 'SIGKILL')
        for (;;) locals.bars += 1e-9
    }
  },
})
