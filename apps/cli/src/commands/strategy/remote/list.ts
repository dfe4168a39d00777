/** `quarterdeck strategy list`: strategies with their newest version, and what runs of them. */

import type { DeploymentFieldsFragment } from '@quarterdeck/client'
import { connect, type ConnectionOptions } from '../../../connection/connect.ts'
import { printRows } from '../../../output/table.ts'
import { allStrategies } from './find.ts'

type Listed = Awaited<ReturnType<typeof allStrategies>>[number]

interface Row {
  readonly strategy: Listed
  readonly deployment: DeploymentFieldsFragment | null
}

export async function listStrategies(options: ConnectionOptions & { readonly json: boolean }): Promise<void> {
  const listed = await allStrategies(await connect(options))
  if (options.json) {
    process.stdout.write(`${JSON.stringify(listed, null, 2)}\n`)
    return
  }
  const rows = listed.flatMap((strategy): Row[] =>
    strategy.deployments.length === 0
      ? [{ strategy, deployment: null }]
      : strategy.deployments.map((deployment) => ({ strategy, deployment })),
  )
  printRows<Row>(
    rows,
    [
      { title: 'STRATEGY', of: ({ strategy }) => strategy.name },
      { title: 'NEWEST', of: ({ strategy: { newestVersion } }) => versionWords(newestVersion) },
      { title: 'DEPLOYMENT', of: ({ deployment }) => deployment?.name },
      { title: 'VERSION', of: ({ deployment }) => deployment?.version.number, align: 'right' },
      { title: 'ACCOUNT', of: ({ deployment }) => deployment?.account.name },
      { title: 'MODE', of: ({ deployment }) => deployment?.mode },
      { title: 'SHALL BE', of: ({ deployment }) => deployment?.desired },
      { title: 'IS', of: ({ deployment }) => deployment?.observed?.activity },
      { title: 'ORDERS', of: ({ deployment }) => deployment?.observed?.ordersSent, align: 'right' },
      { title: 'RESTARTS', of: ({ deployment }) => deployment?.observed?.restarts, align: 'right' },
      {
        title: 'FAULT',
        of: ({ deployment }) => deployment?.quarantineReason ?? deployment?.observed?.lastFault,
      },
    ],
    { json: false },
  )
}

function versionWords(version: Listed['newestVersion']): string | null {
  if (version === null || version === undefined) return null
  return version.status === 'READY' ? String(version.number) : `${version.number} ${version.status}`
}
