/** Stream that holds what the outside world delivered, until dedup has let it pass. */
export const deliveriesStream = 'DELIVERIES'
export const deliveriesSubject = 'deliveries'

/** Stream that holds the invocations that are due or will be. */
export const invocationsStream = 'INVOCATIONS'
export const invocationsSubject = 'invocations.due'
/** A retry waits here, one message an invocation id, until the server moves it to {@link invocationsSubject}. */
export const laterSubject = (invocationId: string): string => `invocations.later.${invocationId}`

/** What is held while its trigger is paused: nobody consumes it until it is released. */
export const heldSubject = (namespace: string, sensor: string, trigger: string): string =>
  `invocations.held.${token(namespace)}.${token(sensor)}.${token(trigger)}`
export const heldFilter = 'invocations.held.>'

/** Stream that tells what became of each invocation. */
export const outcomesStream = 'OUTCOMES'
export const triedSubject = 'outcomes.tried'
/** A dead letter has a subject of its own, so that it can be looked up, and listed by sensor. */
export const deadSubject = (namespace: string, sensor: string, invocationId: string): string =>
  `outcomes.dead.${token(namespace)}.${token(sensor)}.${invocationId}`
export const isDeadSubject = (subject: string): boolean => subject.startsWith('outcomes.dead.')
/** Subjects of the dead letters of a sensor; without a name, of all. */
export const deadFilter = (namespace = '', sensor = ''): string => `outcomes.dead.${filterTokens(namespace, sensor)}.*`
/** Tells that a dead letter was redriven. */
export const redrivenSubject = (namespace: string, sensor: string, invocationId: string): string =>
  `outcomes.redriven.${token(namespace)}.${token(sensor)}.${invocationId}`
export const redrivenFilter = (namespace = '', sensor = ''): string =>
  `outcomes.redriven.${filterTokens(namespace, sensor)}.*`
/** Header of a dead letter and of a redrive: the outcome, or the redrive, so that a list need not read the events. */
export const summaryHeader = 'Millrace-Summary'

const filterTokens = (...names: string[]): string => names.map((name) => (name === '' ? '*' : token(name))).join('.')
/** What was decided about events that fired nothing (yet). */
export const decidedSubject = 'outcomes.decided'

/** Key-value bucket with the compiled objects. */
export const registryBucket = 'registry'

/** Key-value bucket with what joins wait with. */
export const joinsBucket = 'joins'

/** Key-value bucket with the leases by which replicas divide work. */
export const leasesBucket = 'leases'

/** Key-value bucket with what sources remember of what they have told. */
export const sourcesBucket = 'sources'

/** Object bucket with the data of events that is too large for a message. */
export const payloadsBucket = 'payloads'

/** Key-value bucket with what people have ordered, such as pauses. */
export const controlsBucket = 'controls'

/**
 * What stands for an EventBus, and for an EventSource, in events of the Workflows event API. No object can have this name:
 * Kubernetes takes no underscore.
 */
export const workflowEventsBus = '_workflow-events'
/** One stream with the record of the Workflows event API, for all namespaces: any may be posted to. */
export const workflowEventsStream = 'EVENTS_WORKFLOW_EVENTS'

/** Stream with the record of one EventBus. */
export const eventsStream = (namespace: string, bus: string): string =>
  bus === workflowEventsBus ? workflowEventsStream : `EVENTS_${token(namespace)}_${token(bus)}`
export const eventsSubject = (namespace: string, bus: string): string => `events.${token(namespace)}.${token(bus)}`

/**
 * Stream with the record of one EventBus on the server that the EventBus names. It has names that no installation's own
 * streams have: the server may be another installation's, or this one's.
 */
export const outsideStream = (namespace: string, bus: string): string => `RECORD_${token(namespace)}_${token(bus)}`
export const outsideSubject = (namespace: string, bus: string): string => `record.${token(namespace)}.${token(bus)}`
/** The consumer of a record that takes it to the server that its EventBus names. */
export const outsideConsumer = 'outside'

/**
 * Writes a Kubernetes name so that it can stand in a stream name and a subject: lower-case letters, digits and `-` stay,
 * any other character becomes `=` and its hexadecimal code. Two names never give the same token.
 */
export function token(name: string): string {
  return name.replaceAll(/[^a-z0-9-]/gu, (char) => `=${(char.codePointAt(0) ?? 0).toString(16)}=`)
}

/** Stream that tells who changed what through the admin API; a subject for each namespace, `=all=` for calls on all. */
export const auditStream = 'AUDIT'
export const auditSubject = (namespace: string): string => `audit.${namespace === '' ? '=all=' : token(namespace)}`

/** The events of the Workflows event API, of all namespaces. */
export const workflowEventsFilter = `events.*.${token(workflowEventsBus)}`

/** Where a front door hears what becomes of events that its clients wait for. */
export const fateSubject = (waiter: string): string => `fates.${token(waiter)}`

/** Where it is told that a binding failed on an event. */
export const bindingFaultsSubject = 'binding-faults'
