import { outcomesStream, type Bus } from '@millrace/bus'

/** Removes a dead letter for good. False where there is none of this id. Rejects when the bus is away. */
export async function discard(bus: Bus, id: string): Promise<boolean> {
  const { purged } = await bus.manager.streams.purge(outcomesStream, { filter: `outcomes.dead.*.*.${id}` })
  return purged > 0
}
