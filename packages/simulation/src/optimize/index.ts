/** Searches over parameters, and what tells a found edge from luck. Pure and seeded throughout. */
export { bestTrial, proposeTrials, type BayesianOptions, type Trial } from './bayesian.ts'
export { realityCheck, superiorAbility, type BestOfMany, type BestOfManyOptions } from './best-of-many.ts'
export {
  CAUTION_BOUNDS,
  bestTradesShare,
  cautionsOf,
  edgeCautions,
  type Caution,
  type CautionCode,
  type StudyEvidence,
} from './cautions.ts'
export { GRID_POINTS_MAX, checkGrid, gridPoint, gridPoints, gridSize } from './grid.ts'
export { bootstrapMeanTest, tTest, type MeanTest } from './mean-significance.ts'
export {
  RUNS_MAX,
  bootstrapReturns,
  sharpeInterval,
  shuffleTrades,
  type Bands,
  type MonteCarlo,
  type MonteCarloOptions,
  type SharpeInterval,
  type Spread,
} from './monte-carlo.ts'
export { backtestOverfitting, type Overfitting } from './overfitting.ts'
export { latinHypercube, randomPoints, type SampleOptions } from './sampling.ts'
export {
  deflatedSharpe,
  expectedMaxSharpe,
  probabilisticSharpe,
  sharpeEvidence,
  trackRecordMin,
  type SharpeEvidence,
} from './sharpe-significance.ts'
export {
  SearchFault,
  axisSize,
  checkSpace,
  parametersAt,
  placeOf,
  type ListAxis,
  type ParameterSet,
  type ParameterValue,
  type RangeAxis,
  type SearchAxis,
} from './space.ts'
export {
  summarizeWalkForward,
  walkForwardWindows,
  type Span,
  type WalkForwardOptions,
  type WalkForwardScore,
  type WalkForwardSummary,
  type WalkForwardWindow,
} from './walk-forward.ts'
