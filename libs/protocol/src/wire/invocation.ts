import { readAttempt, readFailure, writeAttempt, writeFailure, type RoadAttempt, type RoadFailure } from './history.ts'
import { WireReader } from './reader.ts'
import { WireWriter } from './writer.ts'

/** `millrace.v1.Invocation` as the hot path handles it; proto/millrace/v1/road.proto says what the fields mean. */
export interface RoadInvocation {
  readonly id: string
  readonly namespace: string
  readonly sensor: string
  readonly generation: number
  readonly trigger: string
  /** Dependency name → index into the batch's deliveries. */
  readonly dependencies: ReadonlyMap<string, number>
  /** 1 for the first try. */
  readonly attempt: number
  readonly uncertain: boolean
  /** The tries so far; left out: none. */
  readonly history?: readonly RoadAttempt[]
  /** How often it was put off without a try. */
  readonly putOffs?: number
  /** The slot of the trigger's rate that this try has. Microseconds since the Unix epoch. */
  readonly slotAtUs?: number
  /** What the target recognises a repeat by, where that is not `id`. */
  readonly effectId?: string
  /** Set where this is a dlqTrigger's invocation. */
  readonly failure?: RoadFailure
  /** Id of the dead letter that this is a redrive of. */
  readonly redriveOf?: string
  /** Set where the effect of this try is there and what comes of it is awaited; the trigger's own text. */
  readonly awaited?: string
  /** The replay that made it due. */
  readonly replay?: RoadReplay
}

/** `millrace.v1.Replayed`. */
export interface RoadReplay {
  readonly replayId: string
  /** Trace of the replay: the original's is linked, not continued. */
  readonly traceparent: string
}

/** `millrace.v1.InvocationBatch`; its deliveries stay encoded. */
export interface InvocationBatch {
  readonly deliveries: readonly Uint8Array[]
  readonly invocations: readonly RoadInvocation[]
  readonly acceptedAtUs: number
  readonly routedAtUs: number
}

const scratch = new WireWriter(16_384)

/** Encodes `millrace.v1.InvocationBatch`. */
export function encodeInvocationBatch(batch: InvocationBatch): Buffer {
  const writer = scratch
  for (const bytes of batch.deliveries) writer.bytes(1, bytes)
  for (const invocation of batch.invocations) writer.message(2, () => writeInvocation(writer, invocation))
  writer.uint(3, batch.acceptedAtUs)
  writer.uint(4, batch.routedAtUs)
  return writer.take()
}

/** Reads `millrace.v1.InvocationBatch`. Throws WireError on malformed bytes. */
export function readInvocationBatch(bytes: Uint8Array): InvocationBatch {
  const reader = new WireReader(bytes)
  const deliveries: Uint8Array[] = []
  const invocations: RoadInvocation[] = []
  let acceptedAtUs = 0
  let routedAtUs = 0
  while (reader.next()) {
    if (reader.field === 1) deliveries.push(reader.bytes())
    else if (reader.field === 2) invocations.push(readInvocation(reader.message()))
    else if (reader.field === 3) acceptedAtUs = reader.uint()
    else if (reader.field === 4) routedAtUs = reader.uint()
    else reader.skip()
  }
  return { deliveries, invocations, acceptedAtUs, routedAtUs }
}

function writeInvocation(writer: WireWriter, invocation: RoadInvocation): void {
  writer.string(1, invocation.id)
  writer.string(2, invocation.namespace)
  writer.string(3, invocation.sensor)
  writer.uint(4, invocation.generation)
  writer.string(5, invocation.trigger)
  for (const [dependency, index] of invocation.dependencies) {
    writer.message(6, () => {
      writer.stringAlways(1, dependency)
      writer.uint(2, index)
    })
  }
  writer.uint(7, invocation.attempt)
  writer.bool(8, invocation.uncertain)
  for (const attempt of invocation.history ?? []) writer.message(9, () => writeAttempt(writer, attempt))
  writer.uint(10, invocation.putOffs ?? 0)
  writer.uint(11, invocation.slotAtUs ?? 0)
  writer.string(12, invocation.effectId ?? '')
  const { failure } = invocation
  if (failure !== undefined) writer.message(13, () => writeFailure(writer, failure))
  writer.string(14, invocation.redriveOf ?? '')
  writer.string(15, invocation.awaited ?? '')
  const { replay } = invocation
  if (replay !== undefined) {
    writer.message(20, () => {
      writer.string(1, replay.replayId)
      writer.string(2, replay.traceparent)
    })
  }
}

function readInvocation(reader: WireReader): RoadInvocation {
  let id = ''
  let namespace = ''
  let sensor = ''
  let generation = 0
  let trigger = ''
  let attempt = 0
  let uncertain = false
  const dependencies = new Map<string, number>()
  const history: RoadAttempt[] = []
  const more: { -readonly [K in keyof RoadInvocation]?: RoadInvocation[K] } = {}
  while (reader.next()) {
    if (reader.field === 1) id = reader.string()
    else if (reader.field === 2) namespace = reader.string()
    else if (reader.field === 3) sensor = reader.string()
    else if (reader.field === 4) generation = reader.uint()
    else if (reader.field === 5) trigger = reader.string()
    else if (reader.field === 6) readDependency(reader.message(), dependencies)
    else if (reader.field === 7) attempt = reader.uint()
    else if (reader.field === 8) uncertain = reader.bool()
    else if (reader.field === 9) history.push(readAttempt(reader.bytes()))
    else if (reader.field === 10) more.putOffs = reader.uint()
    else if (reader.field === 11) more.slotAtUs = reader.uint()
    else if (reader.field === 12) more.effectId = reader.string()
    else if (reader.field === 13) more.failure = readFailure(reader.bytes())
    else if (reader.field === 14) more.redriveOf = reader.string()
    else if (reader.field === 15) more.awaited = reader.string()
    else if (reader.field === 20) more.replay = readReplay(reader.bytes())
    else reader.skip()
  }
  if (history.length > 0) more.history = history
  return { id, namespace, sensor, generation, trigger, dependencies, attempt, uncertain, ...more }
}

function readDependency(reader: WireReader, into: Map<string, number>): void {
  let name = ''
  let index = 0
  while (reader.next()) {
    if (reader.field === 1) name = reader.string()
    else if (reader.field === 2) index = reader.uint()
    else reader.skip()
  }
  into.set(name, index)
}

function readReplay(bytes: Uint8Array): RoadReplay {
  const reader = new WireReader(bytes)
  let replayId = ''
  let traceparent = ''
  while (reader.next()) {
    if (reader.field === 1) replayId = reader.string()
    else if (reader.field === 2) traceparent = reader.string()
    else reader.skip()
  }
  return { replayId, traceparent }
}
