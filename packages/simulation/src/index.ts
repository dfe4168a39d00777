/** Backtests: plan, fan out, run on the engine that trades, aggregate, report. */
export {}
