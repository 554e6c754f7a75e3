/** What makes an event one of its kind, as every stream tells it. */
export interface EventIdentity {
  readonly namespace: string
  readonly eventSource: string
  readonly eventName: string
  readonly eventId: string
  /** Empty: the source gave none. */
  readonly deliveryId: string
  /** Microseconds since the Unix epoch. */
  readonly receivedAtUs: number
}

/** An event that was seen on a stream, or heard of. */
export interface SeenEvent extends EventIdentity {
  /** Name of the EventBus; empty: not known yet. */
  readonly bus: string
  /** W3C trace context; empty: none. */
  readonly traceparent: string
  /** What only its EventBus's record tells; undefined: it was heard of, by an outcome or a decision. */
  readonly record: EventRecord | undefined
}

/** An event as the record of its EventBus holds it. */
export interface EventRecord {
  readonly stream: string
  /** Position of its message in the stream, and its place within the message. */
  readonly seq: number
  readonly nth: number
  /** When dedup let it pass. Microseconds since the Unix epoch. */
  readonly acceptedAtUs: number
  readonly type: string
  readonly source: string
  /** Optional and extension attributes by name, as text. */
  readonly attributes: Readonly<Record<string, string>>
  /** The data, cut to `dataBytesMax`. */
  readonly data: Uint8Array
  /** Bytes of the data before it was cut. */
  readonly dataBytes: number
}

/** Who decided about an event; all empty where nobody listens to it. */
export interface ListenerName {
  /** Namespace of the sensor. */
  readonly namespace: string
  readonly sensor: string
  readonly trigger: string
  readonly dependency: string
}

/** What became of an event at a trigger. */
export interface Fate extends ListenerName {
  /** See `ends.ts`. */
  readonly end: number
  /** Empty: no invocation was made. */
  readonly invocationId: string
  /** When it was decided, or the try ended. Microseconds since the Unix epoch. */
  readonly atUs: number
  /** What the effect created, as the target names it; empty: nothing. */
  readonly created: string
  /** Why, of a decision: `DecisionNote` as JSON; empty: the outcome says it. */
  readonly note: string
  /** The encoded `millrace.v1.Outcome`; undefined: no invocation was made. */
  readonly outcome: Uint8Array | undefined
}

/** A fate with the event it is about. */
export interface SeenFate extends Fate {
  readonly event: SeenEvent
}

/** Why an event fired nothing. */
export interface DecisionNote {
  readonly filter?: string
  readonly field?: string
  readonly path?: string
  readonly expected?: string
  readonly found?: string
  readonly reason?: string
  readonly missing?: readonly string[]
}
