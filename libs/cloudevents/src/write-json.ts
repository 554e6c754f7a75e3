import { attributeText } from './attribute-text.ts'
import { dataContentType, type Event } from './event.ts'
import { isJsonType, isTextType } from './media-type.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Writes an event in the JSON format. Data that is valid JSON stands in it byte for byte. */
export function writeJson(event: Event): string {
  const members = [
    `"specversion":${JSON.stringify(event.specVersion)}`,
    `"id":${JSON.stringify(event.id)}`,
    `"source":${JSON.stringify(event.source)}`,
    `"type":${JSON.stringify(event.type)}`,
  ]
  for (const [name, value] of event.attributes) {
    const scalar = typeof value === 'number' || typeof value === 'boolean' ? value : attributeText(value)
    members.push(`${JSON.stringify(name)}:${JSON.stringify(scalar)}`)
  }
  if (event.data !== undefined) members.push(dataMember(event.data, dataContentType(event)))
  return `{${members.join(',')}}`
}

function dataMember(data: Uint8Array, contentType: string | undefined): string {
  const text = decode(data)
  if (text !== undefined && isJsonType(contentType) && isJson(text)) return `"data":${text}`
  const isText = contentType !== undefined && !isJsonType(contentType) && isTextType(contentType)
  if (text !== undefined && isText) return `"data":${JSON.stringify(text)}`
  return `"data_base64":"${Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64')}"`
}

function decode(data: Uint8Array): string | undefined {
  try {
    return utf8.decode(data)
  } catch {
    return undefined
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
