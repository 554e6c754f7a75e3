import { boolean, list, may, need, object, oneOf, string, text } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import type { Check } from '../validate/check.ts'
import { metadataField } from './payload-fields.ts'

const labelOperations = ['=', '==', '!=', 'in', 'notin', 'exists', '!', 'gt', 'lt'] as const
const fieldOperations = ['=', '==', '!='] as const

const labelSelector = object('LabelSelector', {
  key: need(string(), 'Name of the label.', "key can't be empty for selector"),
  operation: may(oneOf(labelOperations), 'Default =.'),
  value: may(string({ keepEmpty: true }), 'What to compare with; several with commas for in and notin.'),
})

const fieldSelector = object('FieldSelector', {
  key: need(text('gjson'), 'Path in the object.', "key can't be empty for selector"),
  operation: may(oneOf(fieldOperations), 'Equal or not.'),
  value: may(string({ keepEmpty: true, language: 're2' }), 'Pattern, searched anywhere in the text.'),
})

const resourceFilter = object('ResourceFilter', {
  prefix: may(string(), 'The name starts with this.'),
  labels: may(list(labelSelector), 'Labels, all of which must hold.'),
  fields: may(list(fieldSelector), 'Fields, all of which must hold.'),
  createdBy: may(string(), 'Objects created after this RFC 3339 time do not count.'),
  afterStart: may(boolean(), 'What happened before the start does not count.'),
  expression: may(
    text('expr'),
    'Millrace alone: an expression over the payload’s top-level names (type, body, oldBody …).',
  ),
})

/** Changes of Kubernetes objects. */
export const resourceEventSource = object('ResourceEventSource', {
  group: may(string(), 'API group, empty for the core.'),
  version: need(string(), 'API version.', 'version must be specified'),
  resource: need(string(), 'Plural name of the resource.', 'resource must be specified'),
  namespace: may(string(), 'All namespaces when absent.'),
  eventTypes: need(list(oneOf(['ADD', 'UPDATE', 'DELETE'])), 'ADD, UPDATE, DELETE.', 'event types must be specified'),
  filter: may(resourceFilter, 'Which objects count.'),
  ...metadataField,
})

export type ResourceEventSource = Infer<typeof resourceEventSource>
export type ResourceFilter = Infer<typeof resourceFilter>

export function checkResource(event: ResourceEventSource, check: Check): void {
  for (const selector of event.filter?.fields ?? []) {
    if (selector.operation !== undefined) continue
    const message = 'no operation is given, read as ==; Argo Events rejects every object here'
    check.warning('suspect', selector, [], message, 'write operation: "=="')
  }
  const createdBy = event.filter?.createdBy
  if (event.filter !== undefined && createdBy !== undefined && Number.isNaN(Date.parse(createdBy))) {
    check.error('invalid', event.filter, ['createdBy'], `${JSON.stringify(createdBy)} is not an RFC 3339 time`)
  }
}
