/** The bell in the bar: how many alerts came since the last look, and the alerts themselves when it is pressed. */
'use client'

import { Bell, BellRing } from 'lucide-react'
import { Popover } from 'radix-ui'
import { useState } from 'react'
import { useLiveQuery } from '../connection/live-query.ts'
import { classes } from '../controls/classes.ts'
import { Failed, Skeleton } from '../controls/panel-state.tsx'
import { graphql } from '../generated/gql.ts'
import { OrderDetail } from '../orders/order-detail.tsx'
import { useSelection } from '../shell/selection.tsx'
import { AlertList } from './alert-list.tsx'
import { showUnseen } from './unseen.ts'
import { useUnseen } from './use-unseen.ts'

const AlertsQuery = graphql(`
  query Alerts($slug: String!) {
    organization(slug: $slug) {
      id
      alerts(first: 50) {
        edges {
          cursor
          node {
            id
            ...AlertItem_AlertFragment
          }
        }
        pageInfo {
          hasNextPage
        }
      }
    }
  }
`)

export function AlertBell() {
  const { membership } = useSelection()
  const [{ data, error }, retry] = useLiveQuery({
    query: AlertsQuery,
    variables: { slug: membership.organization.slug },
  })
  const list = data?.organization?.alerts
  const alerts = list?.edges.map((edge) => edge.node) ?? []
  const { count, look } = useUnseen(alerts.map((alert) => alert.id))
  const [open, setOpen] = useState(false)
  const [fresh, setFresh] = useState(0)
  const [orderId, setOrderId] = useState<string | null>(null)

  // Looked at on the way in and out: what comes while the list is open is in sight too.
  const turn = (next: boolean) => {
    if (next) setFresh(count)
    look()
    setOpen(next)
  }
  const beyond = list?.pageInfo.hasNextPage === true && count === alerts.length
  const said = count === 0 ? '' : `${showUnseen(count, beyond)} new`
  const Icon = count === 0 ? Bell : BellRing
  return (
    <>
      <span role="status" aria-label="New alerts" className="sr-only">
        {said === '' ? '' : `${said} ${count === 1 ? 'alert' : 'alerts'}`}
      </span>
      <Popover.Root open={open} onOpenChange={turn}>
        <Popover.Trigger
          aria-label={said === '' ? 'Alerts' : `Alerts, ${said}`}
          className={classes(
            'flex h-7 min-w-7 shrink-0 items-center justify-center gap-1 rounded-[3px] px-1 text-xs hover:bg-hover pointer-coarse:h-9 pointer-coarse:min-w-9',
            count === 0 ? 'text-ink-2 hover:text-ink' : 'bg-bad-soft font-semibold text-bad',
          )}
        >
          <Icon aria-hidden className="size-4" />
          {count === 0 ? null : <span className="num">{showUnseen(count, beyond)}</span>}
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Content
            aria-label="Alerts"
            align="end"
            sideOffset={4}
            collisionPadding={8}
            className="z-40 flex max-h-[min(480px,70vh)] w-[min(400px,calc(100vw-16px))] flex-col rounded-[3px] border border-line bg-panel shadow-lg"
          >
            <h2 className="border-b border-line px-3 py-2 text-sm font-semibold">Alerts</h2>
            <div tabIndex={0} role="group" aria-label="Newest alerts" className="min-h-0 overflow-auto">
              {list ? (
                <AlertList
                  alerts={alerts}
                  fresh={fresh + count}
                  onOrder={(id) => {
                    turn(false)
                    setOrderId(id)
                  }}
                />
              ) : error ? (
                <Failed error={error} onRetry={() => retry({ requestPolicy: 'network-only' })} />
              ) : (
                <Skeleton rows={3} label="Loading alerts" />
              )}
            </div>
          </Popover.Content>
        </Popover.Portal>
      </Popover.Root>
      <OrderDetail orderId={orderId} onClose={() => setOrderId(null)} />
    </>
  )
}
