/** Loads the organization, keeps it live, and draws bar, banner and screen around it. */
'use client'

import { useState } from 'react'
import { AccountSwitcher } from '../accounts/account-switcher.tsx'
import { useAccountChoice } from '../accounts/account-choice.tsx'
import { AuditScreen } from '../audit/audit-screen.tsx'
import { BacktestsScreen } from '../backtests/backtests-screen.tsx'
import { useLiveQuery } from '../connection/live-query.ts'
import { Empty, Failed, Skeleton } from '../controls/panel-state.tsx'
import { DatasetsScreen } from '../datasets/datasets-screen.tsx'
import { DeskScreen, type DeskScreenProps } from '../desk/desk-screen.tsx'
import type { ShellQuery as ShellResult } from '../generated/graphql.ts'
import { RiskScreen } from '../risk/risk-screen.tsx'
import { StrategiesScreen } from '../strategies/strategies-screen.tsx'
import { VenuesScreen } from '../venues/venues-screen.tsx'
import { CommandPalette } from './command-palette.tsx'
import { KeyboardHelp } from './keyboard-help.tsx'
import { useShortcut } from './keyboard.tsx'
import { KillSwitchBanner } from './kill-switch-banner.tsx'
import { LiveBanner } from './live-banner.tsx'
import { useLiveUpdates } from './live-updates.tsx'
import { goTo, placeOf, type ScreenId, screensFor, useScreen } from './navigation.ts'
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
  const wayTo = (id: ScreenId) => (allowed.some((each) => each.id === id) ? () => goTo(placeOf(id)) : null)
  useShortcut('go-datasets', wayTo('datasets'))
  useShortcut('go-backtests', wayTo('backtests'))
  useShortcut('go-strategies', wayTo('strategies'))
  useShortcut('go-venues', wayTo('venues'))
  useShortcut('go-risk', wayTo('risk'))
  useShortcut('go-audit', wayTo('audit'))

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
      <LiveBanner accounts={accounts} />
      <KillSwitchBanner switches={organization.killSwitches} nameOfTarget={nameOfTarget} />
      <main
        id="screen"
        tabIndex={-1}
        aria-label={shown?.title ?? 'Not found'}
        className="min-h-0 flex-1 outline-none"
      >
        <h1 className="sr-only">{shown?.title ?? 'Not found'}</h1>
        <ShownScreen id={shown?.id ?? null} slug={slug} account={account} />
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

function ShownScreen({ id, slug, account }: DeskScreenProps & { readonly id: ScreenId | null }) {
  if (id === null) return <Empty title="There is nothing at this address.">Choose a screen above.</Empty>
  if (id === 'desk') return <DeskScreen slug={slug} account={account} />
  if (id === 'datasets') return <DatasetsScreen slug={slug} />
  if (id === 'backtests') return <BacktestsScreen slug={slug} />
  if (id === 'strategies') return <StrategiesScreen slug={slug} />
  if (id === 'venues') return <VenuesScreen slug={slug} />
  if (id === 'risk') return <RiskScreen slug={slug} />
  return <AuditScreen slug={slug} />
}
