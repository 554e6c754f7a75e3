import { fromBinary } from '@bufbuild/protobuf'
import type { ServiceImpl } from '@connectrpc/connect'
import { auditStream, type Bus } from '@millrace/bus'
import {
  AuditEntrySchema,
  AuditServiceListRequestSchema,
  type AuditEntry,
  type AuditService,
} from '@millrace/protocol/admin'
import { readBetween } from '../read-tail.ts'
import { numbersPosition, pageOf } from '../rpc/page.ts'
import { usOf } from '../rpc/time-of.ts'

const listedDefault = 50
/** Entries that one call looks through, and at a time. */
const searchMax = 20_000
const chunk = 500

/** Who changed what. */
export function auditService(bus: Bus): ServiceImpl<typeof AuditService> {
  return {
    async list(request) {
      const page = pageOf(AuditServiceListRequestSchema, request, listedDefault, numbersPosition(1))
      const { namespace, caller, from, until } = request
      const [fromUs, untilUs] = [usOf(from, 0), usOf(until, Infinity)]
      const isMeant = (entry: AuditEntry): boolean =>
        (namespace === '' || entry.namespace === namespace) &&
        (caller === '' || entry.caller === caller) &&
        Number(entry.atUs) >= fromUs &&
        Number(entry.atUs) < untilUs
      const { entries, before } = await readBack(bus, page.after?.[0], page.size, isMeant)
      return { entries, nextPageToken: before === undefined ? '' : page.next([before]) }
    },
  }
}

/** Entries from before a position on, newest first; `before` is where it goes on, undefined at the beginning of the stream. */
async function readBack(
  bus: Bus,
  from: number | undefined,
  size: number,
  isMeant: (entry: AuditEntry) => boolean,
): Promise<{ readonly entries: AuditEntry[]; readonly before: number | undefined }> {
  const { state } = await bus.manager.streams.info(auditStream)
  const entries: AuditEntry[] = []
  let before = from ?? state.last_seq + 1
  for (let read = 0; read < searchMax && before > state.first_seq && state.messages > 0; read += chunk) {
    const first = Math.max(state.first_seq, before - chunk)
    const found: { readonly seq: number; readonly entry: AuditEntry }[] = []
    for await (const { seq, data } of readBetween(bus, auditStream, first, before - 1)) {
      found.push({ seq, entry: fromBinary(AuditEntrySchema, data) })
    }
    for (const { seq, entry } of found.toReversed()) {
      if (entries.length === size) return { entries, before: seq + 1 }
      if (isMeant(entry)) entries.push(entry)
    }
    before = first
  }
  return { entries, before: before > state.first_seq && state.messages > 0 ? before : undefined }
}
