/** The planner: what a simulation will cost, how it is cut and shared out, and what is recommended. */
export { serialFractionOf, speedUp } from './amdahl.ts'
export { balance, makespanMin, type Balanced } from './balance.ts'
export { planInWords } from './in-words.ts'
export { planSimulation, type Plan, type PlanEstimate, type PlanOption } from './plan.ts'
export {
  PlanFault,
  RUNS_PLANNED_MAX,
  type MeasuredRates,
  type PlanMachine,
  type PlanRequest,
  type PlanWindow,
  type SymbolGroup,
} from './request.ts'
export type { Shard } from './shards.ts'
