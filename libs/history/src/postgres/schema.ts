/** Tables of another version are made anew: the streams fill them again. */
const schemaVersion = 1

/** Everything is in a schema of its own, so that a database may hold more. */
export const schemaName = 'millrace_history'

/** `terms` has the words of an event's data and the exact terms that it is found by; numbers of events grow with time. */
export const createSchema = `
DROP SCHEMA IF EXISTS ${schemaName} CASCADE;
CREATE SCHEMA ${schemaName};
CREATE TABLE ${schemaName}.version (version integer NOT NULL);
INSERT INTO ${schemaName}.version VALUES (${schemaVersion});
CREATE TABLE ${schemaName}.usage (bytes bigint NOT NULL);
INSERT INTO ${schemaName}.usage VALUES (0);
CREATE TABLE ${schemaName}.position (stream text PRIMARY KEY, born text NOT NULL, seq bigint NOT NULL);
CREATE TABLE ${schemaName}.event (
  id bigint PRIMARY KEY, namespace text NOT NULL, bus text NOT NULL, event_source text NOT NULL, event_name text NOT NULL,
  event_id text NOT NULL, delivery_id text NOT NULL, received_us bigint NOT NULL, traceparent text NOT NULL,
  stream text, seq bigint, nth integer, accepted_us bigint, type text, source text, attributes text, data_bytes integer,
  data bytea, terms text[] NOT NULL, fate_terms text[] NOT NULL DEFAULT '{}', bytes integer NOT NULL
);
CREATE INDEX event_place ON ${schemaName}.event (namespace, event_source, event_name, id);
CREATE INDEX event_terms ON ${schemaName}.event USING gin (terms);
CREATE INDEX event_fate_terms ON ${schemaName}.event USING gin (fate_terms) WHERE fate_terms <> '{}';
CREATE TABLE ${schemaName}.fate (
  event bigint NOT NULL, namespace text NOT NULL, sensor text NOT NULL, trigger text NOT NULL, dependency text NOT NULL,
  invocation text NOT NULL, ended integer NOT NULL, at_us bigint NOT NULL, created text NOT NULL, note text NOT NULL,
  outcome bytea, bytes integer NOT NULL,
  PRIMARY KEY (event, namespace, sensor, trigger, dependency, invocation)
);
CREATE INDEX fate_sensor ON ${schemaName}.fate (sensor, trigger, ended, event);
CREATE INDEX fate_ended ON ${schemaName}.fate (ended, event);
`

/** Whether the tables are there and of this version. */
export const versionFits = (version: number | undefined): boolean => version === schemaVersion
