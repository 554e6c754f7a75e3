import { freePort } from '@millrace/servers'
import type { ServiceProcess } from './spawn-service.fixture.ts'
import { spawnService } from './spawn-service.fixture.ts'
import type { TargetControl } from './http-target/target-control.ts'
import { targetControl } from './http-target/target-control.ts'

export interface SpawnedTarget extends AsyncDisposable {
  readonly url: string
  readonly port: number
  readonly control: TargetControl
  /** To kill, freeze or restart it; a restart keeps the port. */
  readonly process: ServiceProcess
}

export interface SpawnTargetOptions {
  readonly honoursKeys?: boolean
  readonly bodyId?: string
  /** Without one, a restarted target has forgotten its keys. */
  readonly historyFile?: string
}

/** Runs the HTTP target in a process of its own. */
export async function spawnHttpTarget(options: SpawnTargetOptions = {}): Promise<SpawnedTarget> {
  const port = await freePort()
  const process = await spawnService({
    name: 'http-target',
    main: new URL('./http-target-main.ts', import.meta.url),
    env: {
      TARGET_PORT: String(port),
      TARGET_HISTORY: options.historyFile,
      TARGET_KEYS: options.honoursKeys === false ? 'ignore' : 'honour',
      TARGET_BODY_ID: options.bodyId,
    },
    ready: { line: /^http target on / },
  })
  const url = `http://127.0.0.1:${port}`
  return {
    url,
    port,
    control: targetControl(url),
    process,
    [Symbol.asyncDispose]: () => process[Symbol.asyncDispose](),
  }
}
