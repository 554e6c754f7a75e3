/** What can be wrong with a CloudEvent or the request that carries it. */
export const cloudEventFaults = {
  /** The request carries no CloudEvent in any of the three modes. */
  'not-cloudevent': { remedy: 'send ce-* headers, or the content type application/cloudevents+json' },
  /** The event format or character set is not supported. */
  'format-unsupported': { remedy: 'use the JSON format in UTF-8, or binary mode' },
  /** The version of the specification is not supported. */
  'specversion-unsupported': { remedy: 'send version "1.0"' },
  /** The body of a structured or batched request is not what the JSON format says. */
  'json-invalid': { remedy: 'send the JSON format of CloudEvents 1.0' },
  /** A required attribute is absent. */
  'attribute-missing': { remedy: 'send id, source, specversion and type' },
  /** An attribute's name or value breaks the rules of the specification. */
  'attribute-invalid': { remedy: 'correct the attribute' },
  /** More or longer attributes than the bounds allow. */
  'attributes-too-large': { remedy: 'send fewer or shorter attributes' },
  /** `data` and `data_base64` contradict each other, or the base64 is malformed. */
  'data-invalid': { remedy: 'send either data or valid data_base64' },
  /** More events in one batch than the bounds allow. */
  'batch-too-large': { remedy: 'send smaller batches' },
} as const

/** Key of {@link cloudEventFaults}. */
export type CloudEventFault = keyof typeof cloudEventFaults

/** The one error class of this lib. */
export class CloudEventError extends Error {
  override readonly name = 'CloudEventError'
  readonly code: CloudEventFault
  /** What happened, to which thing: the message without code and remedy. */
  readonly what: string

  constructor(code: CloudEventFault, what: string) {
    super(`[${code}] ${what}; ${cloudEventFaults[code].remedy}`)
    this.code = code
    this.what = what
  }
}
