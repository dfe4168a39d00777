/** What a deployment decided, newest first: each input that made it want something, and what it wanted. */
'use client'

import { useState } from 'react'
import { useLiveQuery } from '../connection/live-query.ts'
import { Button } from '../controls/button.tsx'
import { Empty, Failed, Skeleton } from '../controls/panel-state.tsx'
import { TextField } from '../controls/text-field.tsx'
import { showCount } from '../format/number.ts'
import { showTime } from '../format/time.ts'
import { graphql } from '../generated/gql.ts'
import type { DeploymentDecisionsQuery as DecisionsResult } from '../generated/graphql.ts'
import type { DeploymentRow } from './deployment-row.tsx'
import { intentsText, prettyJson } from './intent-text.ts'

const DeploymentDecisionsQuery = graphql(`
  query DeploymentDecisions($id: ID!, $first: Int!, $run: Int) {
    node(id: $id) {
      __typename
      id
      ... on Deployment {
        id
        decisions(first: $first, run: $run) {
          edges {
            cursor
            node {
              run
              n
              at
              input
              inputJson
              intents {
                kind
                clientOrderId
                json
              }
            }
          }
          pageInfo {
            hasNextPage
          }
          totalCount
        }
      }
    }
  }
`)

type Connection = Extract<
  NonNullable<DecisionsResult['node']>,
  { readonly __typename: 'Deployment' }
>['decisions']
type Decision = Connection['edges'][number]['node']

const PAGE = 50
const DECISIONS_MAX = 200

export function DecisionsTab({ row }: { readonly row: DeploymentRow }) {
  const newest = row.observed?.run ?? 0
  const [typed, setTyped] = useState('')
  const [first, setFirst] = useState(PAGE)
  const run = /^[1-9]\d*$/.test(typed) ? Number(typed) : null
  const [{ data, error, fetching }, execute] = useLiveQuery({
    query: DeploymentDecisionsQuery,
    variables: { id: row.id, first, run },
    requestPolicy: 'cache-and-network',
  })
  const again = () => execute({ requestPolicy: 'network-only' })
  const decisions = data?.node?.__typename === 'Deployment' ? data.node.decisions : null
  if (!decisions)
    return error ? <Failed error={error} onRetry={again} /> : <Skeleton label="Loading its decisions" />
  const rows = decisions.edges.map((edge) => edge.node)
  return (
    <div className="flex h-full flex-col">
      <div className="flex flex-wrap items-end gap-2 border-b border-line p-1.5">
        <TextField
          label="Run"
          className="w-24"
          inputMode="numeric"
          placeholder={newest > 0 ? `${newest}, newest` : 'newest'}
          value={typed}
          onChange={setTyped}
        />
        <p role="status" className="flex-1 pb-1 text-xs text-ink-2">
          {showCount(decisions.totalCount)} {decisions.totalCount === 1 ? 'decision' : 'decisions'}
          {run === null ? ' in the newest run' : ` in run ${run}`}
        </p>
        <Button onClick={again} aria-disabled={fetching}>
          {fetching ? 'Reading…' : 'Read again'}
        </Button>
      </div>
      <div tabIndex={0} role="region" aria-label="Decisions" className="min-h-0 flex-1 overflow-auto">
        {rows.length === 0 ? <Empty title="It has decided nothing in this run." /> : null}
        <ol className="text-xs">
          {rows.map((decision) => (
            <DecisionItem key={`${decision.run} ${decision.n}`} decision={decision} />
          ))}
        </ol>
        {decisions.pageInfo.hasNextPage && first < DECISIONS_MAX ? (
          <Button className="m-2" onClick={() => setFirst((count) => Math.min(DECISIONS_MAX, count + PAGE))}>
            Earlier ones
          </Button>
        ) : null}
      </div>
    </div>
  )
}

function DecisionItem({ decision }: { readonly decision: Decision }) {
  const { n, at, input, inputJson, intents } = decision
  const [opened, setOpened] = useState(false)
  return (
    <li className="border-b border-line">
      <details onToggle={(event) => setOpened(event.currentTarget.open)}>
        <summary className="grid cursor-pointer grid-cols-[auto_auto_minmax(0,1fr)] items-baseline gap-x-2 px-2 py-1 hover:bg-hover sm:grid-cols-[64px_110px_minmax(0,1fr)_minmax(0,1.4fr)]">
          <span className="text-ink-2 tabular-nums">#{showCount(n)}</span>
          <time dateTime={at} className="text-ink-2 tabular-nums">
            {showTime(at)}
          </time>
          <span className="truncate" title={input}>
            {input}
          </span>
          <span className="col-span-3 truncate font-medium sm:col-span-1">
            <span aria-hidden>→ </span>
            {intentsText(intents)}
          </span>
        </summary>
        {opened ? (
          <div className="grid grid-cols-1 gap-2 bg-ground p-2 md:grid-cols-2">
            <Json title="Input" text={inputJson} />
            <Json title="What it wanted" text={`[${intents.map(({ json }) => json).join(',')}]`} />
          </div>
        ) : null}
      </details>
    </li>
  )
}

function Json({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <figure className="min-w-0">
      <figcaption className="text-2xs text-ink-2">{title}</figcaption>
      <pre
        tabIndex={0}
        className="max-h-72 overflow-auto border border-line bg-panel p-2 font-mono text-2xs break-words whitespace-pre-wrap"
      >
        {prettyJson(text)}
      </pre>
    </figure>
  )
}
