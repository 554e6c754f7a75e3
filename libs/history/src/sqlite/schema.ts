import type { DatabaseSync } from 'node:sqlite'

/** A file of another version is made anew: the streams fill it again. */
const schemaVersion = 3

const tables = [
  'position',
  'slice',
  'channel',
  'listener',
  'event',
  'fate',
  'words_vocabulary',
  'words',
  'fate_words',
] as const

/**
 * `words` has the words of an event's data and the exact terms that it is found by, `fate_words` those of what became of
 * it; both by the event's number, and neither keeps the text. `words` knows which words follow on one another.
 * `slice` has some thousand events a row that came one after another, by their lowest and highest numbers: so much is read of `words` at once. `words_vocabulary` is a view on the words that there are. Numbers grow with time, so every index is written near its
 * ends, and newest first is the order in which it is read.
 */
const schema = `
CREATE TABLE position (stream TEXT PRIMARY KEY, born TEXT NOT NULL, seq INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE slice (no INTEGER PRIMARY KEY, lowest INTEGER NOT NULL, highest INTEGER NOT NULL, events INTEGER NOT NULL);
CREATE INDEX slice_lowest ON slice (lowest);
CREATE TABLE channel (
  id INTEGER PRIMARY KEY, namespace TEXT NOT NULL, bus TEXT NOT NULL, source TEXT NOT NULL, name TEXT NOT NULL,
  UNIQUE (namespace, bus, source, name)
);
CREATE TABLE listener (
  id INTEGER PRIMARY KEY, namespace TEXT NOT NULL, sensor TEXT NOT NULL, trigger TEXT NOT NULL, dependency TEXT NOT NULL,
  UNIQUE (namespace, sensor, trigger, dependency)
);
CREATE TABLE event (
  id INTEGER PRIMARY KEY, channel INTEGER NOT NULL, event_id TEXT NOT NULL, delivery_id TEXT NOT NULL,
  received_us INTEGER NOT NULL, traceparent TEXT NOT NULL, stream TEXT, seq INTEGER, nth INTEGER, accepted_us INTEGER,
  type TEXT, source TEXT, attributes TEXT, data_bytes INTEGER, data BLOB
);
CREATE INDEX event_channel ON event (channel, id);
CREATE TABLE fate (
  event INTEGER NOT NULL, listener INTEGER NOT NULL, invocation TEXT NOT NULL, ended INTEGER NOT NULL,
  at_us INTEGER NOT NULL, created TEXT NOT NULL, note TEXT NOT NULL, outcome BLOB,
  PRIMARY KEY (event, listener, invocation)
) WITHOUT ROWID;
CREATE INDEX fate_listener ON fate (listener, ended, event);
CREATE INDEX fate_ended ON fate (ended, event);
CREATE VIRTUAL TABLE words USING fts5(terms, content='', contentless_delete=1, tokenize='ascii');
CREATE VIRTUAL TABLE words_vocabulary USING fts5vocab(words, 'instance');
CREATE VIRTUAL TABLE fate_words USING fts5(terms, content='', contentless_delete=1, detail=none, tokenize='ascii');
PRAGMA user_version = ${schemaVersion};
`

/**
 * So much of the words' index gathers in memory before it is put down, unless a transaction ends: what is put down in larger
 * pieces is merged less often. As SQLite has it (1 MiB), each transaction of a thousand events is two pieces, and an event
 * takes half as much CPU again. Bytes.
 */
const gatheredBytesMax = 8 * 1_048_576

/** Makes the tables where they are not there, or are of another version. */
export function ensureSchema(database: DatabaseSync): void {
  const [row] = database.prepare('PRAGMA user_version').all()
  if (row?.['user_version'] === schemaVersion) gatherMore(database)
  else remakeSchema(database)
}

/** The index keeps it in the file. */
function gatherMore(database: DatabaseSync): void {
  const [row] = database.prepare(`SELECT v FROM words_config WHERE k = 'hashsize'`).all()
  if (row?.['v'] === gatheredBytesMax) return
  database.exec(`INSERT INTO words (words, rank) VALUES ('hashsize', ${gatheredBytesMax})`)
}

/** Makes the tables anew: all that was in them is gone. */
export function remakeSchema(database: DatabaseSync): void {
  database.exec('BEGIN IMMEDIATE')
  for (const table of tables) database.exec(`DROP TABLE IF EXISTS ${table}`)
  database.exec(schema)
  gatherMore(database)
  database.exec('COMMIT')
}
