import { clone, toBinary, type DescMessage, type MessageShape } from '@bufbuild/protobuf'
import { ErrorReason } from '@millrace/protocol/admin'
import { hash } from 'node:crypto'
import { adminFault } from './admin-fault.ts'

/** A request that asks for a page. */
type Paged = { pageSize: number; pageToken: string }

/** Where a page begins, and how its successor is named. */
export interface Page<P> {
  readonly size: number
  /** Undefined: at the beginning. */
  readonly after: P | undefined
  /** The token of the page that begins behind this position. */
  next(position: P): string
}

/** Tokens of other versions are refused. */
const version = 1
const digestLength = 10

/**
 * Reads a request's page. A token is opaque: it holds the position, in terms of the method alone, and a digest of the
 * request that it goes on with. `read` gives undefined for a position that is none. Throws `PAGE_TOKEN_INVALID`.
 */
export function pageOf<D extends DescMessage, P>(
  schema: D,
  request: MessageShape<D> & Paged,
  sizeDefault: number,
  read: (position: unknown) => P | undefined,
): Page<P> {
  const digest = digestOf(schema, request)
  const { pageToken, pageSize } = request
  const after = pageToken === '' ? undefined : positionIn(pageToken, digest, read)
  return {
    size: pageSize === 0 ? sizeDefault : pageSize,
    after,
    next: (position) => Buffer.from(JSON.stringify([version, digest, position])).toString('base64url'),
  }
}

function positionIn<P>(token: string, digest: string, read: (position: unknown) => P | undefined): P {
  const [given, of, position] = partsOf(token)
  const refused = (why: string) =>
    adminFault(ErrorReason.PAGE_TOKEN_INVALID, `page_token: ${why}`, {
      violations: [{ field: 'page_token', description: why }],
    })
  if (given !== version) throw refused('none of this API')
  if (of !== digest) throw refused('made for another request')
  const value = read(position)
  if (value === undefined) throw refused('none of this method')
  return value
}

function partsOf(token: string): readonly unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(token, 'base64url').toString())
    return Array.isArray(parts) ? parts : []
  } catch {
    return []
  }
}

/** The same for every page of a list: sizes may differ, what is asked for may not. */
function digestOf<D extends DescMessage>(schema: D, request: MessageShape<D> & Paged): string {
  const plain: MessageShape<D> & Paged = clone(schema, request) as MessageShape<D> & Paged
  plain.pageSize = 0
  plain.pageToken = ''
  return hash('sha256', Buffer.concat([Buffer.from(schema.typeName), toBinary(schema, plain)]), 'base64url').slice(
    0,
    digestLength,
  )
}

/** A position that is a text. */
export const textPosition = (position: unknown): string | undefined =>
  typeof position === 'string' ? position : undefined

/** A position that is some whole numbers from 0. */
export const numbersPosition =
  (count: number) =>
  (position: unknown): readonly number[] | undefined =>
    Array.isArray(position) &&
    position.length === count &&
    position.every((one) => Number.isSafeInteger(one) && one >= 0)
      ? (position as number[])
      : undefined

/** Cuts a sorted list into its page: what lies behind the position, and the token of the rest. */
export function cut<T>(
  sorted: readonly T[],
  page: Page<string>,
  keyOf: (one: T) => string,
): { readonly items: T[]; readonly nextPageToken: string } {
  const { after } = page
  const rest = after === undefined ? sorted : sorted.filter((one) => keyOf(one) > after)
  const items = rest.slice(0, page.size)
  const last = items.at(-1)
  return { items, nextPageToken: last === undefined || rest.length <= page.size ? '' : page.next(keyOf(last)) }
}
