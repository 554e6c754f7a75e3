import { isJsonObject, member } from '../schema/json.ts'

/** What makes an object a CloudEvent: texts that every CloudEvent has. */
const eventAttributes = ['specversion', 'id', 'source', 'type'] as const
/** What a manifest has, and an event that is to be told from one that forgot its kind has not. */
const manifestFields = ['kind', 'apiVersion'] as const
const sampleFile = /(?:^|[\\/])events[\\/](?:.*[\\/])?[^\\/]+\.json$/u

/**
 * Whether a value is an event that lies beside the manifests to be tried on them, and so nothing to be told of: a
 * CloudEvent, or a list of some, in any file.
 */
export function isSampleEvent(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0 && value.every((one) => isCloudEvent(one))
  return isCloudEvent(value)
}

/** Whether a file is where events that are no CloudEvents, such as bodies of requests, are kept: `events/….json`. */
export function isSampleFile(file: string): boolean {
  return sampleFile.test(file)
}

function isCloudEvent(value: unknown): boolean {
  if (!isJsonObject(value) || manifestFields.some((name) => Object.hasOwn(value, name))) return false
  return eventAttributes.every((name) => typeof member(value, name) === 'string')
}
