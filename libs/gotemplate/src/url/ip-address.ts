const group = /^[0-9a-fA-F]{1,4}$/

/** Whether a text is an IPv6 address, a zone after `%` allowed. */
export function isIpv6(text: string): boolean {
  const percent = text.indexOf('%')
  if (percent === text.length - 1 && percent >= 0) return false
  const address = percent < 0 ? text : text.slice(0, percent)
  if (!address.includes(':')) return false
  const halves = address.split('::')
  if (halves.length > 2) return false
  const [head = '', tail] = halves
  const before = groupsOf(head, tail === undefined)
  const after = tail === undefined ? 0 : groupsOf(tail, true)
  if (before === undefined || after === undefined) return false
  return tail === undefined ? before === 8 : before + after < 8
}

/** How many groups of 16 bits; undefined when it is not well formed. */
function groupsOf(text: string, mayEndInIpv4: boolean): number | undefined {
  if (text === '') return 0
  const parts = text.split(':')
  const last = parts.at(-1) ?? ''
  const endsInIpv4 = mayEndInIpv4 && last.includes('.')
  if (endsInIpv4 && !isIpv4(last)) return undefined
  const groups = endsInIpv4 ? parts.slice(0, -1) : parts
  if (!groups.every((part) => group.test(part))) return undefined
  return groups.length + (endsInIpv4 ? 2 : 0)
}

function isIpv4(text: string): boolean {
  const parts = text.split('.')
  return parts.length === 4 && parts.every((part) => /^(?:0|[1-9][0-9]{0,2})$/.test(part) && Number(part) <= 255)
}
