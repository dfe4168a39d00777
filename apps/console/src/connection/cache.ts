/**
 * The normalized cache: one copy of every order, account, quote and policy, written by queries and subscriptions alike.
 *
 * Entities that change are replaced by their key wherever they are shown. Lists need a rule of their own, because a
 * subscription does not say which lists an entity has entered or left: see cache-lists.ts.
 */
import { cacheExchange, type CacheExchangeOpts, type KeyingConfig } from '@urql/exchange-graphcache'
import introspection from '../generated/introspection.json'
import {
  alertAdded,
  auditAdded,
  entitiesIn,
  fillAdded,
  killSwitchChanged,
  orderChanged,
  ordersChanged,
  policyChanged,
} from './cache-lists.ts'
import { backtestAdded, datasetGone, jobMoved } from './research-lists.ts'
import { deploymentMoved, parityAsked, placeDeploymentOrder, versionMoved } from './strategy-lists.ts'

type Schema = NonNullable<CacheExchangeOpts['schema']>
type Keyed = Readonly<Record<string, unknown>>

/** Parts of another entity, without an identity of their own. */
const embedded = [
  'AssetClassCap',
  'Balance',
  'Bar',
  'Check',
  'Decision',
  'Member',
  'Membership',
  'Money',
  'OrderHistoryEntry',
  'PageInfo',
  'ReferenceQuote',
  'RiskLimits',
  'RiskPolicyVersion',
  'FillUpdate',
  'OrderUpdate',
  'ControlUpdate',
  'InvalidInput',
  'NotFound',
  'Conflict',
  'Forbidden',
  'RateLimited',
  'SecondFactor',
  'SecondFactorRequired',
  'PreviewOrderPayload',
  'BacktestCommission',
  'BacktestDataset',
  'BacktestDocument',
  'BacktestFigure',
  'BacktestFills',
  'BacktestParameter',
  'BacktestProgress',
  'BacktestSweep',
  'BacktestTrade',
  'BacktestTrial',
  'BacktestWalkForward',
  'DataFinding',
  'DataGap',
  'DataGapMap',
  'DataRangeReport',
  'DataRuleCount',
  'DataRuleReport',
  'DataValidation',
  'DatasetAnalysis',
  'DatasetBar',
  'DatasetImport',
  'DatasetQuantile',
  'DatasetReturns',
  'DatasetSeason',
  'DatasetUpdateSchedule',
  'DatasetVolatility',
  'EquityPoint',
  'ImportColumn',
  'ImportPreview',
  'ImportPreviewRow',
  'ImportPreviewValue',
  'ImportQuestion',
  'JobOutcome',
  'PreviewImportPayload',
  'StrategyParameter',
  'DeploymentHistoryEntry',
  'DeploymentLogLine',
  'DeploymentObservation',
  'DeploymentPosition',
  'DeploymentRun',
  'DeploymentTerms',
  'IncidentStep',
  'OrderCause',
  'ParityDifference',
  'StrategyBuildProblem',
  'StrategyDecision',
  'StrategyDownload',
  'StrategyIntent',
  'StrategyManifest',
  'StrategyManifestFile',
  'StrategyManifestPackage',
  'StrategySource',
  'StrategySourceDiff',
  'StrategySourceFile',
  'StrategyUse',
  'Signal',
  'SignalFeature',
  'SignalInstrumentLimit',
  'SignalOpinion',
  'SignalPolicy',
  'SignalProvenance',
  'SignalTraining',
  'WorkflowSchedule',
  'WorkflowStepRun',
  'ConnectionStanding',
  'Correction',
  'ListVenueInstrumentsPayload',
  'ListedVenueInstrument',
  'LiveTrading',
  'PromotionCriterion',
  'PromotionPolicy',
  'ReconciliationPolicy',
  'RequestBudget',
  'RequestLimit',
  'ShadowDrift',
  'ShadowReport',
  'ShadowScore',
  'StrategyDrift',
  'TestConnectionPayload',
  'TrialStep',
  'VenueAbility',
  'WalkForwardSpan',
  'WalkForwardWindow',
  'VenueAccountReading',
  'VenueBalance',
  'VenueCapabilities',
  'VenueClassCapabilities',
  'ForeignOrder',
  'VenueCredentialField',
  'VenueFeature',
  'VenueIdempotency',
  'VenueOffer',
  'VenueOrderAbility',
  'VenuePosition',
  'VenueStream',
  'WaitingRequests',
] as const

const listed = [
  'Account',
  'Order',
  'Fill',
  'Position',
  'Instrument',
  'LedgerEntry',
  'Strategy',
  'AuditEntry',
  'Alert',
  'Dataset',
  'Job',
  'Backtest',
  'StrategyVersion',
  'Deployment',
  'DeploymentOrder',
  'ParityReport',
  'DeploymentIncident',
  'Workflow',
  'WorkflowRuns',
  'SignalProposal',
  'VenueLink',
  'ReconciliationBreak',
  'ReconciliationRun',
]
/** Lists whose rows have no identity of their own. */
const anonymous = [
  'BacktestTrade',
  'BacktestTrial',
  'DeploymentLog',
  'DeploymentRun',
  'ShadowScore',
  'StrategyDecision',
]
const nowhere = () => null

function idOf(value: unknown): string | null {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string'
    ? value.id
    : null
}

const keys: KeyingConfig = {
  ...Object.fromEntries(embedded.map((type) => [type, nowhere])),
  ...Object.fromEntries(listed.map((type) => [`${type}Connection`, nowhere])),
  ...Object.fromEntries(
    anonymous.flatMap((type) => [`${type}Connection`, `${type}Edge`]).map((type) => [type, nowhere]),
  ),
  // An edge is its node's: the same order in two lists is one edge, which lets a list be told of it by key.
  ...Object.fromEntries(listed.map((type) => [`${type}Edge`, (edge: Keyed) => idOf(edge['node'])])),
  // A quote is its instrument's one and only; a new one takes the place of the old.
  Quote: (quote: Keyed) => idOf(quote['instrument']),
  BacktestStrategy: (strategy: Keyed) => String(strategy['name']),
  Permission: (permission: Keyed) => String(permission['action']),
  // Named as at the time: the same person, acting through a workflow, has another name elsewhere on the screen.
  Actor: nowhere,
}

/** Returns the cache exchange of one signed-in session. */
export function createCache() {
  return cacheExchange({
    schema: introspection as Schema,
    keys,
    updates: {
      Mutation: {
        submitOrder: orderChanged,
        replaceOrder: orderChanged,
        cancelOrder: orderChanged,
        cancelAllOrders: ordersChanged,
        putRiskPolicy: policyChanged,
        engageKillSwitch: killSwitchChanged,
        releaseKillSwitch: killSwitchChanged,
        importDataset: jobMoved,
        beginDataset: jobMoved,
        updateDataset: jobMoved,
        deleteDataset: datasetGone,
        runBacktest: backtestAdded,
        runSweep: backtestAdded,
        runWalkForward: backtestAdded,
        submitStrategy: versionMoved,
        deployStrategy: deploymentMoved,
        compareDeployment: parityAsked,
      },
      Subscription: {
        orderUpdates: (data, args, cache, info) => {
          orderChanged(data, args, cache, info)
          for (const order of entitiesIn(data, 'order')) placeDeploymentOrder(cache, order)
        },
        fills: fillAdded,
        jobUpdates: jobMoved,
        strategyVersionChanged: versionMoved,
        deploymentStatus: deploymentMoved,
        controlUpdates: (data, args, cache, info) => {
          policyChanged(data, args, cache, info)
          killSwitchChanged(data, args, cache, info)
          auditAdded(data, args, cache, info)
          alertAdded(data, args, cache, info)
        },
      },
    },
  })
}
