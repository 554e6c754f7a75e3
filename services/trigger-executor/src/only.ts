import type { InvocationBatch, RoadInvocation } from '@millrace/protocol/wire'

/** A batch with some of its invocations, as they are now, and the deliveries that they need. */
export function only(batch: InvocationBatch, invocations: readonly RoadInvocation[]): InvocationBatch {
  const deliveries: Uint8Array[] = []
  const moved = new Map<number, number>()
  const kept = invocations.map((invocation) => {
    const dependencies = new Map<string, number>()
    for (const [dependency, index] of invocation.dependencies) {
      const bytes = batch.deliveries[index]
      if (bytes === undefined) continue
      let at = moved.get(index)
      if (at === undefined) {
        at = deliveries.length
        moved.set(index, at)
        deliveries.push(bytes)
      }
      dependencies.set(dependency, at)
    }
    return { ...invocation, dependencies }
  })
  return { ...batch, deliveries, invocations: kept }
}
