import { readToEnd, type Bus } from '@millrace/bus'

/** The `Nats-Msg-Id` of the last messages of a stream, `lastMax` of them at most. Rejects when the server is away. */
export async function storedIds(server: Bus, stream: string, lastMax: number): Promise<ReadonlySet<string>> {
  const { state } = await server.manager.streams.info(stream)
  const from = { kind: 'seq', seq: state.last_seq - lastMax + 1 } as const
  const ids = new Set<string>()
  for await (const { headers } of readToEnd(server, { stream, from, last: state.last_seq, headersOnly: true })) {
    ids.add(headers?.get('Nats-Msg-Id') ?? '')
  }
  return ids
}
