/** Reads the state of an account, kept current by the stream of account updates. */
'use client'

import { useCallback } from 'react'
import { useLiveQuery } from '../connection/live-query.ts'
import { getFragmentData } from '../generated/index.ts'
import { AccountState_AccountFragment, AccountStateQuery } from './account-state.ts'

export function useAccountState(accountId: string) {
  const [{ data, error }, execute] = useLiveQuery({ query: AccountStateQuery, variables: { id: accountId } })
  const retry = useCallback(() => execute({ requestPolicy: 'network-only' }), [execute])
  const account = data?.node?.__typename === 'Account' ? data.node : null
  return { state: getFragmentData(AccountState_AccountFragment, account), error, retry }
}
