/**
 * The projection tables: what each is keyed by and which columns a row has. Rows are upserted whole, so that projecting the
 * same events again gives the same rows.
 */

export interface Table {
  readonly name: string
  readonly key: readonly string[]
  readonly columns: readonly string[]
  /** Only changes rows that exist, and only these columns. */
  readonly update?: readonly string[]
}

function table(name: string, key: string, columns: string): Table {
  return { name, key: key.split(' '), columns: [...key.split(' '), ...columns.split(' ')] }
}

const order = table(
  'trade_order',
  'id',
  'organization_id seq account_id instrument_id client_order_id side type time_in_force quantity limit_price stop_price ' +
    'filled_quantity average_fill_price status open end_reason requested_mode effective_mode venue_order_id strategy_id ' +
    'deployment_id cause actor created_at updated_at',
)

/** By the names that the projector uses. Foreign keys hold at the end of a statement, so the order is free. */
export const TABLES = {
  instrument: table(
    'instrument',
    'organization_id id',
    'venue_id symbol venue_symbol name asset_class currency price_increment quantity_increment multiplier min_quantity ' +
      'max_quantity expiry strike right underlying_id initial_margin_rate maintenance_margin_rate maker_fee_rate ' +
      'taker_fee_rate calendar',
  ),
  account: table(
    'trading_account',
    'id',
    'organization_id seq name mode currency connection_id live_enabled live_user_ids live_stage_percent live_enabled_at ' +
      'live_stage_since foreign_orders day day_start_equity day_high_equity created_at',
  ),
  balance: table('balance', 'account_id currency', 'organization_id cash reserved available margin_used'),
  position: table(
    'position',
    'id',
    'organization_id account_id instrument_id quantity cost average_price realized_pnl fees margin_used currency ' +
      'dispute_reason disputed_at updated_at',
  ),
  order,
  /** An order after its making: what never changes is not written again. */
  orderChange: {
    ...order,
    update:
      'quantity limit_price stop_price filled_quantity average_fill_price status open end_reason venue_order_id updated_at'.split(
        ' ',
      ),
  },
  fill: table(
    'fill',
    'id',
    'organization_id seq order_id account_id instrument_id exec_id side price quantity liquidity fee fee_currency voided at',
  ),
  ledger: table(
    'ledger_entry',
    'organization_id seq line',
    'account_id ledger_account currency instrument_id amount event at',
  ),
  policy: table(
    'risk_policy_version',
    'policy_id version',
    'organization_id seq scope target_id limits current actor at',
  ),
  /** The version before the newest is no longer in force. */
  policyRetired: {
    name: 'risk_policy_version',
    key: ['policy_id', 'version'],
    columns: ['policy_id', 'version', 'current'],
    update: ['current'],
  },
  killSwitch: table(
    'kill_switch',
    'id',
    'organization_id seq scope target_id phase reason cancel_open_orders allow_reduce_only engaged_at engaged_by ' +
      'confirmed_at released_at released_by release_reason',
  ),
  strategy: table('strategy', 'id', 'organization_id seq name created_by created_at'),
  deployment: table(
    'deployment',
    'id',
    'organization_id seq strategy_id name account_id mode version_id version_number digest params instrument_ids seed ' +
      'isolation orders_per_minute_max desired quarantine_reason revision created_by created_at updated_at',
  ),
  audit: table(
    'audit_entry',
    'organization_id seq',
    'at actor_kind actor_id actor_name action summary before after',
  ),
  alert: table('alert', 'organization_id seq', 'kind order_id message at'),
} as const satisfies Record<string, Table>

export type TableName = keyof typeof TABLES

/** Names of the tables on disk, children before their parents: the order in which they can be emptied. */
export const PROJECTED_TABLES: readonly string[] = [
  'fill',
  'trade_order',
  'deployment',
  'strategy',
  'position',
  'balance',
  'trading_account',
  'instrument',
  'ledger_entry',
  'risk_policy_version',
  'kill_switch',
  'audit_entry',
  'alert',
]

/** One row, by column name; decimals and instants as text. */
export type TableRow = Readonly<Record<string, unknown>>
