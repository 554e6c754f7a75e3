/** The EventSource that a caller in a cluster named, by the name of its Service. */
export interface CalledName {
  readonly eventSource: string
  /** Undefined: that of the caller, which the request does not tell. */
  readonly namespace: string | undefined
}

const suffix = '-eventsource-svc'
const longest = 300

/** Reads `<EventSource>-eventsource-svc[.<namespace>[.svc[.<domain>]]][:port]`. Undefined for any other host. */
export function calledName(host: string): CalledName | undefined {
  if (host.length > longest) return undefined
  const text = host.toLowerCase()
  if (!text.includes(suffix)) return undefined
  const [name = '', namespace, svc] = text.replace(/:\d*$/u, '').split('.')
  if (!name.endsWith(suffix) || (svc !== undefined && svc !== 'svc')) return undefined
  return { eventSource: name.slice(0, -suffix.length), namespace }
}
