import { getOption, hasOption, type DescField, type DescOneof } from '@bufbuild/protobuf'
import * as validate from '../../libs/protocol/src/gen/buf/validate/validate_pb.ts'

/** The rules of a field in words; empty where it has none. */
export function rulesText(field: DescField): string {
  return hasOption(field, validate.field) ? words(getOption(field, validate.field)) : ''
}

/** Whether one of a choice must be set. */
export function isChoiceRequired(oneof: DescOneof): boolean {
  return hasOption(oneof, validate.oneof) && getOption(oneof, validate.oneof).required === true
}

function words(rules: validate.FieldRules): string {
  const parts = rules.required === true ? ['must be set'] : []
  const { type } = rules
  switch (type.case) {
    case 'string':
      parts.push(...length('characters', type.value.minLen, type.value.maxLen))
      if (type.value.pattern !== undefined) parts.push(`matches \`${type.value.pattern}\``)
      break
    case 'bytes':
      parts.push(...length('bytes', type.value.minLen, type.value.maxLen))
      break
    case 'int32':
    case 'int64':
    case 'uint32':
      parts.push(range(type.value))
      break
    case 'enum':
      parts.push('one of those named')
      break
    case 'repeated': {
      const { minItems, maxItems, items } = type.value
      parts.push(...length('items', minItems, maxItems))
      if (items !== undefined) parts.push(`each: ${words(items)}`)
      break
    }
    case 'map': {
      const { maxPairs, keys, values } = type.value
      parts.push(...length('entries', undefined, maxPairs))
      if (keys !== undefined) parts.push(`keys: ${words(keys)}`)
      if (values !== undefined) parts.push(`values: ${words(values)}`)
      break
    }
    case undefined:
    default:
      break
  }
  return parts.join(', ')
}

function length(what: string, min: bigint | undefined, max: bigint | undefined): string[] {
  if (min === undefined && max === undefined) return []
  if (max === undefined) return [`at least ${min} ${what}`]
  return [min === undefined ? `at most ${max} ${what}` : `${min}..${max} ${what}`]
}

function range({
  lessThan,
  greaterThan,
}: Pick<validate.Int32Rules | validate.Int64Rules | validate.UInt32Rules, 'lessThan' | 'greaterThan'>): string {
  const low =
    greaterThan.case === 'gt' ? `above ${greaterThan.value}` : greaterThan.case === 'gte' ? `${greaterThan.value}` : ''
  const high = lessThan.case === 'lt' ? `below ${lessThan.value}` : lessThan.case === 'lte' ? `${lessThan.value}` : ''
  return low !== '' && high !== '' ? `${low}..${high}` : low === '' ? `at most ${high}` : `at least ${low}`
}
