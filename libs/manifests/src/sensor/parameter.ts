import { boolean, given, list, may, need, object, oneOf, string, text } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'

const parameterSource = object('TriggerParameterSource', {
  dependencyName: need(string(), 'Whose event.', 'src.dependencyName is required'),
  contextKey: may(text('gjson'), 'Path in the event’s context.'),
  contextTemplate: may(text('gotemplate'), 'Template over the event’s context; wins over contextKey.'),
  dataKey: may(text('gjson'), 'Path in the payload; wins over the context.'),
  dataTemplate: may(text('gotemplate'), 'Template over the payload; wins over dataKey.'),
  value: may(string({ keepEmpty: true }), 'What to take when nothing else gives a value.'),
  useRawData: may(boolean(), 'Numbers, booleans, objects, lists and null keep their type instead of becoming text.'),
})

export type TriggerParameterSource = Infer<typeof parameterSource>

const operation = oneOf(['append', 'overwrite', 'prepend'])
const src = need(parameterSource, 'Where the value comes from.', 'src is required')

/** Takes a value from an event and writes it into the trigger or its resource. */
export const triggerParameter = object('TriggerParameter', {
  src,
  dest: need(text('sjson'), 'Where the value goes.', 'dest is required'),
  operation: may(operation, 'What happens to the value that is there. Default overwrite.'),
})

export type TriggerParameter = Infer<typeof triggerParameter>

/** An entry of a payload. An empty `dest` makes the value the whole payload. */
export const payloadParameter = object('PayloadParameter', {
  src,
  dest: given(text('sjson'), '', 'Where the value goes; empty for the whole payload.'),
  operation: may(operation, 'Of no effect in a payload.'),
})

/** A header whose value comes from an event; `dest` is its name. */
export const headerParameter = object('HeaderParameter', {
  src,
  dest: need(string(), 'Name of the header.', 'dest is required'),
  operation: may(operation, 'Of no effect here.'),
})

export const triggerParameters = list(triggerParameter)
export const payload = list(payloadParameter)
