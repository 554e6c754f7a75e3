import { createValidator } from '@bufbuild/protovalidate'
import type { DescMessage, Message } from '@bufbuild/protobuf'
import { pathToString } from '@bufbuild/protobuf/reflect'
import { ErrorReason } from '@millrace/protocol/admin'
import { adminFault, type Violation } from './admin-fault.ts'

/** Throws `INVALID_REQUEST` with every field that breaks its rules. */
export type ValidateRequest = (schema: DescMessage, message: Message) => void

/** Rules that are told at most. */
const violationsMax = 20

/** Judges requests by the rules that stand beside their fields in the protos. */
export function requestValidator(): ValidateRequest {
  const validator = createValidator()
  return (schema, message) => {
    const result = validator.validate(schema, message)
    switch (result.kind) {
      case 'valid':
        return
      case 'invalid': {
        const violations = result.violations
          .slice(0, violationsMax)
          .map(({ field, message: description }): Violation => ({
            field: pathToString(field),
            description,
          }))
        const text = violations.map(({ field, description }) => `${field}: ${description}`).join('; ')
        throw adminFault(ErrorReason.INVALID_REQUEST, text, { violations })
      }
      case 'error':
        throw result.error
      default:
        result satisfies never
    }
  }
}
