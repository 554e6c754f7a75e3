import type { EventRecord } from './rows.ts'

/**
 * What the record of an EventBus told of an event, as a row of either database has it; undefined: nothing yet. The names of
 * the columns are the same.
 */
export function storedRecord(row: Readonly<Record<string, unknown>>): EventRecord | undefined {
  if (row['seq'] === null) return undefined
  const { data } = row
  return {
    stream: String(row['stream']),
    seq: Number(row['seq']),
    nth: Number(row['nth']),
    acceptedAtUs: Number(row['accepted_us']),
    type: String(row['type']),
    source: String(row['source']),
    // We wrote it.
    attributes: JSON.parse(String(row['attributes'])) as Record<string, string>,
    data: data instanceof Uint8Array ? data : new Uint8Array(),
    dataBytes: Number(row['data_bytes']),
  }
}
