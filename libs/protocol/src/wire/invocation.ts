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
    else if (reader.field === 2) invocations.push(readInvocation(reader.bytes()))
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
}

function readInvocation(bytes: Uint8Array): RoadInvocation {
  const reader = new WireReader(bytes)
  let id = ''
  let namespace = ''
  let sensor = ''
  let generation = 0
  let trigger = ''
  let attempt = 0
  let uncertain = false
  const dependencies = new Map<string, number>()
  while (reader.next()) {
    if (reader.field === 1) id = reader.string()
    else if (reader.field === 2) namespace = reader.string()
    else if (reader.field === 3) sensor = reader.string()
    else if (reader.field === 4) generation = reader.uint()
    else if (reader.field === 5) trigger = reader.string()
    else if (reader.field === 6) readDependency(reader.bytes(), dependencies)
    else if (reader.field === 7) attempt = reader.uint()
    else if (reader.field === 8) uncertain = reader.bool()
    else reader.skip()
  }
  return { id, namespace, sensor, generation, trigger, dependencies, attempt, uncertain }
}

function readDependency(bytes: Uint8Array, into: Map<string, number>): void {
  const reader = new WireReader(bytes)
  let name = ''
  let index = 0
  while (reader.next()) {
    if (reader.field === 1) name = reader.string()
    else if (reader.field === 2) index = reader.uint()
    else reader.skip()
  }
  into.set(name, index)
}
