/** Loads the organization, keeps it live, and draws bar, banner and screen around it. */
'use client'

import { useState } from 'react'
import { AccountSwitcher } from '../accounts/account-switcher.tsx'
import { useAccountChoice } from '../accounts/account-choice.tsx'
import { AuditScreen } from '../audit/audit-screen.tsx'
import { useLiveQuery } from '../connection/live-query.ts'
import { Empty, Failed, Skeleton } from '../controls/panel-state.tsx'
import { DeskScreen } from '../desk/desk-screen.tsx'
import type { ShellQuery as ShellResult } from '../generated/graphql.ts'
import { RiskScreen } from '../risk/risk-screen.tsx'
import { CommandPalette } from './command-palette.tsx'
import { KeyboardHelp } from './keyboard-help.tsx'
import { useShortcut } from './keyboard.tsx'
import { KillSwitchBanner } from './kill-switch-banner.tsx'
import { useLiveUpdates } from './live-updates.tsx'
import { goTo, screensFor, useScreen } from './navigation.ts'
import { ShellQuery } from './organization.ts'
import { useSelection } from './selection.tsx'
import { TopBar } from './top-bar.tsx'

type Organization = NonNullable<ShellResult['organization']>

export function Shell() {
  const { membership } = useSelection()
  const slug = membership.organization.slug
  const [{ data, error }, retry] = useLiveQuery({ query: ShellQuery, variables: { slug } })
  const organization = data?.organization
  if (organization) return <Loaded key={organization.id} slug={slug} organization={organization} />
  return (
    <main className="h-full" aria-label="Loading the desk">
      {error ? (
        <Failed error={error} onRetry={() => retry({ requestPolicy: 'network-only' })} />
      ) : (
        <Skeleton rows={12} />
      )}
    </main>
  )
}

function Loaded({ slug, organization }: { readonly slug: string; readonly organization: Organization }) {
  useLiveUpdates({ organizationId: organization.id, slug, head: organization.headSeq })
  const [palette, setPalette] = useState(false)
  const [help, setHelp] = useState(false)
  const { membership, accountId } = useSelection()
  const screen = useScreen()
  const allowed = screensFor(membership.permissions)
  const accounts = organization.accounts.edges.map((edge) => edge.node)
  const account = accounts.find((each) => each.id === accountId) ?? accounts[0] ?? null
  const choice = useAccountChoice(accounts, account)

  useShortcut('palette', () => setPalette(true))
  useShortcut('help', () => setHelp(true))
  useShortcut('go-desk', () => goTo('/desk'))
  useShortcut('go-risk', allowed.some((each) => each.id === 'risk') ? () => goTo('/risk') : null)
  useShortcut('go-audit', allowed.some((each) => each.id === 'audit') ? () => goTo('/audit') : null)

  const shown = allowed.find((each) => each.id === screen)
  const nameOfTarget = (id: string) => accounts.find((each) => each.id === id)?.name ?? id
  return (
    <div className="flex h-full flex-col">
      <a
        href="#screen"
        className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:bg-panel focus:p-2"
      >
        Skip to the screen
      </a>
      {account?.mode === 'LIVE' ? <div aria-hidden className="live-stripes h-1 shrink-0" /> : null}
      <TopBar
        account={
          account ? <AccountSwitcher accounts={accounts} selected={account} onChoose={choice.choose} /> : null
        }
        onPalette={() => setPalette(true)}
        onHelp={() => setHelp(true)}
      />
      <KillSwitchBanner switches={organization.killSwitches} nameOfTarget={nameOfTarget} />
      <main
        id="screen"
        tabIndex={-1}
        aria-label={shown?.title ?? 'Not found'}
        className="min-h-0 flex-1 outline-none"
      >
        <h1 className="sr-only">{shown?.title ?? 'Not found'}</h1>
        {shown === undefined ? (
          <Empty title="There is nothing at this address.">Choose a screen above.</Empty>
        ) : shown.id === 'desk' ? (
          <DeskScreen slug={slug} account={account} />
        ) : shown.id === 'risk' ? (
          <RiskScreen slug={slug} />
        ) : (
          <AuditScreen slug={slug} />
        )}
      </main>
      {choice.confirmation}
      <CommandPalette
        open={palette}
        onClose={() => setPalette(false)}
        onHelp={() => setHelp(true)}
        accounts={accounts}
        onAccount={choice.choose}
      />
      <KeyboardHelp open={help} onClose={() => setHelp(false)} />
    </div>
  )
}
