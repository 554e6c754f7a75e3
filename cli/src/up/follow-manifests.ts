import { openBus } from '@millrace/bus'
import type { EventSource, WorkflowEventBinding } from '@millrace/manifests'
import { openRegistry, watchRegistry, type RegistrySnapshot } from '@millrace/registry'
import type { RunningWebhook } from '../run-file.ts'
import { webhooksIn } from './webhooks.ts'
import { workflowDoors, type WorkflowDoor } from './workflow-doors.ts'

/** What the objects in force offer, kept up to date. */
export interface FollowedManifests extends AsyncDisposable {
  readonly webhooks: readonly RunningWebhook[]
  readonly doors: readonly WorkflowDoor[]
}

const portDefault = 12_000

/** Follows the registry and tells the webhooks, and which addresses the objects mention, now and at each change. */
export async function followManifests(
  natsUrl: string,
  onChange: (found: Omit<FollowedManifests, keyof AsyncDisposable>, mentions: (url: string) => boolean) => void,
): Promise<FollowedManifests> {
  await using setup = new AsyncDisposableStack()
  const bus = setup.use(await openBus({ url: natsUrl, name: 'cli' }))
  const registry = await openRegistry(bus, 1)
  let webhooks: readonly RunningWebhook[] = []
  let doors: readonly WorkflowDoor[] = []
  const follow = ({ objects }: RegistrySnapshot): void => {
    const sources = [...objects.values()].filter((object): object is EventSource => object.kind === 'EventSource')
    const bindings = [...objects.values()].filter(
      (object): object is WorkflowEventBinding => object.kind === 'WorkflowEventBinding',
    )
    webhooks = webhooksIn(sources, '127.0.0.1', portDefault)
    doors = workflowDoors(bindings)
    onChange({ webhooks, doors }, (url) =>
      [...objects.values()].some((object) => JSON.stringify(object.spec).includes(url)),
    )
  }
  setup.use(await watchRegistry(registry, follow))
  const owned = setup.move()
  return {
    get webhooks() {
      return webhooks
    },
    get doors() {
      return doors
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
