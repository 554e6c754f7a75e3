import { Failure } from '../fault.ts'
import { quote } from '../text/quote.ts'
import { escape, unescape } from './escape.ts'
import { isIpv6 } from './ip-address.ts'

/** The parts of a URL as Go's `net/url` has them. */
export interface Url {
  readonly scheme: string
  readonly opaque: string
  readonly user: User | undefined
  readonly host: string
  readonly path: string
  readonly query: string
  readonly fragment: string
}

export interface User {
  readonly name: string
  readonly password: string | undefined
}

const empty: Url = { scheme: '', opaque: '', user: undefined, host: '', path: '', query: '', fragment: '' }

/** Throws a Failure for what is no URL. */
export function parseUrl(text: string): Url {
  const [before, fragment] = cut(text, '#')
  try {
    return { ...parseBefore(before), fragment: unescape(fragment, 'fragment') }
  } catch (error) {
    if (error instanceof Failure) throw new Failure(`parse ${quote(before)}: ${error.message}`)
    throw error
  }
}

function cut(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)]
}

function parseBefore(text: string): Url {
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(text)) throw new Failure('net/url: invalid control character in URL')
  if (text === '*') return { ...empty, path: '*' }
  if (text.startsWith(':')) throw new Failure('missing protocol scheme')
  const given = /^([A-Za-z][A-Za-z0-9+\-.]*):/.exec(text)?.[1]
  const scheme = given?.toLowerCase() ?? ''
  const [rest, query] = cut(given === undefined ? text : text.slice(given.length + 1), '?')
  if (!rest.startsWith('/')) {
    if (scheme !== '') return { ...empty, scheme, query, opaque: rest }
    if (cut(rest, '/')[0].includes(':')) throw new Failure('first path segment in URL cannot contain colon')
  }
  const hasAuthority = rest.startsWith('//') && (scheme !== '' || !rest.startsWith('///'))
  if (!hasAuthority) return { ...empty, scheme, query, path: unescape(rest, 'path') }
  const slash = rest.indexOf('/', 2)
  const authority = rest.slice(2, slash < 0 ? undefined : slash)
  const path = slash < 0 ? '' : rest.slice(slash)
  return { ...empty, scheme, query, ...parseAuthority(scheme, authority), path: unescape(path, 'path') }
}

function parseAuthority(scheme: string, authority: string): { readonly user: User | undefined; readonly host: string } {
  const at = authority.lastIndexOf('@')
  const host = parseHost(scheme, authority.slice(at + 1))
  return { user: at < 0 ? undefined : parseUser(authority.slice(0, at)), host }
}

function parseUser(text: string): User {
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(text)) throw new Failure('net/url: invalid userinfo')
  if (!text.includes(':')) return { name: unescape(text, 'user'), password: undefined }
  const [name, password] = cut(text, ':')
  return { name: unescape(name, 'user'), password: unescape(password, 'user') }
}

function parseHost(scheme: string, host: string): string {
  const bracket = host.lastIndexOf('[')
  if (bracket > 0) throw new Failure('invalid IP-literal')
  if (bracket === 0) return parseLiteral(host)
  const strict = scheme === 'http' || scheme === 'https'
  const colon = strict ? host.indexOf(':') : host.lastIndexOf(':')
  if (colon >= 0) checkPort(host.slice(colon))
  return unescape(host, 'host')
}

/** `[::1]:80` */
function parseLiteral(host: string): string {
  const close = host.lastIndexOf(']')
  if (close < 0) throw new Failure("missing ']' in host")
  const port = host.slice(close + 1)
  checkPort(port)
  const inner = host.slice(1, close)
  const zone = inner.indexOf('%25')
  const name =
    zone < 0 ? unescape(inner, 'host') : unescape(inner.slice(0, zone), 'host') + unescape(inner.slice(zone), 'zone')
  if (!isIpv6(name)) throw new Failure('invalid IP-literal')
  return `[${name}]${port}`
}

function checkPort(port: string): void {
  if (!isPort(port)) throw new Failure(`invalid port ${quote(port)} after host`)
}

function isPort(text: string): boolean {
  return /^(?::[0-9]*)?$/.test(text)
}

/** Without port and brackets. */
export function hostnameOf(host: string): string {
  const colon = host.lastIndexOf(':')
  const bare = colon >= 0 && isPort(host.slice(colon)) ? host.slice(0, colon) : host
  return bare.startsWith('[') && bare.endsWith(']') ? bare.slice(1, -1) : bare
}

export function userText({ name, password }: User): string {
  return escape(name, 'user') + (password === undefined ? '' : `:${escape(password, 'user')}`)
}

/** Puts the parts together. */
export function urlText(url: Url): string {
  const { scheme, opaque, query, fragment } = url
  let out = scheme === '' ? '' : `${scheme}:`
  out += opaque === '' ? hierarchy(url, out === '') : opaque
  if (query !== '') out += `?${query}`
  return fragment === '' ? out : `${out}#${escape(fragment, 'fragment')}`
}

function hierarchy({ scheme, user, host, path }: Url, isFirst: boolean): string {
  const present = scheme !== '' || host !== '' || user !== undefined
  let out = present && (host !== '' || path !== '' || user !== undefined) ? '//' : ''
  if (user !== undefined) out += `${userText(user)}@`
  out += escape(host, 'host')
  const shown = path === '*' ? '*' : escape(path, 'path')
  if (shown !== '' && !shown.startsWith('/') && host !== '') out += '/'
  // A first segment with a colon would read as a scheme.
  if (isFirst && out === '' && cut(shown, '/')[0].includes(':')) out += './'
  return out + shown
}
