import { encodeJson } from '@millrace/value'
import { parseYamlData } from '@millrace/manifests'
import { contextJson, hasJsonData } from '../event.ts'
import type { SensorEvent } from '../event.ts'

/** A JSON text in which values are looked up, or why there is none. */
export type Document = { readonly kind: 'document'; readonly json: string } | DocumentFault

export interface DocumentFault {
  readonly kind: 'fault'
  readonly message: string
}

export function contextDocument(event: SensorEvent): Document {
  return { kind: 'document', json: contextJson(event) }
}

/** The data as JSON. The content type decides, to the letter: `application/json; charset=utf-8` is not JSON. */
export function dataDocument(event: SensorEvent): Document {
  const { data } = event
  switch (event.context.datacontenttype) {
    case 'application/json':
      if (data === undefined || !hasJsonData(event)) return fault('the event’s data is not valid JSON')
      return { kind: 'document', json: data }
    case 'application/yaml':
      return yamlDocument(data ?? '')
    default:
      return fault(`data of type ${JSON.stringify(event.context.datacontenttype)} cannot be looked into`)
  }
}

function yamlDocument(text: string): Document {
  const read = parseYamlData(text)
  if (read.kind === 'fault') return fault(`the event’s data is not valid YAML: ${read.message}`)
  return { kind: 'document', json: encodeJson(read.value) }
}

function fault(message: string): DocumentFault {
  return { kind: 'fault', message }
}
