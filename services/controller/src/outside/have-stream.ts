import { outsideRecordStream, outsideStream, type Bus, type StreamWish } from '@millrace/bus'
import { JetStreamApiError, type StreamConfig, type StreamInfo } from '@nats-io/jetstream'
import { isDeepStrictEqual } from 'node:util'
import type { OutsideBus } from './outside-bus.ts'
import type { Trouble } from './trouble.ts'

/** Says, in a stream's metadata, whose record it is. */
export const installationKey = 'millrace.io/installation'
const streamMissing = 10_059

/**
 * Makes the stream on its server, or brings it in line with `streamConfig`. The stream of another installation is left alone: two
 * records in one would be told as one. Undefined: it is there.
 */
export async function haveStream(bus: OutsideBus, server: Bus, installation: string): Promise<Trouble | undefined> {
  const { namespace, name } = bus
  const wish = {
    ...outsideRecordStream(namespace, name, bus.bounds),
    description: `What Millrace recorded of EventBus ${namespace}/${name}`,
    metadata: { [installationKey]: installation },
  }
  try {
    const there = await infoOf(server, wish.name)
    const owner = there?.config.metadata?.[installationKey] ?? installation
    if (owner !== installation) return { reason: 'StreamTaken', message: takenBy(owner, namespace, name) }
    if (there === undefined) await server.manager.streams.add(wish)
    else if (differs(wish, there.config)) await server.manager.streams.update(wish.name, wish)
    return undefined
  } catch (error) {
    if (isDisabled(error)) {
      return { reason: 'NoJetStream', message: 'the server has no JetStream, or none for this user' }
    }
    const message = error instanceof Error ? error.message : String(error)
    return { reason: 'StreamFailed', message: `stream ${wish.name} cannot be had: ${message}` }
  }
}

/** The server adds to metadata what it has to say itself. */
function differs({ metadata, ...wish }: StreamWish, there: StreamConfig): boolean {
  const isOurs = Object.entries(metadata ?? {}).every(([key, value]) => there.metadata?.[key] === value)
  const known: Readonly<Record<string, unknown>> = { ...there }
  return !isOurs || Object.entries(wish).some(([key, value]) => !isDeepStrictEqual(known[key], value))
}

async function infoOf({ manager }: Bus, stream: string): Promise<StreamInfo | undefined> {
  try {
    return await manager.streams.info(stream)
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === streamMissing) return undefined
    throw error
  }
}

/** 10039: not for this account; 10076: not on this server. The library has a class for the first, and keeps it to itself. */
function isDisabled(error: unknown): boolean {
  if (error instanceof Error && error.name === 'JetStreamNotEnabled') return true
  return error instanceof JetStreamApiError && (error.code === 10_039 || error.code === 10_076)
}

function takenBy(owner: string, namespace: string, name: string): string {
  const stream = outsideStream(namespace, name)
  return `stream ${stream} holds the record of another installation (${owner}): give this EventBus another name or namespace, or take ${installationKey} out of the stream's metadata to go on with it`
}
