/** What is taken at most. */
export interface EventBounds {
  /** Optional and extension attributes of one event. */
  readonly attributesMax: number
  /** Characters of an attribute's name; the specification asks senders to stay within 20. */
  readonly attributeNameCharsMax: number
  /** Characters of an attribute's value. */
  readonly attributeValueCharsMax: number
  /** Events in one batch. */
  readonly batchEventsMax: number
}

export const boundsDefault: EventBounds = {
  attributesMax: 64,
  attributeNameCharsMax: 64,
  attributeValueCharsMax: 8192,
  batchEventsMax: 1000,
}
