/** The two steps of a deployment that choose: the version that runs, and the account that it trades on. */
'use client'

import { useQuery } from 'urql'
import { ModeBadge, modeLook } from '../accounts/mode-badge.tsx'
import { classes } from '../controls/classes.ts'
import { Money } from '../format/figures.tsx'
import { showTime } from '../format/time.ts'
import { showWord } from '../format/words.ts'
import { getFragmentData, graphql } from '../generated/index.ts'
import { summarize } from '../risk/limits.ts'
import { PolicyRow_RiskPolicyFragment } from '../risk/policies.tsx'
import { readLimits } from '../risk/risk-limits.ts'
import { useSelection } from '../shell/selection.tsx'
import type { DeployPart } from './deploy-part.ts'

interface PickProps {
  readonly name: string
  readonly value: string
  readonly picked: string
  readonly onPick: (value: string) => void
  readonly children: React.ReactNode
}

function Pick({ name, value, picked, onPick, children }: PickProps) {
  return (
    <label
      className={classes(
        'flex min-h-9 items-center gap-2 border-b border-line px-2 py-1 text-xs last:border-b-0',
        value === picked ? 'bg-accent-soft' : 'hover:bg-hover',
      )}
    >
      <input
        type="radio"
        name={name}
        value={value}
        checked={value === picked}
        onChange={() => onPick(value)}
        className="size-4 shrink-0 accent-accent"
      />
      {children}
    </label>
  )
}

function Problem({ text }: { readonly text: string | undefined }) {
  return text ? (
    <p role="alert" className="p-2 text-2xs text-bad">
      {text}
    </p>
  ) : null
}

export function VersionStep({ form, set, problem, strategy }: DeployPart) {
  const versions = strategy.versions.edges.map((edge) => edge.node).filter(({ status }) => status === 'READY')
  return (
    <>
      <fieldset className="max-h-80 overflow-auto">
        <legend className="sr-only">Version</legend>
        {versions.map(({ id, number, digest, createdAt, submittedBy }) => (
          <Pick
            key={id}
            name="version"
            value={id}
            picked={form.versionId}
            onPick={(versionId) => set({ versionId })}
          >
            <span className="font-semibold tabular-nums">v{number}</span>
            <span className="min-w-0 flex-1 truncate font-mono text-2xs text-ink-2">{digest}</span>
            <span className="text-ink-2">
              {submittedBy.name}, {showTime(createdAt)}
            </span>
          </Pick>
        ))}
      </fieldset>
      {versions.length === 0 ? <p className="p-2 text-xs text-ink-2">No version of it is ready.</p> : null}
      <Problem text={problem('versionId')} />
    </>
  )
}

export function AccountStep({ form, set, problem, organization, strategy, account }: DeployPart) {
  const { may } = useSelection()
  return (
    <>
      <fieldset>
        <legend className="sr-only">Account</legend>
        {organization.accounts.edges.map(({ node }) => (
          <Pick
            key={node.id}
            name="account"
            value={node.id}
            picked={form.accountId}
            onPick={(accountId) => set({ accountId, confirmation: '' })}
          >
            <ModeBadge mode={node.mode} />
            <span className="min-w-0 flex-1 truncate font-medium">{node.name}</span>
            <span className="tabular-nums">
              <Money money={node.equity} digits={2} />
            </span>
          </Pick>
        ))}
      </fieldset>
      <Problem text={problem('accountId')} />
      {account ? (
        <p className="border-t border-line p-2 text-xs text-ink-2">
          {showWord(account.mode)}: {modeLook[account.mode].meaning}
          {account.mode === 'LIVE' && !account.liveEnabled ? ' Live writes are switched off for it now.' : ''}
        </p>
      ) : null}
      {account && may('policy:read') ? (
        <PoliciesInForce accountId={account.id} strategyId={strategy.id} />
      ) : null}
    </>
  )
}

const DeployPoliciesQuery = graphql(`
  query DeployPolicies($organizationId: ID!) {
    node(id: $organizationId) {
      __typename
      id
      ... on Organization {
        id
        riskPolicies {
          id
          ...PolicyRow_RiskPolicyFragment
        }
      }
    }
  }
`)

interface PoliciesProps {
  readonly accountId: string
  readonly strategyId: string
}

/** The policies that every order of the deployment has to pass, as far as they are known before it names an instrument. */
function PoliciesInForce({ accountId, strategyId }: PoliciesProps) {
  const { membership } = useSelection()
  const [{ data }] = useQuery({
    query: DeployPoliciesQuery,
    variables: { organizationId: membership.organization.id },
  })
  if (data?.node?.__typename !== 'Organization') return null
  const rows = getFragmentData(PolicyRow_RiskPolicyFragment, data.node.riskPolicies).filter(
    ({ scope, targetId }) =>
      scope === 'ORGANIZATION' ||
      scope === 'GLOBAL' ||
      (scope === 'ACCOUNT' && targetId === accountId) ||
      (scope === 'STRATEGY' && targetId === strategyId),
  )
  return (
    <section aria-label="Policies in force" className="border-t border-line p-2 text-xs">
      <h4 className="mb-1 font-semibold">Policies that its orders have to pass</h4>
      {rows.length === 0 ? <p className="text-ink-2">None names this account or this strategy.</p> : null}
      <ul className="flex flex-col gap-1">
        {rows.map((row) => (
          <li key={row.id}>
            <span className="font-medium">
              {showWord(row.scope)}, version {row.version}:
            </span>{' '}
            <span className="text-ink-2">
              {summarize(readLimits(row.limits))
                .map(({ title, value }) => `${title} ${value}`)
                .join(' · ') || 'no limit set'}
            </span>
          </li>
        ))}
      </ul>
      <p className="mt-1 text-2xs text-ink-2">
        Policies on instruments, venues and people apply to each order too.
      </p>
    </section>
  )
}
