/** One incident of a deployment: what was found, what was done about it, and the step that waits for a person. */
'use client'

import { CircleCheck, CircleX, Hourglass, OctagonAlert, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { useQuery } from 'urql'
import { GatedButton } from '../controls/gated-button.tsx'
import { TextField } from '../controls/text-field.tsx'
import { classes } from '../controls/classes.ts'
import { showInstant, showTime } from '../format/time.ts'
import { showWord } from '../format/words.ts'
import { type FragmentType, getFragmentData, graphql } from '../generated/index.ts'
import type { IncidentItem_IncidentFragmentFragment } from '../generated/graphql.ts'
import { useSelection } from '../shell/selection.tsx'
import { prettyJson } from './intent-text.ts'

export const IncidentItem_IncidentFragment = graphql(`
  fragment IncidentItem_IncidentFragment on Incident {
    id
    kind
    severity
    summary
    openedAt
    endedAt
    endReason
    drill {
      id
    }
    steps {
      action
      at
      reason
      result
      status
      actor {
        id
        kind
        name
      }
    }
  }
`)

type Incident = IncidentItem_IncidentFragmentFragment

export interface IncidentItemProps {
  readonly incident: FragmentType<typeof IncidentItem_IncidentFragment>
  /** The deployment's name, where a step on it must be confirmed by it; null: no real money. */
  readonly confirmBy: string | null
  readonly onApprove: (incidentId: string, confirm: string) => void
  readonly onClose: (incidentId: string) => void
}

const NOT_MINE = 'A trader, risk manager, admin or owner can.'

const stepLooks = {
  DONE: { icon: CircleCheck, look: 'text-ok' },
  FAILED: { icon: CircleX, look: 'text-bad' },
  PROPOSED: { icon: Hourglass, look: 'text-warn' },
} as const satisfies Readonly<Record<Incident['steps'][number]['status'], object>>

export function IncidentItem({ confirmBy, onApprove, onClose, ...props }: IncidentItemProps) {
  const incident = getFragmentData(IncidentItem_IncidentFragment, props.incident)
  const { may } = useSelection()
  const open = incident.endedAt == null
  const critical = incident.severity === 'CRITICAL'
  const Icon = critical ? OctagonAlert : TriangleAlert
  return (
    <li
      data-incident={incident.kind}
      className={classes(
        'flex flex-col gap-1 border-b border-line px-2 py-1.5',
        open && (critical ? 'bg-bad-soft' : 'bg-warn-soft'),
      )}
    >
      <p className="flex flex-wrap items-center gap-x-2">
        <Icon aria-hidden className={classes('size-4', critical ? 'text-bad' : 'text-warn')} />
        <span className="font-semibold">{showWord(incident.kind)}</span>
        <span>{showWord(incident.severity)}</span>
        {incident.drill ? <span className="font-medium">Drill</span> : null}
        <span className="text-ink-2">
          <time dateTime={incident.openedAt} title={showInstant(incident.openedAt)}>
            {showTime(incident.openedAt)}
          </time>
          {incident.endedAt == null ? ', open' : ` to ${showTime(incident.endedAt)}`}
        </span>
        {open ? (
          <GatedButton
            size="dense"
            className="ml-auto"
            why={may('incident:handle') ? null : NOT_MINE}
            onPress={() => onClose(incident.id)}
          >
            Close…
          </GatedButton>
        ) : null}
      </p>
      <p className="break-words">{incident.summary}</p>
      {incident.endReason == null ? null : <p className="text-ink-2">Over: {incident.endReason}</p>}
      <Steps incident={incident} confirmBy={confirmBy} onApprove={onApprove} />
      <Bundle incidentId={incident.id} />
    </li>
  )
}

interface StepsProps extends Pick<IncidentItemProps, 'confirmBy' | 'onApprove'> {
  readonly incident: Incident
}

function Steps({ incident, confirmBy, onApprove }: StepsProps) {
  const { may } = useSelection()
  const [confirm, setConfirm] = useState('')
  return (
    <ol className="flex flex-col gap-1">
      {incident.steps.map(({ action, at, reason, result, status, actor }, index) => {
        const { icon: Icon, look } = stepLooks[status]
        return (
          <li key={`${index} ${at}`} className="flex flex-wrap items-center gap-x-2">
            <Icon aria-hidden className={classes('size-3.5', look)} />
            <span className="font-medium">{showWord(action)}</span>
            <span>{showWord(status)}</span>
            <span className="text-ink-2">
              {reason}
              {result == null ? '' : ` → ${result}`}
              {actor ? ` (${actor.name})` : ''}
            </span>
            {status === 'PROPOSED' && incident.endedAt == null ? (
              <>
                {confirmBy === null ? null : (
                  <TextField
                    label={`LIVE: type ${confirmBy} to confirm`}
                    className="w-56"
                    value={confirm}
                    onChange={setConfirm}
                  />
                )}
                <GatedButton
                  size="dense"
                  tone="primary"
                  why={may('incident:handle') ? null : NOT_MINE}
                  onPress={() => onApprove(incident.id, confirm)}
                >
                  Do it
                </GatedButton>
              </>
            ) : null}
          </li>
        )
      })}
    </ol>
  )
}

const IncidentBundleQuery = graphql(`
  query IncidentBundle($id: ID!) {
    node(id: $id) {
      __typename
      id
      ... on Incident {
        id
        bundle
      }
    }
  }
`)

/** What was seen at the onset: large, so it is read once somebody opens it. */
function Bundle({ incidentId }: { readonly incidentId: string }) {
  const [opened, setOpened] = useState(false)
  const [{ data, fetching }] = useQuery({
    query: IncidentBundleQuery,
    variables: { id: incidentId },
    pause: !opened,
  })
  const bundle = data?.node?.__typename === 'Incident' ? data.node.bundle : null
  return (
    <details onToggle={(event) => setOpened(event.currentTarget.open)}>
      <summary className="cursor-pointer text-2xs text-ink-2">What was seen around it</summary>
      {opened ? (
        <pre
          tabIndex={0}
          className="max-h-96 overflow-auto border border-line bg-panel p-2 font-mono text-2xs break-words whitespace-pre-wrap"
        >
          {bundle == null ? (fetching ? 'Reading…' : 'It could not be gathered.') : prettyJson(bundle)}
        </pre>
      ) : null}
    </details>
  )
}
