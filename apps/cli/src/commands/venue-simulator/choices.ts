/** Which venues can be simulated, and which misbehaviours a simulator can be told: words alone, so that help costs nothing. */

export const SIMULATED_VENUES = ['coinbase', 'kalshi', 'alpaca', 'ibkr'] as const
export type SimulatedVenueName = (typeof SIMULATED_VENUES)[number]

/**
 * CLOCK_SKEW: its clock is 30 s ahead. STALE_READS: questions are answered as things were 3 s ago. LATE_FILLS: fills can be
 * read 3 s late. SLOW_CANCELS: cancels take 5 s. HEARTBEATS_ONLY, SILENT: what its streams still send. SESSION_LOST: no
 * credential is good. The others happen to one request or frame every ten seconds.
 */
export const SIMULATOR_FAULTS = [
  'CLOCK_SKEW',
  'STALE_READS',
  'LATE_FILLS',
  'SLOW_CANCELS',
  'HEARTBEATS_ONLY',
  'SILENT',
  'SESSION_LOST',
  'LOST_ANSWER',
  'RESET_ANSWER',
  'RATE_LIMITED',
  'MAINTENANCE',
  'DROPPED_FRAME',
  'DUPLICATE_FRAME',
  'MALFORMED_FRAME',
  'CLOSED_STREAM',
] as const
export type SimulatorFault = (typeof SIMULATOR_FAULTS)[number]
