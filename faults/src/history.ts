/** One request that was sent to the front door, and what came of it. */
export interface Send {
  readonly deliveryId: string
  /** 1 for the first time the delivery was sent. */
  readonly copy: number
  /** Milliseconds since 1970. */
  readonly sentAtMs: number
  readonly tookMs: number
  /** The HTTP status; 0 when no answer came. */
  readonly status: number
}

/** One call that reached a target. */
export interface Call {
  /** The Idempotency-Key. */
  readonly key: string | null
  /** The delivery id that the body carried. */
  readonly deliveryId: string | null
  readonly atMs: number
  /** `applied`: a first effect; `repeated`: a repeat that the key made harmless; `none`: refused or cut off before. */
  readonly effect: 'applied' | 'repeated' | 'none'
}

/** A trigger's target with all calls that it has seen. */
export interface TargetLog {
  /** Name of the trigger that calls it. */
  readonly trigger: string
  /** Whether a repeated Idempotency-Key has no second effect there. */
  readonly honoursKeys: boolean
  readonly calls: readonly Call[]
}

/** What the stream says became of one attempt. */
export interface Told {
  readonly trigger: string
  readonly deliveryId: string
  readonly invocationId: string
  readonly attempt: number
  readonly result: 'succeeded' | 'retrying' | 'dead' | 'uncertain' | 'claim-lost' | 'waiting' | 'unknown'
  /** The effect may exist twice. */
  readonly uncertain: boolean
}

/** Everything that was seen from outside, and what the system itself told. */
export interface History {
  readonly sends: readonly Send[]
  readonly targets: readonly TargetLog[]
  readonly outcomes: readonly Told[]
}

/** Whether the front door has taken responsibility for the delivery. */
export function isAcked({ status }: Send): boolean {
  return status >= 200 && status < 300
}
