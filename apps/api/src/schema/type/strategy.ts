/** Strategies: named in the schema because policies and switches can point at them; this release hosts none. */
import { builder } from '../builder.ts'
import { Mode, StrategyStatus } from '../enums.ts'

interface StrategyRow {
  readonly id: string
  readonly name: string
  readonly status: 'RUNNING' | 'STOPPED' | 'FAILED'
  readonly mode: 'PAPER' | 'SHADOW' | 'LIVE'
}

export const Strategy = builder.objectRef<StrategyRow>('Strategy')

builder.node(Strategy, {
  description: 'A program that trades.',
  id: { resolve: ({ id }) => id },
  loadOne: () => null,
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Name.' }),
    status: t.expose('status', { type: StrategyStatus, description: 'Whether it runs.' }),
    mode: t.expose('mode', { type: Mode, description: 'Which market gets its writes.' }),
  }),
})
