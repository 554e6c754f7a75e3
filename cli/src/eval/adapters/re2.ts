import { compile } from '@millrace/re2'
import type { Regexp } from '@millrace/re2'
import { at } from '../adapter.ts'
import type { Input } from '../adapter.ts'
import { integer, text, wrong } from '../input.ts'

/** `{op, pattern, text}`: match, find, findAll, replace (with `repl`), split (with `n`). */
export function evalRe2(input: Input): unknown {
  const pattern = text(input, 'pattern')
  const regexp = at('compile', () => compile(pattern))
  const subject = text(input, 'text')
  return at('run', () => answer(regexp, subject, input))
}

function answer(regexp: Regexp, subject: string, input: Input): unknown {
  switch (input['op']) {
    case 'match':
      return { match: regexp.test(subject) }
    case 'find':
      return found(regexp, subject)
    case 'findAll':
      return { all: regexp.findAll(subject).map((match) => match.groups[0]) }
    case 'replace':
      return { text: regexp.replace(subject, text(input, 'repl')) }
    case 'split':
      return { parts: regexp.split(subject, integer(input, 'n', -1)) }
    default:
      throw wrong('op', 'match, find, findAll, replace or split')
  }
}

/** The leftmost match: its groups, null for those that took no part, and all groups' names. */
export function found(
  regexp: Regexp,
  subject: string,
): { groups: (string | null)[] | null; names?: readonly string[] } {
  const match = regexp.find(subject)
  if (match === undefined) return { groups: null }
  return { groups: match.groups.map((group) => group ?? null), names: regexp.groupNames }
}
