import { expect, it } from 'vitest'
import { manualClock } from '../testing/manual-clock.ts'
import { DemotionWatch } from './demotion-watch.ts'

it('takes back who breaks the policy, though others before him cannot be judged or taken back', async () => {
  const live = { userIds: ['u'], stagePercent: 100, enabledAt: 1, stageSince: 1 } as const
  const asked: unknown[] = []
  const said: string[] = []
  const say = (_fields: object, message: string) => void said.push(message)
  const watch = new DemotionWatch({
    clock: manualClock(),
    log: { debug: say, info: say, warn: say, error: say },
    accounts: () =>
      ['unread', 'refused', 'lost'].map((id) => ({ organizationId: `of ${id}`, account: { id, live } })),
    criteria: async (_organizationId, id) => {
      if (id === 'unread') throw new Error('its policy cannot be read')
      return [{ name: 'NO_OPEN_BREAK', observed: '1 open', required: 'none open', met: false, known: true }]
    },
    submit: async (organizationId, _actor, request) => {
      asked.push([organizationId, request.type])
      const outcome =
        organizationId === 'of refused'
          ? ({ kind: 'REFUSED', code: 'CONFLICT', field: null, message: 'not now' } as const)
          : ({ kind: 'ACCEPTED', events: [], subjectId: null, orderIds: [], decision: null } as const)
      return { outcome, orders: [] }
    },
  })
  await watch.look()
  expect(asked).toEqual([
    ['of refused', 'SetCapitalStage'],
    ['of lost', 'SetCapitalStage'],
  ])
  expect(said).toEqual([
    'A live account could not be judged; it is again',
    'A live account was not taken back',
    'A live account was taken back',
  ])
})
