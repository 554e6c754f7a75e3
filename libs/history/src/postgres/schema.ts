/** Tables of another version are made anew: the streams fill them again. */
const schemaVersion = 3

/** Everything is in a schema of its own, so that a database may hold more. */
export const schemaName = 'millrace_history'

/** A row is some 3 KB, and stays whole: to compress its words and put them elsewhere takes more than the room is worth. */
const keptWhole = `ALTER TABLE ${schemaName}.event SET (toast_tuple_target = 4080);`

/** An index alone tells numbers only of pages that were vacuumed: of the newest too, however many there are by now. */
const oftenVacuumed = (table: string): string =>
  `ALTER TABLE ${schemaName}.${table}
    SET (autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 50000);`

/**
 * `terms` has the words of an event's data and the exact terms of its attributes and place, each after the number of the event's
 * `slice`: an index of words gives all that there are of a word and in no order, so what it is asked for must be few. A
 * slice is some thousand events that came one after another; numbers of events grow with time. `place` is where events
 * come from.
 */
export const createSchema = `
DROP SCHEMA IF EXISTS ${schemaName} CASCADE;
CREATE SCHEMA ${schemaName};
CREATE TABLE ${schemaName}.version (version integer NOT NULL);
INSERT INTO ${schemaName}.version VALUES (${schemaVersion});
CREATE TABLE ${schemaName}.usage (bytes bigint NOT NULL);
INSERT INTO ${schemaName}.usage VALUES (0);
CREATE TABLE ${schemaName}.position (stream text PRIMARY KEY, born text NOT NULL, seq bigint NOT NULL);
CREATE TABLE ${schemaName}.place (
  no integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  namespace text NOT NULL, bus text NOT NULL, event_source text NOT NULL, event_name text NOT NULL,
  UNIQUE (namespace, bus, event_source, event_name)
);
CREATE TABLE ${schemaName}.slice (no integer PRIMARY KEY, lowest bigint NOT NULL, highest bigint NOT NULL, events integer NOT NULL);
CREATE TABLE ${schemaName}.event (
  id bigint PRIMARY KEY, place integer NOT NULL, event_id text NOT NULL, delivery_id text NOT NULL, received_us bigint NOT NULL,
  traceparent text NOT NULL, stream text, seq bigint, nth integer, accepted_us bigint, type text, source text, attributes text,
  data_bytes integer, data bytea, terms tsvector NOT NULL, bytes integer NOT NULL
);
CREATE INDEX event_place ON ${schemaName}.event (place, id);
CREATE INDEX event_own_id ON ${schemaName}.event (left(event_id, 512), id);
CREATE INDEX event_delivery ON ${schemaName}.event (left(delivery_id, 512), id) WHERE left(delivery_id, 512) <> '';
CREATE INDEX event_trace ON ${schemaName}.event (substr(traceparent, 4, 32), id) WHERE substr(traceparent, 4, 32) <> '';
CREATE INDEX event_terms ON ${schemaName}.event USING gin (terms);
CREATE TABLE ${schemaName}.fate (
  event bigint NOT NULL, namespace text NOT NULL, sensor text NOT NULL, trigger text NOT NULL, dependency text NOT NULL,
  invocation text NOT NULL, ended integer NOT NULL, at_us bigint NOT NULL, created text NOT NULL, note text NOT NULL,
  outcome bytea, bytes integer NOT NULL,
  PRIMARY KEY (event, namespace, sensor, trigger, dependency, invocation)
);
CREATE INDEX fate_sensor ON ${schemaName}.fate (sensor, ended, event);
CREATE INDEX fate_trigger ON ${schemaName}.fate (trigger, ended, event);
CREATE INDEX fate_ended ON ${schemaName}.fate (ended, event);
CREATE INDEX fate_invocation ON ${schemaName}.fate (invocation, event) WHERE invocation <> '';
CREATE INDEX fate_created ON ${schemaName}.fate (left(created, 512), event) WHERE left(created, 512) <> '';
${keptWhole}
${oftenVacuumed('event')}
${oftenVacuumed('fate')}
`

/** Whether the tables are there and of this version. */
export const versionFits = (version: number | undefined): boolean => version === schemaVersion
