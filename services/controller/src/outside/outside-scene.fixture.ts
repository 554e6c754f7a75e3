import {
  boundsDefault,
  eventsSubject,
  openBus,
  outsideStream,
  recordStream,
  routerConsumer,
  type Bus,
} from '@millrace/bus'
import { encodeDelivery, encodeDeliveryBatch, readDeliveryBatch } from '@millrace/protocol/wire'
import { openRegistry } from '@millrace/registry'
import { openSecrets } from '@millrace/secrets'
import { startTelemetry } from '@millrace/telemetry'
import { natsServer, tempFolder, type Certificate } from '@millrace/testkit'
import { DeliverPolicy, jetstream } from '@nats-io/jetstream'
import type { EventBus, JsonObject } from '@millrace/manifests'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { OutsideRecords, type Standing } from './outside-records.ts'

export const namespace = 'outside'

/** An EventBus on another server. */
export function exotic(name: string, url: string, more: JsonObject = {}): EventBus {
  const spec = { jetstreamExotic: { url, ...more } }
  return { apiVersion: 'argoproj.io/v1alpha1', kind: 'EventBus', metadata: { namespace, name }, spec }
}

/** An installation's own server with the records of some EventBuses, and who takes these to their servers. */
export async function outsideScene(...buses: readonly string[]) {
  const server = await natsServer()
  onTestFinished(() => server[Symbol.asyncDispose]())
  const bus = await openBus({ url: server.url, name: 'outside-test' })
  onTestFinished(() => bus[Symbol.asyncDispose]())
  await openRegistry(bus, 1)
  for (const name of buses) await haveRecord(bus, name)
  const folder = await tempFolder()
  onTestFinished(() => folder[Symbol.asyncDispose]())
  const lines: string[] = []
  const telemetry = await startTelemetry({ service: 'controller', write: (line) => void lines.push(line) })
  onTestFinished(() => telemetry[Symbol.asyncDispose]())
  let standings: readonly Standing[] = []
  const records = new OutsideRecords({
    bus,
    secrets: openSecrets({ manifestsFolder: folder.path, cacheMs: 20 }),
    telemetry,
    ackWaitMs: 2_000,
    stop: new AbortController().signal,
    onStandings: (now) => (standings = now),
  })
  onTestFinished(() => records[Symbol.asyncDispose]())
  return {
    bus,
    records,
    lines,
    /** `<EventBus> <reason>` of what keeps records from their servers. */
    troubles: () =>
      standings.flatMap(({ bus: name, trouble }) => (trouble === undefined ? [] : [`${name} ${trouble.reason}`])),
    messages: () => standings.map(({ trouble }) => trouble?.message ?? '').join('\n'),
    secret: (name: string, values: Readonly<Record<string, string>>) =>
      writeFile(
        join(folder.path, `${name}.yaml`),
        JSON.stringify({ apiVersion: 'v1', kind: 'Secret', metadata: { namespace, name }, stringData: values }),
      ),
  }
}

/** The line of a server's configuration that has it speak TLS with a certificate. */
export async function tlsLine({ cert, key }: Certificate): Promise<string> {
  const folder = await tempFolder()
  onTestFinished(() => folder[Symbol.asyncDispose]())
  const [certFile, keyFile] = [join(folder.path, 'cert.pem'), join(folder.path, 'key.pem')]
  await writeFile(certFile, cert)
  await writeFile(keyFile, key)
  return `tls { cert_file: ${JSON.stringify(certFile)}, key_file: ${JSON.stringify(keyFile)} }`
}

/** The record of an EventBus here, as the controller makes it. */
export async function haveRecord(bus: Bus, name: string): Promise<void> {
  const stream = recordStream(namespace, name, {}, boundsDefault)
  await bus.ensureStream(stream)
  await bus.ensureConsumer(stream.name, routerConsumer(30_000))
}

/** Stores deliveries of these ids as one message of a record here, as dedup does. */
export async function recorded(bus: Bus, name: string, ...ids: readonly string[]): Promise<void> {
  const deliveries = ids.map((id) => deliveryOf(name, id))
  await bus.publish(
    { subject: eventsSubject(namespace, name), data: encodeDeliveryBatch(deliveries, 1_000_000) },
    5_000,
  )
}

/** An encoded delivery with so many bytes of data. */
export function deliveryOf(bus: string, id: string, dataBytes = 10): Uint8Array {
  return encodeDelivery({
    namespace,
    bus,
    eventSource: 'hook',
    eventName: 'push',
    deliveryId: id,
    receivedAtUs: 1_000_000,
    dedupWindowMs: 0,
    event: { id, source: 'hook', type: 'webhook', attributes: new Map(), data: Buffer.alloc(dataBytes, 'x') },
  })
}

/** The ids of all deliveries of a record on its server, in order. */
export async function idsThere(server: Bus, name: string): Promise<string[]> {
  const stream = outsideStream(namespace, name)
  const { state } = await server.manager.streams.info(stream)
  if (state.messages === 0) return []
  const options = { deliver_policy: DeliverPolicy.All }
  const consumer = await jetstream(server.connection).consumers.get(stream, options)
  const messages = await consumer.consume({ max_messages: 500 })
  const ids: string[] = []
  for await (const { data, seq } of messages) {
    ids.push(...readDeliveryBatch(data).deliveries.map(({ deliveryId }) => deliveryId))
    if (seq >= state.last_seq) break
  }
  messages.stop()
  return ids
}
