/** A workflow is seen as a graph, begun by hand, and taken up again from the step that failed. */
import type { Page } from '@playwright/test'
import { askIn, demoHouse, expect, expectAccessible, keepScreenshot, NARROW, test } from './console-test.ts'

/** What a run may take on a machine that is busy with others. */
const ENDED_WITHIN_MS = 90_000

/** Saves a workflow whose build cannot succeed: nobody has that address. */
async function saveWorkflow(page: Page): Promise<unknown> {
  const { organizationId, paperId } = await demoHouse(page)
  const definition = {
    name: 'nightly',
    description: 'Builds what is newest, and deploys it.',
    schedule: { cron: '0 3 * * *' },
    steps: [
      {
        id: 'build',
        action: {
          do: 'BUILD',
          strategy: 'momentum',
          url: 'https://nowhere.invalid/a.git',
          revision: 'main',
        },
      },
      {
        id: 'deploy',
        needs: ['build'],
        action: {
          do: 'DEPLOY',
          version: { builtBy: 'build' },
          name: 'nightly',
          accountId: paperId,
        },
      },
    ],
  }
  const input = { organizationId, definition: JSON.stringify(definition) }
  const query =
    'mutation ($input: SaveWorkflowInput!) { saveWorkflow(input: $input) { __typename ... on Problem { message path } } }'
  return (await askIn<{ saveWorkflow: unknown }>(page, query, { input })).saveWorkflow
}

/** When the newest run ended; null: it is on. */
async function endOfRun(page: Page): Promise<string | null> {
  const { organization } = await askIn<Newest>(
    page,
    '{ organization(slug: "demo") { workflows(first: 1) { edges { node { newestRun { endedAt } } } } } }',
  )
  return organization.workflows.edges[0]!.node.newestRun.endedAt
}

interface Newest {
  readonly organization: {
    readonly workflows: {
      readonly edges: readonly {
        readonly node: { readonly newestRun: { readonly endedAt: string | null } }
      }[]
    }
  }
}

test('a workflow is seen as a graph, run by hand, and taken up again where it failed', async ({ signIn }) => {
  test.setTimeout(3 * ENDED_WITHIN_MS)
  const page = await signIn('trader')
  expect(await saveWorkflow(page)).toMatchObject({ __typename: 'SaveWorkflowPayload' })
  await page.getByRole('link', { name: 'Strategies' }).first().click()
  await page.getByRole('button', { name: 'Workflows' }).click()
  await expect(page.getByText('Builds what is newest, and deploys it.')).toBeVisible()
  await page.getByRole('button', { name: 'Run now' }).click()
  const graph = page.getByRole('region', { name: 'Graph of the run' })
  await expect(graph.getByRole('button', { name: /^build/ })).toHaveAttribute('data-step', 'FAILED', {
    timeout: ENDED_WITHIN_MS,
  })
  await expect(graph.getByRole('button', { name: /^deploy/ })).toHaveAttribute('data-step', 'SKIPPED')
  await expect(page.getByRole('region', { name: 'Step build' })).toContainText('Failed, attempt 1')
  await expectAccessible(page)
  await keepScreenshot(page, 'workflow')
  const before = await endOfRun(page)
  await page.getByRole('button', { name: 'Restart from the failed step' }).click()
  await expect
    .poll(async () => [null, before].includes(await endOfRun(page)), { timeout: ENDED_WITHIN_MS })
    .toBe(false)
  // It has all of its attempts again.
  await expect(page.getByRole('region', { name: 'Step build' })).toContainText('Failed, attempt 1')
  await page.getByRole('button', { name: 'Turn the schedule off' }).click()
  await expect(page.getByRole('list', { name: 'Workflows' })).toContainText('0 3 * * * in UTC (off)')
  await page.getByRole('button', { name: 'Turn the schedule on' }).click()
  await expect(page.getByRole('list', { name: 'Workflows' })).not.toContainText('(off)')

  const viewer = await signIn('viewer', { viewport: NARROW, colorScheme: 'dark' })
  await viewer.goto(page.url())
  const run = viewer.getByRole('button', { name: 'Run now' })
  const list = viewer.getByRole('list', { name: 'Steps of the run' })
  await expect(list.getByRole('button', { name: /^deploy/ })).toHaveAttribute('data-step', 'SKIPPED')
  await expect(run).toHaveAttribute('aria-disabled', 'true')
  await expect(run).toHaveAccessibleDescription(/can\.$/)
  await expectAccessible(viewer)
  await keepScreenshot(viewer, 'workflow-dark-390')
})
