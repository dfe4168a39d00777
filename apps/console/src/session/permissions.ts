/**
 * What a member may do. The names are the API's own action table; the console only asks it, it decides nothing.
 */

export type Action =
  | 'audit:read'
  | 'policy:read'
  | 'killSwitch:read'
  | 'order:submit'
  | 'order:preview'
  | 'order:replace'
  | 'order:cancel'
  | 'order:cancelAll'
  | 'policy:put'
  | 'killSwitch:engage'
  | 'killSwitch:release'
  | 'dataset:read'
  | 'dataset:import'
  | 'dataset:update'
  | 'dataset:delete'
  | 'backtest:read'
  | 'backtest:run'
  | 'backtest:cancel'
  | 'strategy:read'
  | 'strategy:logs'
  | 'strategy:submit'
  | 'strategy:deploy'
  | 'strategy:control'
  | 'strategy:flatten'
  | 'strategy:compare'
  | 'incident:read'
  | 'workflow:read'
  | 'workflow:run'
  | 'workflow:save'
  | 'incident:handle'
  | 'signal:read'
  | 'signal:accept'
  | 'account:open'
  | 'connection:read'
  | 'connection:manage'
  | 'reconciliation:read'
  | 'reconciliation:run'
  | 'reconciliation:decide'
  | 'reconciliation:configure'
  | 'live:enable'
  | 'live:disable'
  | 'shadow:read'
  | 'shadow:configure'
  | 'organization:secure'

/** Returns whether the granted actions include this one. */
export function mayDo(granted: readonly string[], action: Action): boolean {
  return granted.includes(action)
}
