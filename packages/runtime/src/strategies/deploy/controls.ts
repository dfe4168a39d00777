/** What a person does with a deployment, each a command in their name. */
import type { Strategies } from '../strategies.ts'
import type { DeploymentCommands } from './commands.ts'

type Controls = Pick<Strategies, 'change' | 'rollBack' | 'start' | 'pause' | 'stop' | 'flatten'>

export function controlsOf(commands: DeploymentCommands): Controls {
  return {
    change: (asking, deploymentId, change) => commands.change(asking, deploymentId, change),
    rollBack: (asking, deploymentId, revision) => commands.rollBack(asking, deploymentId, revision),
    start: (asking, deploymentId, reason) =>
      commands.set(asking, deploymentId, { desired: 'RUNNING', reason }),
    pause: (asking, deploymentId, reason) =>
      commands.set(asking, deploymentId, { desired: 'PAUSED', reason }),
    stop: (asking, deploymentId, reason) =>
      commands.set(asking, deploymentId, { desired: 'STOPPED', reason, cancelOrders: true }),
    flatten: (asking, deploymentId, reason) => commands.flatten(asking, deploymentId, reason),
  }
}
