/** Tables of another version are made anew: the streams fill them again. */
const schemaVersion = 4

/** Everything is in a schema of its own, so that a database may hold more. */
export const schemaName = 'millrace_history'

/** An event's row stays whole: to compress its data takes more than the room is worth. */
const keptWhole = `ALTER TABLE ${schemaName}.event SET (toast_tuple_target = 4080);`

/** An index alone tells numbers only of pages that were vacuumed: of the newest too, however many there are by now. */
const oftenVacuumed = (table: string): string =>
  `ALTER TABLE ${schemaName}.${table}
    SET (autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 50000);`

/**
 * A `segment` has the terms of events that were written together, in the order of the terms: its `block`s. `place` is where
 * events come from.
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
CREATE TABLE ${schemaName}.segment (
  no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, level integer NOT NULL, length integer NOT NULL, lowest bigint NOT NULL,
  highest bigint NOT NULL
);
CREATE TABLE ${schemaName}.block (
  segment bigint NOT NULL, first text COLLATE "C" NOT NULL, part integer NOT NULL, body text NOT NULL,
  PRIMARY KEY (segment, first, part)
);
ALTER TABLE ${schemaName}.block ALTER COLUMN body SET STORAGE EXTERNAL;
CREATE TABLE ${schemaName}.event (
  id bigint PRIMARY KEY, place integer NOT NULL, event_id text NOT NULL, delivery_id text NOT NULL, received_us bigint NOT NULL,
  traceparent text NOT NULL, stream text, seq bigint, nth integer, accepted_us bigint, type text, source text, attributes text,
  data_bytes integer, data bytea, bytes integer NOT NULL
);
CREATE INDEX event_place ON ${schemaName}.event (place, id);
CREATE TABLE ${schemaName}.fate (
  event bigint NOT NULL, namespace text NOT NULL, sensor text NOT NULL, trigger text NOT NULL, dependency text NOT NULL,
  invocation text NOT NULL, ended integer NOT NULL, at_us bigint NOT NULL, created text NOT NULL, note text NOT NULL,
  outcome bytea, bytes integer NOT NULL,
  PRIMARY KEY (event, namespace, sensor, trigger, dependency, invocation)
);
CREATE INDEX fate_sensor ON ${schemaName}.fate (sensor, ended, event);
CREATE INDEX fate_trigger ON ${schemaName}.fate (trigger, ended, event);
CREATE INDEX fate_ended ON ${schemaName}.fate (ended, event);
${keptWhole}
${oftenVacuumed('event')}
${oftenVacuumed('fate')}
`

/** Whether the tables are there and of this version. */
export const versionFits = (version: number | undefined): boolean => version === schemaVersion
