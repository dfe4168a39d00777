/**
 * Feeds the cache with everything that changes in an organization, for as long as it is shown.
 *
 * The streams start at the head that the shell's query read, so nothing falls between the query and the stream. After
 * a break each resumes after its cursor; the conflated ones have none, so what they show is read again, and only then
 * is the desk called current.
 */
'use client'

import { useEffect, useRef } from 'react'
import { useClient } from 'urql'
import { useLinkPhase, useLinkStore } from '../connection/connection-context.tsx'
import { graphql } from '../generated/gql.ts'
import { ShellQuery } from './organization.ts'

const OrderUpdates = graphql(`
  subscription OrderUpdates($organizationId: ID!, $after: Cursor) {
    orderUpdates(organizationId: $organizationId, after: $after) {
      cursor
      order {
        id
        open
        account {
          id
        }
        deployment {
          id
        }
        ...OrderRow_OrderFragment
      }
    }
  }
`)

const FillUpdates = graphql(`
  subscription FillUpdates($organizationId: ID!, $after: Cursor) {
    fills(organizationId: $organizationId, after: $after) {
      cursor
      fill {
        id
        account {
          id
        }
        ...FillRow_FillFragment
      }
    }
  }
`)

const AccountUpdates = graphql(`
  subscription AccountUpdates($organizationId: ID!) {
    accountUpdates(organizationId: $organizationId) {
      id
      ...AccountState_AccountFragment
      ...LiveBanner_AccountFragment
    }
  }
`)

const ControlUpdates = graphql(`
  subscription ControlUpdates($organizationId: ID!, $after: Cursor) {
    controlUpdates(organizationId: $organizationId, after: $after) {
      cursor
      killSwitch {
        id
        ...KillSwitchBanner_KillSwitchFragment
        ...KillSwitchCard_KillSwitchFragment
      }
      riskPolicy {
        id
        ...PolicyRow_RiskPolicyFragment
        ...PolicyEditor_RiskPolicyFragment
      }
      alert {
        id
        ...AlertItem_AlertFragment
      }
      auditEntry {
        id
        ...AuditRow_AuditEntryFragment
      }
    }
  }
`)

export interface LiveUpdatesProps {
  readonly organizationId: string
  readonly slug: string
  /** The head when the organization was first read. */
  readonly head: string
}

export function useLiveUpdates({ organizationId, slug, head }: LiveUpdatesProps): void {
  const client = useClient()
  const phase = useLinkPhase()
  const link = useLinkStore()
  // The head is where the streams start; its later values must not start them again.
  const start = useRef(head)

  useEffect(() => {
    const after = start.current
    const ignore = () => undefined
    const streams = [
      client.subscription(OrderUpdates, { organizationId, after }).subscribe(ignore),
      client.subscription(FillUpdates, { organizationId, after }).subscribe(ignore),
      client.subscription(ControlUpdates, { organizationId, after }).subscribe(ignore),
      client.subscription(AccountUpdates, { organizationId }).subscribe(ignore),
    ]
    return () => {
      for (const stream of streams) stream.unsubscribe()
    }
  }, [client, organizationId])

  useEffect(() => {
    if (phase !== 'catching-up') return
    let current = true
    void client
      .query(ShellQuery, { slug }, { requestPolicy: 'network-only' })
      .toPromise()
      .then((result) => {
        if (current && !result.error) link.dispatch({ type: 'caught-up' })
      })
    return () => {
      current = false
    }
  }, [phase, client, slug, link])
}
