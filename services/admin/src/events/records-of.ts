import { token, workflowEventsBus, workflowEventsStream, type Bus } from '@millrace/bus'
import { recordStreams } from '../read-tail.ts'

/** The records that can hold events of a namespace and EventBus; empty names mean all. */
export async function recordsOf(bus: Bus, wanted: { namespace: string; bus: string }): Promise<string[]> {
  return (await recordStreams(bus)).filter((stream) => {
    // Of all namespaces.
    if (stream === workflowEventsStream) return wanted.bus === '' || wanted.bus === workflowEventsBus
    // `EVENTS_<namespace>_<bus>`: no token has a `_`.
    const [, namespace, busName] = stream.split('_')
    return (
      (wanted.namespace === '' || namespace === token(wanted.namespace)) &&
      (wanted.bus === '' || busName === token(wanted.bus))
    )
  })
}
