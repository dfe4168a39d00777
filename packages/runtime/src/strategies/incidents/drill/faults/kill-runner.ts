/** CRASH_LOOP: kills its runner process as often as the rule counts, each time once it runs again. */
import { DrillImpossible, type Inject, SLACK, hostedRun } from '../drill.ts'

export const killRunner: Inject = async (parts) => {
  const { bounds, drilled, until } = parts
  for (let count = 0; count < bounds.faultsMax; count += 1) {
    const isBack = await until(() => drilled.observed().activity === 'RUNNING', SLACK)
    if (!isBack) throw new DrillImpossible(`it did not come back after ${count} kills`)
    const { pid } = hostedRun(parts)
    process.kill(pid, 'SIGKILL')
    await until(() => drilled.observed().pid !== pid, SLACK)
  }
  return {
    done: `its process was killed ${bounds.faultsMax} times`,
    patience: SLACK,
    lift: () => Promise.resolve(),
  }
}
