/**
 * The full name of a topic: `t` is `persistent://public/default/t`, `tenant/namespace/t` is `persistent://tenant/namespace/t`.
 * Undefined for what cannot be one.
 */
export function fullTopicName(topic: string): string | undefined {
  if (/\s/u.test(topic)) return undefined
  if (/^(?:non-)?persistent:\/\/[^/]+\/[^/]+\/.+$/u.test(topic)) return topic
  if (topic.includes('://')) return undefined
  const parts = topic.split('/')
  if (parts.some((part) => part === '')) return undefined
  if (parts.length === 1) return `persistent://public/default/${topic}`
  return parts.length === 3 ? `persistent://${topic}` : undefined
}
