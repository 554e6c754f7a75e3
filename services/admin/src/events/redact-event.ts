import { redactJson, redactText, redactedMark, type RedactRules } from '@millrace/redaction'
import type { CloudEvent } from '@millrace/protocol/cloudevents'
import type { RedactEvent } from './recorded-event.ts'

/** Makes what takes secrets and configured paths out of an event: out of its data, where that is text, and its attributes. */
export function eventRedaction(rules: RedactRules): RedactEvent {
  return (event) => {
    const isDataRedacted = redactData(event, rules)
    return redactAttributes(event, rules) || isDataRedacted
  }
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function redactData(event: CloudEvent, rules: RedactRules): boolean {
  const { data } = event
  if (data.case === 'textData') {
    const { text, redacted } = redactJson(data.value, rules)
    event.data = { case: 'textData', value: text }
    return redacted
  }
  if (data.case !== 'binaryData') return false
  const given = textOf(data.value)
  if (given === undefined) return false
  const { text, redacted } = redactJson(given, rules)
  if (redacted) event.data = { case: 'binaryData', value: Buffer.from(text) }
  return redacted
}

/** Undefined where the bytes are no text. */
function textOf(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes)
  } catch {
    return undefined
  }
}

function redactAttributes({ attributes }: CloudEvent, { bearsSecret }: RedactRules): boolean {
  let isRedacted = false
  for (const [name, { attr }] of Object.entries(attributes)) {
    if (attr.case !== 'ceString' && attr.case !== 'ceUri' && attr.case !== 'ceUriRef') continue
    const value = bearsSecret(name) ? redactedMark : redactText(attr.value).text
    isRedacted ||= value !== attr.value
    attr.value = value
  }
  return isRedacted
}
