/** Which scopes a person is offered. */
import { expect, it } from 'vitest'
import type { RiskTargetsQuery } from '../generated/graphql.ts'
import { scopesOffered } from './scope-targets.ts'

const scopes = ['ORGANIZATION', 'GLOBAL'] as const

function targets(platform: boolean): RiskTargetsQuery {
  const none = { edges: [] }
  return {
    organization: { id: 'org_1', platform, accounts: none, members: [], strategies: none },
    instruments: none,
  }
}

it.each([
  ['the platform organization', targets(true), ['ORGANIZATION', 'GLOBAL']],
  ['another organization', targets(false), ['ORGANIZATION']],
  ['an organization that is still loading', undefined, ['ORGANIZATION']],
])('%s is offered what it may engage', (_who, data, offered) => {
  expect(scopesOffered(scopes, data)).toEqual(offered)
})
