import type { EventBounds } from './bounds.ts'
import { CloudEventError } from './cloudevent-error.ts'
import type { AttributeValue } from './event.ts'
import { parseTimestamp } from './timestamp.ts'

/** Attributes every event has. */
export const requiredAttributes = ['id', 'source', 'specversion', 'type'] as const

const integerMin = -(2 ** 31)
const integerMax = 2 ** 31 - 1
const namePattern = /^[a-z0-9]+$/u
/** Control characters, unpaired surrogates and code points that Unicode says are no characters. */
const forbiddenText = /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/u
/** Characters that no URI-reference has. */
const forbiddenUri = /[\s"<>\\^`{|}]/u
const mediaTypePattern = /^[!#$%&'*+\-.^_`|~\w]+\/[!#$%&'*+\-.^_`|~\w]+\s*(?:;.*)?$/u

/** Checks the name of an attribute. Throws CloudEventError. */
export function checkName(name: string, bounds: EventBounds): void {
  if (name.length > bounds.attributeNameCharsMax) {
    const what = `an attribute's name has ${name.length} characters, ${bounds.attributeNameCharsMax} are allowed`
    throw new CloudEventError('attributes-too-large', what)
  }
  if (name === 'data') throw new CloudEventError('attribute-invalid', 'no attribute may be named "data"')
  if (namePattern.test(name)) return
  const what = `the attribute name ${JSON.stringify(name)} has other characters than a–z and 0–9`
  throw new CloudEventError('attribute-invalid', what)
}

/** Checks an attribute's value that came as text, and gives it the type its name has. Throws CloudEventError. */
export function textAttribute(name: string, text: string, bounds: EventBounds): AttributeValue {
  if (text.length > bounds.attributeValueCharsMax) {
    const what = `the attribute ${name} has ${text.length} characters, ${bounds.attributeValueCharsMax} are allowed`
    throw new CloudEventError('attributes-too-large', what)
  }
  if (forbiddenText.test(text)) throw invalid(name, 'has a control character or an unpaired surrogate')
  const check = checks.get(name)
  if (check === undefined) return text
  if (text === '') throw invalid(name, 'is empty')
  return check(name, text)
}

/** Checks an attribute's value that is a number. Throws CloudEventError. */
export function integerAttribute(name: string, value: number): number {
  if (Number.isInteger(value) && value >= integerMin && value <= integerMax) return value
  throw invalid(name, 'is not an integer of 32 bits')
}

function invalid(name: string, fault: string): CloudEventError {
  return new CloudEventError('attribute-invalid', `the attribute ${name} ${fault}`)
}

type Check = (name: string, text: string) => AttributeValue

const asText: Check = (_name, text) => text

const asUri: Check = (name, text) => {
  if (forbiddenUri.test(text)) throw invalid(name, 'is not a URI: it has a space or one of "<>\\^`{|}')
  if (/%(?![0-9a-fA-F]{2})/u.test(text)) throw invalid(name, 'is not a URI: a "%" lacks its two hexadecimal digits')
  return text
}

/** The attributes the specification names: each must not be empty, and some have a form. */
const checks: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['id', asText],
  ['type', asText],
  ['subject', asText],
  ['source', asUri],
  ['dataschema', asUri],
  [
    'datacontenttype',
    (name, text) => {
      if (mediaTypePattern.test(text)) return text
      throw invalid(name, 'is not a media type')
    },
  ],
  [
    'time',
    (name, text) => {
      const time = parseTimestamp(text)
      if (time === undefined) throw invalid(name, 'is not an RFC 3339 time')
      return time
    },
  ],
])
