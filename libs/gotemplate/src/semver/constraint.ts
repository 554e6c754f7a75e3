import { Failure } from '../fault.ts'
import { quote } from '../text/quote.ts'
import { byteLength } from '@millrace/value'
import { comparePrerelease, Version } from './version.ts'

const operators = String.raw`=||!=|>|<|>=|=>|<=|=<|~|~>|\^`
const version =
  String.raw`v?([0-9|xX*]+)(\.[0-9|xX*]+)?(\.[0-9|xX*]+)?` +
  String.raw`(-([0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*))?(\+([0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*))?`
const space = String.raw`[\t\n\f\r ]`
const one = new RegExp(`^${space}*(${operators})${space}*(${version})${space}*$`)
const each = new RegExp(`(${operators})${space}*(${version})`, 'g')
const range = new RegExp(`${space}*(${version})${space}+-${space}+(${version})${space}*`, 'g')
const separator = new RegExp(`^(?:${space}+|,${space}*)`)
const leading = new RegExp(`^${space}*`)

const lengthMax = 512
const groupsMax = 32

interface Condition {
  readonly operator: string
  readonly version: Version
  /** What was left out or written as `x`. */
  readonly open: 'none' | 'patch' | 'minor' | 'all'
}

/** Whether a version meets a constraint as `>=1.2, <2 || ^3`. Throws a Failure for what is no constraint. */
export function meets(constraint: string, text: string): boolean {
  const groups = parseGroups(constraint)
  const checked = Version.parse(text)
  return groups.some((group) => {
    const withPrerelease = group.some((condition) => condition.version.prerelease !== '')
    if (checked.prerelease !== '' && !withPrerelease) return false
    return group.every((condition) => holds(condition, checked))
  })
}

function parseGroups(constraint: string): Condition[][] {
  if (byteLength(constraint) > lengthMax) throw new Failure(`constraint string is too long (max ${lengthMax} bytes)`)
  const written = constraint.replaceAll(range, (...found: string[]) => `>= ${found[1]}, <= ${found[11]} `)
  const groups = written.split('||')
  if (groups.length > groupsMax) throw new Failure(`too many constraint groups (max ${groupsMax})`)
  return groups.map((group) => {
    if (!isGroup(group)) throw new Failure(`improper constraint: ${quote(group)}`)
    return Array.from(group.matchAll(each), ([text]) => parseCondition(text))
  })
}

/** Conditions with blanks or commas between them. Read one by one, so that no text takes long. */
function isGroup(group: string): boolean {
  const sticky = new RegExp(`(?:${operators})${space}*(?:${version})${space}*`, 'y')
  let at = leading.exec(group)?.[0].length ?? 0
  for (;;) {
    sticky.lastIndex = at
    const found = sticky.exec(group)?.[0]
    if (found === undefined) return false
    at += found.length
    if (at === group.length) return true
    // Blanks at the end of the condition before may be the separator.
    if (!/[\t\n\f\r ]$/.test(found) && !separator.test(group.slice(at))) return false
    at += separator.exec(group.slice(at))?.[0].length ?? 0
  }
}

function parseCondition(text: string): Condition {
  const found = one.exec(text)
  if (found === null) throw new Failure(`improper constraint: ${quote(text)}`)
  const [, operator = '', whole = '', major = '', minor = '', patch = '', prerelease = ''] = found
  const isOpen = (part: string): boolean => part === '' || /^\.?[xX*]$/.test(part)
  const made = (open: Condition['open'], written: string): Condition => ({
    operator,
    open,
    version: versionOf(written),
  })
  if (isOpen(major)) return made('all', `0.0.0${prerelease}`)
  if (isOpen(minor)) return made('minor', `${major}.0.0${prerelease}`)
  if (isOpen(patch)) return made('patch', `${major}${minor}.0${prerelease}`)
  return made('none', whole)
}

function versionOf(text: string): Version {
  try {
    return Version.parse(text)
  } catch {
    throw new Failure('constraint parser error')
  }
}

function holds(condition: Condition, checked: Version): boolean {
  const { operator, version: wanted, open } = condition
  switch (operator) {
    case '!=':
      return differs(condition, checked)
    case '>':
      return isGreater(condition, checked)
    case '<':
      return checked.compare(wanted) < 0
    case '>=':
    case '=>':
      return checked.compare(wanted) >= 0
    case '<=':
    case '=<':
      if (open === 'none') return checked.compare(wanted) <= 0
      if (checked.major > wanted.major) return false
      return !(checked.major === wanted.major && checked.minor > wanted.minor && open !== 'minor')
    case '~':
    case '~>':
      return isNear(condition, checked)
    case '^':
      return isCompatible(condition, checked)
    default:
      return open === 'none' ? checked.compare(wanted) === 0 : isNear(condition, checked)
  }
}

function differs({ version: wanted, open }: Condition, checked: Version): boolean {
  if (open === 'none') return checked.compare(wanted) !== 0
  if (wanted.major !== checked.major) return true
  if (open === 'minor') return false
  if (wanted.minor !== checked.minor) return true
  if (open === 'all') return wanted.patch !== checked.patch || checked.compare(wanted) !== 0
  if (checked.prerelease === '' && wanted.prerelease === '') return false
  return comparePrerelease(checked.prerelease, wanted.prerelease) !== 0
}

function isGreater({ version: wanted, open }: Condition, checked: Version): boolean {
  if (open === 'none') return checked.compare(wanted) > 0
  if (checked.major !== wanted.major) return checked.major > wanted.major
  if (open === 'minor') return false
  if (open === 'patch') return checked.minor > wanted.minor
  return checked.compare(wanted) > 0
}

function isNear({ version: wanted, open }: Condition, checked: Version): boolean {
  if (checked.compare(wanted) < 0) return false
  const isZero = wanted.major === 0n && wanted.minor === 0n && wanted.patch === 0n
  if (isZero && open !== 'minor' && open !== 'patch') return true
  return checked.major === wanted.major && (checked.minor === wanted.minor || open === 'minor')
}

function isCompatible({ version: wanted, open }: Condition, checked: Version): boolean {
  if (checked.compare(wanted) < 0) return false
  if (wanted.major > 0n || open === 'minor') return checked.major === wanted.major
  if (checked.major > 0n) return false
  if (wanted.minor > 0n || open === 'patch') return checked.minor === wanted.minor
  return checked.minor === 0n && checked.patch === wanted.patch
}
