/** Finds what a name on the command line means on the server. */

import {
  accounts,
  deployments,
  strategies,
  strategyVersions,
  type DeploymentFieldsFragment,
  type StrategyVersionFieldsFragment,
} from '@quarterdeck/client'
import type { Connection } from '../../../connection/connect.ts'
import { Refused } from '../../../exit.ts'

/** Rows of a list that are asked for at once. */
const PAGE = 100

interface Page<Row> {
  readonly edges: readonly { readonly node: Row }[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null }
}

/** All rows of a list, page by page. */
export async function allOf<Row>(
  ask: (page: { readonly first: number; readonly after: string | null }) => Promise<Page<Row> | undefined>,
): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (let after: string | null = null; ;) {
    const page: Page<Row> | undefined = await ask({ first: PAGE, after })
    rows.push(...(page?.edges ?? []).map(({ node }) => node))
    after = page?.pageInfo.endCursor ?? null
    if (page?.pageInfo.hasNextPage !== true || after === null) return rows
  }
}

export function allDeployments({ client, slug }: Connection): Promise<readonly DeploymentFieldsFragment[]> {
  return allOf(
    async (page) => (await client.request(deployments, { slug, ...page })).organization?.deployments,
  )
}

export function allStrategies({ client, slug }: Connection) {
  return allOf(async (page) => (await client.request(strategies, { slug, ...page })).organization?.strategies)
}

/** The versions of a strategy, newest first. */
export function versionsOf(
  { client }: Connection,
  strategyId: string,
): Promise<readonly StrategyVersionFieldsFragment[]> {
  return allOf(async (page) => {
    const { node } = await client.request(strategyVersions, { id: strategyId, ...page })
    return node?.__typename === 'Strategy' ? node.versions : undefined
  })
}

/** By its own name, its strategy's, or both as STRATEGY/DEPLOYMENT. Throws Refused where none or several are meant. */
export async function namedDeployment(
  connection: Connection,
  name: string,
): Promise<DeploymentFieldsFragment> {
  const all = await allDeployments(connection)
  const whole = (one: DeploymentFieldsFragment): string => `${one.strategy.name}/${one.name}`
  const exact = all.filter((one) => whole(one) === name)
  const meant =
    exact.length > 0 ? exact : all.filter((one) => one.name === name || one.strategy.name === name)
  const [only] = meant
  if (only === undefined)
    throw new Refused(
      `There is no deployment ${name}; there are: ${all.map(whole).join(', ') || 'none. See: quarterdeck strategy deploy'}`,
    )
  if (meant.length > 1)
    throw new Refused(`${name} can mean ${meant.map(whole).join(', ')}: name one of them whole.`)
  return only
}

export async function namedAccount(
  { client, slug }: Connection,
  name: string,
): Promise<{ readonly id: string; readonly name: string; readonly mode: string }> {
  const { organization } = await client.request(accounts, { slug })
  const all = organization?.accounts.edges.map(({ node }) => node) ?? []
  const found = all.filter((one) => one.name === name || one.id === name)
  const [only] = found
  if (only === undefined || found.length > 1)
    throw new Refused(
      `--account: there is ${only === undefined ? 'no' : 'more than one'} account ${name}; there are: ${all.map((one) => `${one.name} (${one.mode}, ${one.id})`).join(', ')}`,
    )
  return only
}
