import { startConstellation, type Constellation } from '@millrace/bench'
import { openBus, type Bus } from '@millrace/bus'
import { freePort, type Env } from '@millrace/servers'
import { eventually, readHistory, spawnHttpTarget, type SpawnedTarget } from '@millrace/testkit'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { TargetLog } from './history.ts'
import { endpoint, manifestsText, triggers } from './manifests.ts'

/** How a scene is set up. */
export interface SceneOptions {
  /** Holds everything: data, logs, manifests, what the targets saw. Kept afterwards. */
  readonly dir: string
  readonly env: Env
  /** Settings of every service. */
  readonly settings: Readonly<Record<string, string>>
  /** Processes of each service on the road. */
  readonly replicas: number
  readonly sync: 'always' | 'lazy'
}

/** The whole system with its outside world: every part a process of its own, ready for deliveries. */
export interface Scene extends AsyncDisposable {
  readonly constellation: Constellation
  readonly webhookUrl: string
  readonly targets: readonly SpawnedTarget[]
  /** A connection of our own, to see what is left to do and what was told. */
  readonly bus: Bus
  /** Everything that the targets have seen, the deliveries of `open` left out. */
  logs(): readonly TargetLog[]
}

const probePrefix = 'probe-'
const probeEveryMs = 500
const probeMaxMs = 60_000

/** Starts everything; resolves when a delivery has gone all the way to both targets. */
export async function openScene(options: SceneOptions): Promise<Scene> {
  await using setup = new AsyncDisposableStack()
  const { dir, env, settings, replicas, sync } = options
  await mkdir(join(dir, 'manifests'), { recursive: true })
  const files = { honouring: join(dir, 'honouring.jsonl'), ignoring: join(dir, 'ignoring.jsonl') }
  const honouring = setup.use(await spawnHttpTarget({ historyFile: files.honouring }))
  const ignoring = setup.use(await spawnHttpTarget({ historyFile: files.ignoring, honoursKeys: false }))
  const webhook = await freePort()
  const text = manifestsText({ webhook, honouring: honouring.port, ignoring: ignoring.port })
  await writeFile(join(dir, 'manifests', 'faults.yaml'), text)
  const constellation = setup.use(
    await startConstellation({
      dir,
      manifests: join(dir, 'manifests'),
      opensPort: webhook,
      replicas: { ingest: replicas, dedup: replicas, router: replicas, 'trigger-executor': replicas, admin: 0 },
      sync,
      env,
      settings,
    }),
  )
  const bus = setup.use(await openBus({ url: constellation.nats.url, name: 'faults' }))
  const webhookUrl = `http://127.0.0.1:${webhook}${endpoint}`
  await probe(webhookUrl, [honouring, ignoring])
  const owned = setup.move()
  return {
    constellation,
    webhookUrl,
    targets: [honouring, ignoring],
    bus,
    logs: () => [
      targetLog(triggers.honouring, true, files.honouring),
      targetLog(triggers.ignoring, false, files.ignoring),
    ],
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** Sends deliveries until one has reached every target: the first may come before the sensor is in force everywhere. */
async function probe(url: string, targets: readonly SpawnedTarget[]): Promise<void> {
  const stop = new AbortController()
  const sending = (async () => {
    for (let nth = 1; !stop.signal.aborted; nth++) {
      const body = JSON.stringify({ id: `${probePrefix}${nth}` })
      await fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json' } }).catch(() => undefined)
      await sleep(probeEveryMs, undefined, { signal: stop.signal }).catch(() => undefined)
    }
  })()
  const arrived = async (): Promise<boolean> => {
    const reports = await Promise.all(targets.map((target) => target.control.report()))
    return reports.every(({ effects }) => effects > 0)
  }
  try {
    await eventually(arrived, { withinMs: probeMaxMs, everyMs: 50 })
  } finally {
    stop.abort()
    await sending
  }
}

function targetLog(trigger: string, honoursKeys: boolean, file: string): TargetLog {
  const calls = readHistory(file)
    .filter(({ bodyId }) => bodyId === null || !bodyId.startsWith(probePrefix))
    .map(({ key, bodyId, atMs, effect }) => ({ key, deliveryId: bodyId, atMs, effect }))
  return { trigger, honoursKeys, calls }
}

/** Whether an outcome tells of a delivery that only showed that the scene is ready; those have no delivery id. */
export function isOfProbe(deliveryId: string): boolean {
  return deliveryId === ''
}
