import { workflowEventsBus } from '@millrace/bus'
import { decodeApiEvent, type ApiEvent } from '@millrace/event-binding'
import type { KubeClient } from '@millrace/kube'
import { readManifests, type WorkflowEventBinding } from '@millrace/manifests'
import { create } from '@bufbuild/protobuf'
import { FateSchema, type Fate } from '@millrace/protocol/fate'
import { decodeDelivery, encodeDelivery, type RoadDelivery } from '@millrace/protocol/wire'
import { openSecrets } from '@millrace/secrets'
import { configFrom } from '@millrace/service'
import { startTelemetry, type Telemetry } from '@millrace/telemetry'
import { freePort, tempFolder } from '@millrace/testkit'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ingestOptions, type IngestConfig } from '../config.ts'
import { send, type Answer, type SendOptions } from '../ingest.fixture.ts'
import type { Publish } from '../publish.ts'
import { serveWorkflowEvents, type WorkflowEvents } from './serve-workflow-events.ts'

/** The Workflows event API with a bus in memory. */
export interface EventSite extends AsyncDisposable {
  readonly api: WorkflowEvents
  /** What the bus has stored, as it comes off the wire. */
  readonly deliveries: RoadDelivery[]
  readonly events: () => readonly (ApiEvent | undefined)[]
  readonly logged: string[]
  readonly telemetry: Telemetry
  /** Replaces what the bus does. */
  publish: Publish
  /** Tells whoever waits. */
  tell(fate: object): void
  /** Writes a manifest file of Secrets. */
  write(text: string): Promise<void>
  post(path: string, options?: SendOptions): Promise<Answer>
}

export const binding = (name: string, selector = 'true', more = ''): string => `apiVersion: argoproj.io/v1alpha1
kind: WorkflowEventBinding
metadata: {name: ${name}, namespace: argo}
spec:
  event: {selector: ${JSON.stringify(selector)}}
  ${more}
---
`

export async function openEventSite(
  manifests: string,
  options: { readonly config?: Partial<IngestConfig>; readonly cluster?: KubeClient } = {},
): Promise<EventSite> {
  await using setup = new AsyncDisposableStack()
  const folder = setup.use(await tempFolder())
  const port = await freePort()
  const logged: string[] = []
  const telemetry = setup.use(
    await startTelemetry({ service: 'ingest', level: 'debug', write: (line) => logged.push(line) }),
  )
  const deliveries: RoadDelivery[] = []
  const listeners = new Set<(fate: Fate) => void>()
  const config = configFrom(ingestOptions, { workflowEventsPort: port, ...options.config })
  const api = setup.use(
    serveWorkflowEvents(config, {
      publish: (delivery) => site.publish(delivery),
      secrets: openSecrets({ manifestsFolder: folder.path, cacheMs: 1 }),
      telemetry,
      news: {
        waiter: 'this-door',
        hear(onFate) {
          listeners.add(onFate)
          return { [Symbol.dispose]: () => void listeners.delete(onFate) }
        },
      },
      cluster: options.cluster,
      nowUs: () => Date.now() * 1_000,
    }),
  )
  const owned = setup.move()
  const site: EventSite = {
    api,
    deliveries,
    logged,
    telemetry,
    events: () =>
      deliveries.map(({ namespace, eventName, event }) =>
        decodeApiEvent(event.data, { namespace, discriminator: eventName }),
      ),
    publish: (delivery) => {
      // Through the wire, so that what is asserted on is what the next service reads.
      deliveries.push(decodeDelivery(encodeDelivery(delivery)))
      return Promise.resolve({ durability: 'fsync' })
    },
    tell(fate) {
      for (const listener of listeners) listener(create(FateSchema, fate))
    },
    write: (text) => writeFile(join(folder.path, 'secrets.yaml'), text),
    post: (path, sendOptions = {}) => send(path, { port, ...sendOptions }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
  await api.follow(bindingsOf(manifests))
  return site
}

function bindingsOf(text: string): readonly WorkflowEventBinding[] {
  const { objects, problems } = readManifests(text, 'test.yaml')
  const errors = problems.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new Error(JSON.stringify(errors, undefined, 2))
  return objects.flatMap(({ object }) => (object?.kind === 'WorkflowEventBinding' ? [object] : []))
}

/** The names that every delivery of this API has. */
export const eventNames = { bus: workflowEventsBus, eventSource: workflowEventsBus }
