/** The capital ramp: how much of its limits a LIVE account may use. */

export const STAGES = [
  { value: '5', title: '5 % of its limits' },
  { value: '25', title: '25 % of its limits' },
  { value: '100', title: '100 % of its limits' },
] as const

export type StageName = (typeof STAGES)[number]['value']

export function stageOf(stage: StageName): number {
  return Number(stage)
}
