/** What keeps the record of an EventBus from its server, as a condition has it. */
export interface Trouble {
  readonly reason:
    | 'Connecting'
    | 'ServerAway'
    | 'AccessRefused'
    | 'AccessSecretInvalid'
    | 'UrlInvalid'
    | 'ServerTooOld'
    | 'NoJetStream'
    | 'StreamFailed'
    | 'StreamTaken'
    | 'TooManyServers'
  readonly message: string
}
