import { checkName, integerAttribute, requiredAttributes, textAttribute } from './attribute.ts'
import type { EventBounds } from './bounds.ts'
import { CloudEventError } from './cloudevent-error.ts'
import type { AttributeValue, Event } from './event.ts'

/** Gathers the attributes of one event, checking each as it comes. */
export class EventBuilder {
  readonly attributes = new Map<string, AttributeValue>()
  readonly #bounds: EventBounds
  readonly #required = new Map<string, string>()

  constructor(bounds: EventBounds) {
    this.#bounds = bounds
  }

  /** Adds an attribute. Throws CloudEventError. */
  add(name: string, value: string | number | boolean): void {
    checkName(name, this.#bounds)
    if (this.attributes.has(name) || this.#required.has(name)) {
      throw new CloudEventError('attribute-invalid', `the attribute ${name} is given twice`)
    }
    if (typeof value !== 'string' && textual.has(name)) {
      throw new CloudEventError('attribute-invalid', `the attribute ${name} is no string`)
    }
    const typed = this.#typed(name, value)
    if (required.has(name) && typeof typed === 'string') {
      this.#required.set(name, typed)
      return
    }
    if (this.attributes.size >= this.#bounds.attributesMax) {
      const what = `the event has more than ${this.#bounds.attributesMax} attributes`
      throw new CloudEventError('attributes-too-large', what)
    }
    this.attributes.set(name, typed)
  }

  /** The event. Throws CloudEventError where a required attribute is missing. */
  build(data: Uint8Array | undefined): Event {
    const version = this.#required.get('specversion')
    if (version !== undefined && version !== '1.0') {
      throw new CloudEventError('specversion-unsupported', `specversion is ${JSON.stringify(version.slice(0, 20))}`)
    }
    const missing = requiredAttributes.filter((name) => !this.#required.has(name))
    if (missing.length > 0) throw new CloudEventError('attribute-missing', `the event has no ${missing.join(', ')}`)
    return {
      id: this.#required.get('id') ?? '',
      source: this.#required.get('source') ?? '',
      specVersion: '1.0',
      type: this.#required.get('type') ?? '',
      attributes: this.attributes,
      data,
    }
  }

  #typed(name: string, value: string | number | boolean): AttributeValue {
    if (typeof value === 'string') return textAttribute(name, value, this.#bounds)
    return typeof value === 'number' ? integerAttribute(name, value) : value
  }
}

const required: ReadonlySet<string> = new Set(requiredAttributes)
/** Attributes that are strings by the specification. */
const textual: ReadonlySet<string> = new Set([
  ...requiredAttributes,
  'subject',
  'time',
  'datacontenttype',
  'dataschema',
])
