import { listAt, resources, startInformer, textAt, type KubeClient } from '@millrace/kube'

/** What the sensors of a namespace say about themselves, followed by watches so that looking costs the server little. */
export interface Told extends AsyncDisposable {
  /** Sensors whose `Ready` is True. */
  readonly ready: () => number
  /** Sensors that an Event has been written about. */
  readonly events: () => number
  readonly isReady: (name: string) => boolean
}

export async function followTold(client: KubeClient, namespace: string): Promise<Told> {
  const ready = new Set<string>()
  const events = new Set<string>()
  const { signal } = new AbortController()
  await using setup = new AsyncDisposableStack()
  const sensors = {
    resource: resources.sensors,
    namespace,
    onChange: ({ object }: { readonly object: { readonly metadata: { readonly name: string } } }) => {
      const conditions = listAt(object, 'status', 'conditions')
      const isTrue = conditions.some((one) => textAt(one, 'type') === 'Ready' && textAt(one, 'status') === 'True')
      if (isTrue) ready.add(object.metadata.name)
    },
  }
  setup.use(await startInformer(client, sensors, signal))
  const told = {
    resource: resources.events,
    namespace,
    onChange: ({ object }: { readonly object: object }) => void events.add(textAt(object, 'regarding', 'name')),
  }
  setup.use(await startInformer(client, told, signal))
  const owned = setup.move()
  return {
    ready: () => ready.size,
    events: () => events.size,
    isReady: (name) => ready.has(name),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
