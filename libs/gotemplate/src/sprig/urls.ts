import { fixed } from '../call/signature.ts'
import type { Signature } from '../call/signature.ts'
import { Failure } from '../fault.ts'
import { hostnameOf, parseUrl, urlText, userText } from '../url/url.ts'
import { Dict } from '../value/dict.ts'
import { kindOf } from '../value/type-of.ts'

export const urls: Readonly<Record<string, Signature>> = {
  urlParse: fixed(['string'], ({ budget }, text) => {
    // Escapes are checked one by one.
    budget.work(text.length * 20)
    const url = parse(text, 'unable to parse url')
    return Dict.of([
      ['scheme', url.scheme],
      ['host', url.host],
      ['hostname', hostnameOf(url.host)],
      ['path', url.path],
      ['query', url.query],
      ['opaque', url.opaque],
      ['fragment', url.fragment],
      ['userinfo', url.user === undefined ? '' : userText(url.user)],
    ])
  }),
  urlJoin: fixed(['map'], ({ budget }, parts) => {
    const part = (key: string): string => {
      const text = textPart(parts, key)
      budget.work(text.length * 20)
      return text
    }
    const url = {
      scheme: part('scheme'),
      host: part('host'),
      path: part('path'),
      query: part('query'),
      opaque: part('opaque'),
      fragment: part('fragment'),
    }
    const userinfo = part('userinfo')
    const user =
      userinfo === '' ? undefined : parse(`proto://${userinfo}@host`, 'unable to parse userinfo in dict').user
    return urlText({ ...url, user })
  }),
}

function parse(text: string, what: string): ReturnType<typeof parseUrl> {
  try {
    return parseUrl(text)
  } catch (error) {
    if (error instanceof Failure) throw new Failure(`${what}: ${error.message}`)
    throw error
  }
}

function textPart(parts: Dict, key: string): string {
  if (!parts.has(key)) return ''
  const value = parts.get(key)
  if (typeof value === 'string') return value
  if (value === null || value === undefined) {
    throw new Failure('runtime error: invalid memory address or nil pointer dereference')
  }
  throw new Failure(`unable to parse ${key} key, must be of type string, but ${kindOf(value)} found`)
}
