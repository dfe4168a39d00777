/** The workflows of the organization: which there are, when they begin by themselves, and each run as a graph. */
'use client'

import { useQuery } from 'urql'
import { useLookAgain } from '../connection/look-again.ts'
import { Empty, Failed, Skeleton } from '../controls/panel-state.tsx'
import { classes } from '../controls/classes.ts'
import { showWord } from '../format/words.ts'
import { graphql } from '../generated/gql.ts'
import { goTo, placeOf, useOpened } from '../shell/navigation.ts'
import { PlaceLink } from '../shell/place-link.tsx'
import { useSelection } from '../shell/selection.tsx'
import { WorkflowPanel } from './workflow-panel.tsx'
import { useWorkflowRuns } from './workflow-run.ts'

const WorkflowsQuery = graphql(`
  query Workflows($slug: String!) {
    organization(slug: $slug) {
      id
      workflows(first: 100) {
        edges {
          node {
            id
            name
            description
            enabled
            version
            schedule {
              words
            }
            newestRun {
              id
              status
            }
          }
        }
      }
    }
  }
`)

/** What the clock begins is seen by reading again; runs that are known move by the stream. */
const LOOKED_EVERY_MS = 5_000

export function WorkflowsScreen({ slug }: { readonly slug: string }) {
  const { membership } = useSelection()
  useWorkflowRuns(membership.organization.id)
  const opened = useOpened('workflow')
  const [{ data, error }, execute] = useQuery({
    query: WorkflowsQuery,
    variables: { slug },
    requestPolicy: 'cache-and-network',
  })
  useLookAgain(execute, LOOKED_EVERY_MS)
  const again = () => execute({ requestPolicy: 'network-only' })
  const organization = data?.organization
  if (!organization)
    return error ? (
      <Failed error={error} onRetry={again} />
    ) : (
      <Skeleton rows={12} label="Loading the workflows" />
    )
  const workflows = organization.workflows.edges.map((edge) => edge.node)
  const shown = workflows.find(({ id }) => id === opened) ?? workflows[0]
  return (
    <div className="flex h-full flex-col bg-ground">
      <div className="flex min-h-9 items-center gap-3 border-b border-line bg-panel px-2 py-1">
        <PlaceLink to={placeOf('strategies')} className="text-xs">
          Strategies
        </PlaceLink>
        <h2 className="text-sm font-semibold">Workflows</h2>
      </div>
      <div className="grid min-h-0 flex-1 grid-cols-1 content-start gap-2 overflow-auto p-2 lg:grid-cols-[300px_minmax(0,1fr)]">
        {workflows.length === 0 ? (
          <Empty title="No workflow yet.">
            They are written as JSON or TypeScript and saved from a terminal or over the API.
          </Empty>
        ) : null}
        <ul
          aria-label="Workflows"
          className="flex flex-col self-start border border-line bg-panel empty:hidden"
        >
          {workflows.map(({ id, name, enabled, schedule, newestRun }) => {
            return (
              <li key={id}>
                <button
                  type="button"
                  aria-current={id === shown?.id}
                  onClick={() => goTo(placeOf('strategies', { view: 'workflows', workflow: id }))}
                  className={classes(
                    'flex w-full flex-col border-b border-line px-2 py-1.5 text-left text-xs',
                    id === shown?.id ? 'bg-accent-soft' : 'hover:bg-hover',
                  )}
                >
                  <span className="font-semibold">{name}</span>
                  <span className="text-ink-2">
                    {schedule ? `${schedule.words}${enabled ? '' : ' (off)'}` : 'By hand'}
                    {newestRun ? ` · ${showWord(newestRun.status).toLowerCase()}` : ''}
                  </span>
                </button>
              </li>
            )
          })}
        </ul>
        {shown ? <WorkflowPanel key={shown.id} workflow={shown} /> : null}
      </div>
    </div>
  )
}
