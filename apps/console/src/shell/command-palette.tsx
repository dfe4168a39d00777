/** Go anywhere and do what the role allows, by typing: screens, instruments, accounts, orders and switches. */
'use client'

import { Command } from 'cmdk'
import { useTheme } from 'next-themes'
import { Dialog as Base } from 'radix-ui'
import { useState } from 'react'
import { useQuery } from 'urql'
import { ModeBadge, type ModeName } from '../accounts/mode-badge.tsx'
import { graphql } from '../generated/gql.ts'
import { useSignOut } from '../session/use-sign-out.ts'
import { type DeskCommand, sendDeskCommand } from './desk-commands.ts'
import { goTo, placeOf, screensFor } from './navigation.ts'
import { useSelection } from './selection.tsx'
import { themes } from './theme-toggle.tsx'

const PaletteQuery = graphql(`
  query Palette($search: String) {
    instruments(first: 12, search: $search) {
      edges {
        node {
          id
          symbol
          name
        }
      }
    }
  }
`)

export interface CommandPaletteProps {
  readonly open: boolean
  readonly onClose: () => void
  readonly onHelp: () => void
  readonly accounts: readonly { readonly id: string; readonly name: string; readonly mode: ModeName }[]
  /** Asks for the account the way the switcher does, with the confirmation for another mode. */
  readonly onAccount: (id: string) => void
}

const item =
  'flex h-8 items-center gap-2 rounded-[2px] px-2 text-xs data-[selected=true]:bg-hover data-[selected=true]:text-ink pointer-coarse:h-10'
const group =
  'text-ink-2 [&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1 [&_[cmdk-group-heading]]:text-2xs'

export function CommandPalette({ open, onClose, onHelp, accounts, onAccount }: CommandPaletteProps) {
  const [search, setSearch] = useState('')
  const { membership, may, chooseInstrument } = useSelection()
  const { setTheme } = useTheme()
  const leave = useSignOut()
  const [{ data }] = useQuery({ query: PaletteQuery, variables: { search: search || null }, pause: !open })

  const act = (action: () => void) => () => {
    onClose()
    setSearch('')
    action()
  }
  const onDesk = (command: DeskCommand) =>
    act(() => {
      goTo('/desk')
      sendDeskCommand(command)
    })

  return (
    <Base.Root open={open} onOpenChange={(next) => (next ? undefined : onClose())}>
      <Base.Portal>
        <Base.Overlay className="fixed inset-0 z-40 bg-black/45" />
        <Base.Content
          aria-describedby={undefined}
          className="fixed top-[10vh] left-1/2 z-50 w-[min(560px,calc(100vw-24px))] -translate-x-1/2 rounded-md border border-line bg-panel shadow-xl"
        >
          <Base.Title className="sr-only">Command palette</Base.Title>
          <Command label="Commands" loop>
            <Command.Input
              value={search}
              onValueChange={setSearch}
              placeholder="Screen, instrument, account or action"
              className="h-10 w-full border-b border-line bg-transparent px-3 text-sm outline-none placeholder:text-ink-3"
            />
            <Command.List className="max-h-[56vh] overflow-auto p-1">
              <Command.Empty className="px-2 py-4 text-center text-xs text-ink-2">
                Nothing by that name.
              </Command.Empty>
              <Command.Group heading="Screens" className={group}>
                {screensFor(membership.permissions).map((screen) => (
                  <Command.Item
                    key={screen.id}
                    value={`go ${screen.title}`}
                    className={item}
                    onSelect={act(() => goTo(screen.path))}
                  >
                    {screen.title}
                  </Command.Item>
                ))}
              </Command.Group>
              <Command.Group heading="Actions" className={group}>
                {may('order:submit') ? (
                  <>
                    <Command.Item className={item} onSelect={onDesk('buy')}>
                      Buy: open the ticket
                    </Command.Item>
                    <Command.Item className={item} onSelect={onDesk('sell')}>
                      Sell: open the ticket
                    </Command.Item>
                  </>
                ) : null}
                {may('order:cancelAll') ? (
                  <Command.Item className={item} onSelect={onDesk('cancel-all')}>
                    Cancel all open orders of the account
                  </Command.Item>
                ) : null}
                {may('killSwitch:engage') ? (
                  <Command.Item className={item} onSelect={act(() => goTo('/risk'))}>
                    Engage a kill switch
                  </Command.Item>
                ) : null}
                {may('dataset:import') ? (
                  <Command.Item
                    className={item}
                    onSelect={act(() => goTo(placeOf('datasets', { view: 'import' })))}
                  >
                    Import market data
                  </Command.Item>
                ) : null}
                {may('backtest:run') ? (
                  <Command.Item
                    className={item}
                    onSelect={act(() => goTo(placeOf('backtests', { view: 'new' })))}
                  >
                    New backtest
                  </Command.Item>
                ) : null}
                {may('strategy:submit') ? (
                  <Command.Item
                    className={item}
                    onSelect={act(() => goTo(placeOf('strategies', { view: 'submit' })))}
                  >
                    Submit a strategy
                  </Command.Item>
                ) : null}
                {may('policy:put') ? (
                  <Command.Item className={item} onSelect={act(() => goTo('/risk'))}>
                    Edit a risk policy
                  </Command.Item>
                ) : null}
                <Command.Item className={item} onSelect={onDesk('reset-layout')}>
                  Reset the desk layout
                </Command.Item>
                <Command.Item className={item} onSelect={act(onHelp)}>
                  Keyboard help
                </Command.Item>
                {themes.map((theme) => (
                  <Command.Item
                    key={theme.value}
                    value={`theme ${theme.title}`}
                    className={item}
                    onSelect={act(() => setTheme(theme.value))}
                  >
                    Theme: {theme.title.toLowerCase()}
                  </Command.Item>
                ))}
                <Command.Item className={item} onSelect={act(leave)}>
                  Sign out
                </Command.Item>
              </Command.Group>
              <Command.Group heading="Instruments" className={group}>
                {(data?.instruments.edges ?? []).map(({ node }) => (
                  <Command.Item
                    key={node.id}
                    value={`${node.symbol} ${node.name} ${node.id}`}
                    className={item}
                    onSelect={act(() => {
                      chooseInstrument(node.id)
                      goTo('/desk')
                    })}
                  >
                    <span className="font-medium text-ink">{node.symbol}</span>
                    <span className="truncate">{node.name}</span>
                  </Command.Item>
                ))}
              </Command.Group>
              <Command.Group heading="Accounts" className={group}>
                {accounts.map((account) => (
                  <Command.Item
                    key={account.id}
                    value={`account ${account.name} ${account.id}`}
                    className={item}
                    onSelect={act(() => onAccount(account.id))}
                  >
                    <ModeBadge mode={account.mode} />
                    {account.name}
                  </Command.Item>
                ))}
              </Command.Group>
            </Command.List>
          </Command>
        </Base.Content>
      </Base.Portal>
    </Base.Root>
  )
}
