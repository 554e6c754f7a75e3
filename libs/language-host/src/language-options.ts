import { list, parser } from '@millrace/service'
import type { Option, Parser } from '@millrace/service'

/** Environment variables, by name, as an administrator gives them to templates. */
export type TemplateEnv = ReadonlyMap<string, string>

const name = /^[A-Za-z_]\w*$/

/** `NAME=value` parted by commas, or a JSON object of texts, for values with commas. */
const variables: Parser<TemplateEnv> = parser('NAME=value parted by commas, or a JSON object of texts', (given) => {
  const entries = given.trimStart().startsWith('{') ? fromJson(given) : fromPairs(given)
  if (entries === undefined || entries.some(([key, value]) => !name.test(key) || typeof value !== 'string')) {
    return undefined
  }
  return new Map(entries.map(([key, value]) => [key, String(value)]))
})

function fromPairs(given: string): [string, unknown][] {
  return given
    .split(',')
    .filter((pair) => pair.trim() !== '')
    .map((pair) => {
      const at = pair.indexOf('=')
      return at < 0 ? [pair.trim(), undefined] : [pair.slice(0, at).trim(), pair.slice(at + 1)]
    })
}

function fromJson(given: string): [string, unknown][] | undefined {
  try {
    // It begins with a brace, so it is an object.
    return Object.entries(JSON.parse(given) as object)
  } catch {
    return undefined
  }
}

/** What templates and expressions may learn of the world around them. By default: nothing. */
export const languageOptions = {
  templateEnv: {
    env: 'MILLRACE_TEMPLATE_ENV',
    help: 'What env and expandenv find in templates, NAME=value parted by commas. The environment itself is never shown to them.',
    parse: variables,
    fallback: new Map<string, string>(),
    secret: true,
  },
  templateHosts: {
    env: 'MILLRACE_TEMPLATE_HOSTS',
    help: 'Host names that getHostByName may look up in templates, separated by commas.',
    parse: list,
    fallback: [],
  },
} as const satisfies Record<string, Option<unknown>>
