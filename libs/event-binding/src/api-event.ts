import { decodeJson, isJsonMap, type JsonValue } from '@millrace/value'
import type { BindingEvent } from './binding.ts'

/** In whose name an event's workflows are submitted. Never holds a token. */
export interface Caller {
  /** What proved it: a Kubernetes token, a provider's signature; `server`: nothing, the server acts as itself. */
  readonly by: 'token' | 'webhook' | 'server'
  /** As the Kubernetes API names the user; empty with `server`. */
  readonly user: string
  readonly groups: readonly string[]
  /** What the token says of its owner; for labels alone, nobody has checked it. */
  readonly claims?: CallerClaims | undefined
}

export interface CallerClaims {
  readonly subject?: string
  readonly email?: string
  readonly preferredUsername?: string
}

/** An event of the Workflows event API, as it travels. */
export interface ApiEvent extends BindingEvent {
  readonly caller: Caller
}

/** CloudEvents type of such an event. */
export const apiEventType = 'io.millrace.workflow-event'

/** The data of its CloudEvent. `payload` is JSON text, and stays as it came. */
export function encodeApiEvent(payload: string, { caller, metadata }: Pick<ApiEvent, 'caller' | 'metadata'>): string {
  return `{"caller":${JSON.stringify(caller)},"metadata":${JSON.stringify(metadata)},"payload":${payload}}`
}

/** Reads what {@link encodeApiEvent} wrote; undefined for anything else. Numbers become float64. */
export function decodeApiEvent(
  data: Uint8Array | undefined,
  { namespace, discriminator }: Pick<ApiEvent, 'namespace' | 'discriminator'>,
): ApiEvent | undefined {
  const value = data === undefined ? undefined : parsed(data)
  if (!isJsonMap(value) || !isJsonMap(value['caller']) || !isJsonMap(value['metadata'])) return undefined
  const caller = callerOf(value['caller'])
  if (caller === undefined) return undefined
  // Written by us: lists of texts.
  const metadata = value['metadata'] as BindingEvent['metadata']
  return { namespace, discriminator, metadata, payload: value['payload'] ?? null, caller }
}

function parsed(data: Uint8Array): JsonValue | undefined {
  try {
    return decodeJson(data)
  } catch {
    return undefined
  }
}

function callerOf(value: Readonly<Record<string, JsonValue>>): Caller | undefined {
  const { by, user, groups, claims } = value
  if ((by !== 'token' && by !== 'webhook' && by !== 'server') || typeof user !== 'string') return undefined
  if (!Array.isArray(groups)) return undefined
  // Without a name there is nobody to act for: that is the server's own right, and only by its own word.
  if ((by === 'server') !== (user === '')) return undefined
  const texts = groups.filter((group) => typeof group === 'string')
  return { by, user, groups: texts, ...(isJsonMap(claims) ? { claims: claimsOf(claims) } : {}) }
}

function claimsOf(claims: Readonly<Record<string, JsonValue>>): CallerClaims {
  const { subject, email, preferredUsername } = claims
  return {
    ...(typeof subject === 'string' ? { subject } : {}),
    ...(typeof email === 'string' ? { email } : {}),
    ...(typeof preferredUsername === 'string' ? { preferredUsername } : {}),
  }
}
