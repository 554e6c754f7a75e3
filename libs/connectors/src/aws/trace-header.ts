/** A `traceparent` as AWS writes it in `X-Amzn-Trace-Id`; undefined for what is none. */
export function traceHeader(traceparent: string): string | undefined {
  const [, trace, parent, flags] = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/u.exec(traceparent) ?? []
  if (trace === undefined) return undefined
  const isSampled = (Number.parseInt(flags ?? '', 16) & 1) === 1
  return `Root=1-${trace.slice(0, 8)}-${trace.slice(8)};Parent=${parent};Sampled=${isSampled ? 1 : 0}`
}
