import type { Came } from '@millrace/deliveries'
import type { KubeClient } from '@millrace/kube'
import type { SourceMemory } from './memory.ts'
import type { WantedSource } from './wanted-sources.ts'

/** What a source works with while this replica runs it. */
export interface SourceContext {
  /**
   * Resolves once the bus has stored it, or the event's filter does not want it: only then may the remote be told that it
   * is done, and what was told be remembered. What is told first is stored first. Rejects with `BusFault`.
   */
  readonly tell: (came: Came) => Promise<void>
  readonly memory: SourceMemory
  /** Aborts when this replica is to stop, or does not hold the source any more. */
  readonly stop: AbortSignal
  /** Says what keeps it from following the remote; it goes on trying by itself. */
  readonly interrupted: (error: unknown) => void
  /** It follows the remote again. */
  readonly resumed: () => void
  /** Milliseconds since the Unix epoch. */
  readonly nowMs: () => number
}

/**
 * One event of an EventSource that is pulled. It is run by one replica at a time, begins where its memory says, and ends
 * when `stop` aborts; whatever else ends it makes it begin again after a pause. The same thing told twice must have the
 * same delivery id, since a crash may come between telling and remembering.
 */
export interface Source {
  run(context: SourceContext): Promise<void>
}

/** A source, and how what it brings is told. */
export interface OpenedSource {
  readonly source: Source
  readonly tell: SourceContext['tell']
}

/** What sources are made with. */
export interface SourceWorld {
  /** Rejects with `cluster-missing`. */
  readonly kube: () => Promise<KubeClient>
  readonly bounds: {
    readonly objectsMax: number
    /** Of objects that are remembered whole, in bytes of their JSON. */
    readonly objectBytesMax: number
  }
  /** Compiles `filter.expression`; throws where it is wrong. */
  readonly filter: (expression: string) => (payload: unknown) => boolean
}

/** Makes the source of an event. Throws `SourceFault` where its settings cannot be. */
export type OpenSource = (wanted: WantedSource, world: SourceWorld) => Source
