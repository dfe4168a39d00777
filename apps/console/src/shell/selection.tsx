/** What the person is looking at: the organization, the account and the instrument that every panel follows. */
'use client'

import { createContext, use, useCallback, useMemo, useState, type ReactNode } from 'react'
import type { Membership } from '../session/viewer.ts'
import { useSession } from '../session/session.tsx'
import { type Action, mayDo } from '../session/permissions.ts'
import { recall, remember } from '../session/storage.ts'

interface Selection {
  readonly membership: Membership
  readonly chooseOrganization: (slug: string) => void
  readonly accountId: string | null
  readonly chooseAccount: (id: string) => void
  readonly instrumentId: string | null
  readonly chooseInstrument: (id: string) => void
  readonly may: (action: Action) => boolean
}

const SelectionContext = createContext<Selection | null>(null)

export function SelectionProvider({
  initial,
  children,
}: {
  readonly initial: Membership
  readonly children: ReactNode
}) {
  const { viewer } = useSession()
  const [slug, setSlug] = useState(() => recall(`organization.${viewer.id}`) ?? initial.organization.slug)
  const membership = viewer.memberships.find((each) => each.organization.slug === slug) ?? initial
  const place = `${viewer.id}.${membership.organization.slug}`
  const [accounts, setAccounts] = useState<Readonly<Record<string, string>>>({})
  const [instruments, setInstruments] = useState<Readonly<Record<string, string>>>({})

  const chooseOrganization = useCallback(
    (next: string) => {
      remember(`organization.${viewer.id}`, next)
      setSlug(next)
    },
    [viewer.id],
  )
  const chooseAccount = useCallback(
    (id: string) => {
      remember(`account.${place}`, id)
      setAccounts((all) => ({ ...all, [place]: id }))
    },
    [place],
  )
  const chooseInstrument = useCallback(
    (id: string) => {
      remember(`instrument.${place}`, id)
      setInstruments((all) => ({ ...all, [place]: id }))
    },
    [place],
  )

  const selection = useMemo(
    () => ({
      membership,
      chooseOrganization,
      accountId: accounts[place] ?? recall(`account.${place}`),
      chooseAccount,
      instrumentId: instruments[place] ?? recall(`instrument.${place}`),
      chooseInstrument,
      may: (action: Action) => mayDo(membership.permissions, action),
    }),
    [membership, place, accounts, instruments, chooseOrganization, chooseAccount, chooseInstrument],
  )
  return <SelectionContext value={selection}>{children}</SelectionContext>
}

export function useSelection(): Selection {
  const selection = use(SelectionContext)
  if (!selection) throw new Error('Invariant: the selection is only read inside a SelectionProvider')
  return selection
}
