import { createLogger, startTelemetry, type ServiceTelemetry } from '@millrace/telemetry'
import { ConfigError, type ConfigFault } from './config-error.ts'
import type { Life } from './life.ts'
import type { ConfigOf, Options } from './option.ts'
import { readConfig, type Env } from './read-config.ts'
import { runService } from './run-service.ts'
import type { Running } from './running.ts'
import { telemetryOptions } from './telemetry-options.ts'

/** What a service's start is given besides its config. */
export interface ServiceDeps {
  readonly life: Life
  readonly telemetry: ServiceTelemetry
}

/** The whole `main.ts` of a service: its settings and telemetry from the environment, then its life as this process. */
export async function runMain<O extends Options>(
  name: string,
  options: O,
  env: Env,
  start: (config: ConfigOf<O>, deps: ServiceDeps) => Promise<Running>,
): Promise<void> {
  const log = createLogger({ service: name, pretty: env[telemetryOptions.pretty.env] === 'true' })
  await runService(
    name,
    async (_stop, life) => {
      const [own, shared] = readAll(options, env)
      const { metricsPort, ...rest } = shared
      await using setup = new AsyncDisposableStack()
      const telemetry = setup.use(
        await startTelemetry({ ...rest, service: name, ...(metricsPort < 0 ? {} : { metricsPort }) }),
      )
      const running = setup.use(await start(own, { life, telemetry }))
      const owned = setup.move()
      return { done: running.done, [Symbol.asyncDispose]: () => owned.disposeAsync() }
    },
    { log },
  )
}

/** Both tables, and every fault of both at once. */
function readAll<O extends Options>(options: O, env: Env): [ConfigOf<O>, ConfigOf<typeof telemetryOptions>] {
  const faults: ConfigFault[] = []
  const read = <T extends Options>(table: T): ConfigOf<T> | undefined => {
    try {
      return readConfig(table, env)
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      faults.push(...error.faults)
      return undefined
    }
  }
  const own = read(options)
  const shared = read(telemetryOptions)
  if (own === undefined || shared === undefined) throw new ConfigError(faults)
  return [own, shared]
}
