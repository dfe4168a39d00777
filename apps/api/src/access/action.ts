/**
 * The one action table: what can be done, and which roles may do it.
 *
 * Every mutation, subscription and sensitive field names its action here (a test walks the schema); `permissions`
 * publishes it, and the console shows only what it allows.
 */
import { ROLES, type Role } from './role.ts'

export interface ActionRule {
  readonly roles: readonly Role[]
  readonly description: string
}

const EVERYBODY: readonly Role[] = ['OWNER', 'ADMIN', 'RISK_MANAGER', 'TRADER', 'VIEWER']
const CHIEFS: readonly Role[] = ['OWNER', 'ADMIN']
const RISK: readonly Role[] = ['OWNER', 'ADMIN', 'RISK_MANAGER']
const DESK: readonly Role[] = ['OWNER', 'ADMIN', 'TRADER']

export const ACTIONS = {
  'organization:read': {
    roles: EVERYBODY,
    description: 'See the organization, its members and its newest event.',
  },
  'account:read': { roles: EVERYBODY, description: 'See accounts, balances, positions and the ledger.' },
  'order:read': { roles: EVERYBODY, description: 'See orders, their decisions and history.' },
  'fill:read': { roles: EVERYBODY, description: 'See fills.' },
  'instrument:read': { roles: EVERYBODY, description: 'See instruments and their bars.' },
  'quote:read': { roles: EVERYBODY, description: 'See live quotes.' },
  'policy:read': { roles: EVERYBODY, description: 'See risk policies and their versions.' },
  'killSwitch:read': { roles: EVERYBODY, description: 'See kill switches.' },
  'alert:read': { roles: EVERYBODY, description: 'See alerts.' },
  'audit:read': { roles: EVERYBODY, description: 'See the audit log.' },
  'dataset:read': { roles: EVERYBODY, description: 'See datasets, their jobs and what is in them.' },
  'backtest:read': { roles: EVERYBODY, description: 'See backtests, their results and the strategies.' },
  'account:open': { roles: CHIEFS, description: 'Open an account.' },
  'account:fund': { roles: DESK, description: 'Put simulated funds into a PAPER or SHADOW account.' },
  'account:convert': { roles: DESK, description: 'Convert cash between the currencies of an account.' },
  'order:submit': { roles: DESK, description: 'Submit an order.' },
  'order:preview': { roles: DESK, description: 'See the decision that an order would get.' },
  'order:replace': { roles: DESK, description: 'Replace a working order.' },
  'order:cancel': { roles: [...RISK, 'TRADER'], description: 'Cancel a working order.' },
  'order:cancelAll': { roles: [...RISK, 'TRADER'], description: 'Cancel every working order in a scope.' },
  'policy:put': { roles: RISK, description: 'Set the limits of a risk policy.' },
  'killSwitch:engage': { roles: RISK, description: 'Engage a kill switch.' },
  'killSwitch:release': { roles: RISK, description: 'Release a kill switch, with a reason.' },
  'dataset:import': { roles: CHIEFS, description: 'Upload files, preview and import them.' },
  'dataset:update': {
    roles: CHIEFS,
    description: 'Update datasets, and set, pause and resume their updates.',
  },
  'dataset:delete': { roles: CHIEFS, description: 'Delete a dataset.' },
  'backtest:run': { roles: DESK, description: 'Run backtests and sweeps.' },
  'backtest:cancel': { roles: DESK, description: 'Cancel a backtest or sweep.' },
  'strategy:read': {
    roles: EVERYBODY,
    description: 'See strategies, their versions and source, deployments, decisions and parity.',
  },
  'strategy:logs': { roles: EVERYBODY, description: 'See what deployments of strategies log.' },
  'strategy:submit': { roles: DESK, description: 'Upload a strategy, build it and cancel its build.' },
  'strategy:deploy': {
    roles: DESK,
    description: 'Deploy a strategy, change a deployment and roll it back.',
  },
  'strategy:control': { roles: [...RISK, 'TRADER'], description: 'Start, pause and stop a deployment.' },
  'strategy:flatten': {
    roles: [...RISK, 'TRADER'],
    description: 'Stop a deployment and close what it holds at the market.',
  },
  'strategy:compare': {
    roles: [...RISK, 'TRADER'],
    description: 'Have the decisions of a run compared with those that its code takes again.',
  },
  'workflow:read': { roles: EVERYBODY, description: 'See workflows, their runs and steps.' },
  'workflow:save': {
    roles: DESK,
    description: 'Save, enable and delete workflows; saving and enabling take every action of their steps.',
  },
  'workflow:run': {
    roles: DESK,
    description: 'Run workflows, take runs up and cancel them; beginning takes every action of their steps.',
  },
  'incident:read': {
    roles: EVERYBODY,
    description: 'See incidents of deployments, what was gathered of them, and drills.',
  },
  'incident:handle': {
    roles: [...RISK, 'TRADER'],
    description: 'Approve a step against an incident, close one, and drill a deployment on paper.',
  },
  'incident:configure': {
    roles: RISK,
    description: 'Say which steps against incidents are taken without asking.',
  },
  'signal:read': {
    roles: EVERYBODY,
    description: 'See what models propose, what became of it, and what may come of it.',
  },
  'signal:propose': { roles: DESK, description: 'Propose an order on a signal, and ask a model for one.' },
  'signal:accept': {
    roles: DESK,
    description: "Make an order of a proposal in one's own name, signed in, or decline it.",
  },
  'signal:configure': { roles: RISK, description: 'Say what may come of signals at most.' },
  'connection:read': {
    roles: EVERYBODY,
    description: 'See connections to venues, how they stand and what venues can do; never a credential.',
  },
  'connection:manage': {
    roles: CHIEFS,
    description: 'Try, add, rotate, change, open, close and remove connections to venues.',
  },
  'reconciliation:read': {
    roles: EVERYBODY,
    description: "See where our books and a venue's word differ, and what was done about it.",
  },
  'reconciliation:run': { roles: [...RISK, 'TRADER'], description: 'Compare our books with a venue now.' },
  'reconciliation:decide': {
    roles: RISK,
    description: 'Have the proposed correction of a difference booked, or dismiss the difference.',
  },
  'reconciliation:configure': {
    roles: RISK,
    description: 'Say how often books are compared, and which corrections are booked without a person.',
  },
  'live:enable': {
    roles: CHIEFS,
    description: 'Let a LIVE account trade, and set its capital stage.',
  },
  'live:disable': { roles: [...RISK, 'TRADER'], description: 'Take live trading from an account, at once.' },
  'shadow:read': {
    roles: EVERYBODY,
    description: 'See how shadow orders fared beside the real market, and what is asked before live.',
  },
  'shadow:configure': { roles: RISK, description: 'Say what is asked of an account before its next stage.' },
  'organization:secure': {
    roles: CHIEFS,
    description: 'Say whether members must have a second factor, and see who has one.',
  },
  'apiKey:read': { roles: CHIEFS, description: 'See API keys (never their secrets).' },
  'apiKey:create': { roles: CHIEFS, description: "Create an API key with a role no higher than one's own." },
  'apiKey:revoke': { roles: CHIEFS, description: 'Revoke an API key.' },
  'member:setRole': {
    roles: CHIEFS,
    description: "Change a member's role; only an owner makes or unmakes owners.",
  },
} as const satisfies Record<string, ActionRule>

export type Action = keyof typeof ACTIONS

export const ACTION_NAMES = Object.keys(ACTIONS) as readonly Action[]

/** Whether a role may do an action. */
export function allows(role: Role, action: Action): boolean {
  const roles: readonly Role[] = ACTIONS[action].roles
  return roles.includes(role)
}

/** Every action that a role may do, in the table's order. */
export function actionsOf(role: Role): readonly Action[] {
  return ACTION_NAMES.filter((action) => allows(role, action))
}

/** The most that both roles hold: the lower one where the higher may do all that it may, else VIEWER. */
export function commonRole(one: Role, other: Role): Role {
  const [higher, lower] = ROLES.indexOf(one) < ROLES.indexOf(other) ? [one, other] : [other, one]
  return actionsOf(lower).every((action) => allows(higher, action)) ? lower : 'VIEWER'
}
