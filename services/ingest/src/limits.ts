/** What requests may cost; `config.ts` says where each number comes from. */
export interface RequestLimits {
  /** Requests being served at a time, over all ports. */
  readonly requestsInFlightMax: number
  /** Bytes of bodies held at a time, over all ports. */
  readonly bodyBytesInFlightMax: number
  /** Bytes of a body, whatever a manifest asks for. */
  readonly bodyBytesMax: number
  /** Headers of a request. */
  readonly headersCountMax: number
  /** Objects and arrays within each other in a JSON body. */
  readonly jsonDepthMax: number
  /** Events of a CloudEvents batch. */
  readonly batchEventsMax: number
  /** Optional and extension attributes of a CloudEvent. */
  readonly eventAttributesMax: number
}
