import type { Changes, HistoryTx } from './driver.ts'
import { identityKey } from './event-ids.ts'
import { mergeFates } from './merge-fates.ts'
import { placeEvents, type Placing } from './place-events.ts'
import { project, type HistoryMessage, type Keep } from './project/project.ts'
import type { Fate, SeenFate } from './rows.ts'

/** Messages of one stream that follow on one another. */
export interface MessageBatch {
  readonly stream: string
  /** When the stream was made. */
  readonly born: string
  /** Position that the first message follows on. */
  readonly after: number
  readonly messages: readonly HistoryMessage[]
}

/** What became of a batch. */
export type Applied =
  | {
      readonly kind: 'applied'
      /** Position of the last message that is taken in now. */
      readonly seq: number
      readonly events: number
      readonly fates: number
      readonly unreadable: number
    }
  /** The batch does not follow on what is there: read on from this position. */
  | { readonly kind: 'elsewhere'; readonly seq: number }

/**
 * Takes a batch in, with the position in the same transaction: a message that was taken in before, by whomever, changes
 * nothing, so each counts once whoever crashes when.
 */
export async function applyBatch(batch: MessageBatch, tx: HistoryTx, keep: Keep): Promise<Applied> {
  const position = await tx.position(batch.stream)
  const seq = position?.born === batch.born ? position.seq : 0
  if (batch.after > seq) return { kind: 'elsewhere', seq }
  const messages = batch.messages.filter((message) => message.seq > seq)
  const last = messages.at(-1)
  if (last === undefined) return { kind: 'applied', seq, events: 0, fates: 0, unreadable: 0 }
  const taken = { events: 0, fates: 0, unreadable: 0 }
  for (const portion of portions(messages, tx.portionBytes)) {
    const { events, fates, unreadable } = project(batch.stream, portion, keep)
    const placed = await placeEvents(everyEvent(events, fates), tx)
    await tx.write(await changesOf(placed, fates, tx))
    taken.events += events.length
    taken.fates += fates.length
    taken.unreadable += unreadable
  }
  await tx.finish(batch.stream, { born: batch.born, seq: last.seq })
  return { kind: 'applied', seq: last.seq, ...taken }
}

/** Messages by so many bytes, one at least: what they are made into is gone before there is much of it. */
function* portions(messages: readonly HistoryMessage[], bytesMax: number): Generator<readonly HistoryMessage[]> {
  for (let from = 0; from < messages.length;) {
    let [until, bytes] = [from, 0]
    do bytes += messages[until++]?.data.length ?? 0
    while (until < messages.length && bytes < bytesMax)
    yield messages.slice(from, until)
    from = until
  }
}

function* everyEvent(events: Iterable<Placing['event']>, fates: Iterable<SeenFate>): Generator<Placing['event']> {
  yield* events
  for (const { event } of fates) yield event
}

async function changesOf(
  placed: ReadonlyMap<string, Placing>,
  fates: readonly SeenFate[],
  tx: HistoryTx,
): Promise<Changes> {
  const told = new Map<number, Fate[]>()
  for (const fate of fates) {
    const id = placed.get(identityKey(fate.event))?.id
    if (id === undefined) continue
    const list = told.get(id)
    if (list === undefined) told.set(id, [fate])
    else list.push(fate)
  }
  const old = [...placed.values()].filter(({ known, id }) => known !== 'new' && told.has(id)).map(({ id }) => id)
  const kept = old.length === 0 ? new Map<number, never[]>() : await tx.fatesOf(old)
  const merged = Array.from(told, ([id, list]) => ({ id, ...mergeFates(id, list, kept.get(id) ?? []) }))
  return {
    events: Array.from(placed)
      .filter(([, placing]) => isWritten(placing))
      .map(([key, { id, event, known }]) => ({ id, key, event, replaces: known !== 'new' })),
    fates: merged.flatMap((one) => one.fates),
    gone: merged.flatMap((one) => one.gone),
    fateTerms: new Map(merged.flatMap(({ id, terms }) => (terms === undefined ? [] : [[id, terms] as const]))),
  }
}

/** What is known as well as it is told now stays as it is. */
function isWritten({ event, known }: Placing): boolean {
  return known === 'new' || (known === 'heard' && event.record !== undefined)
}
