import type { Definition } from './parse/node.ts'
import { parseLibrary } from './parse/query.ts'

/*
 * The functions that are defined in jq itself. What they do to paths, and in which order outputs come, follows from
 * these definitions.
 */
const source = String.raw`
def map(f): [.[] | f];
def map_values(f): .[] |= f;
def add(f): [f] | add;
def in(xs): . as $key | xs | has($key);
def select(f): if f then . else empty end;
def recurse(f): def all: ., (f | all); all;
def recurse(f; cond): def all: ., (f | select(cond) | all); all;
def recurse: recurse(.[]?);
def with_entries(f): to_entries | map(f) | from_entries;

def while(cond; update): def loop: if cond then ., (update | loop) else empty end; loop;
def until(cond; update): def loop: if cond then . else update | loop end; loop;
def repeat(f): def loop: f, loop; loop;
def range($to): _range(0; $to; 1);
def range($from; $to): _range($from; $to; 1);
def range($from; $to; $by): _range($from; $to; $by);

def min_by(f): _min_by(map([f]));
def max_by(f): _max_by(map([f]));
def sort_by(f): _sort_by(map([f]));
def group_by(f): _group_by(map([f]));
def unique_by(f): _unique_by(map([f]));

def nulls: select(. == null);
def values: select(. != null);
def booleans: select(type == "boolean");
def numbers: select(type == "number");
def strings: select(type == "string");
def arrays: select(type == "array");
def objects: select(type == "object");
def iterables: select(type | . == "array" or . == "object");
def scalars: select(type | . != "array" and . != "object");
def finites: select(isfinite);
def normals: select(isnormal);

def combinations:
  if length == 0 then [] else .[0][] as $first | [$first] + (.[1:] | combinations) end;
def combinations(n): [limit(n; repeat(.))] | combinations;
def walk(f):
  def inner: if type == "array" then map(inner) elif type == "object" then map_values(inner) end | f;
  inner;

def first: .[0];
def last: .[-1];
def nth($n): .[$n];
def first(f): label $done | f | ., break $done;
def isempty(f): label $done | (f | false, break $done), true;
def all: all(.);
def all(cond): all(.[]; cond);
def all(f; cond): isempty(f | select(cond | not));
def any: any(.);
def any(cond): any(.[]; cond);
def any(f; cond): isempty(f | select(cond)) | not;
def limit($n; f):
  if $n > 0 then
    label $done | foreach f as $item ($n; . - 1; $item, if . <= 0 then break $done else empty end)
  elif $n == 0 then empty
  else error("limit doesn't support negative count") end;
def skip($n; f):
  if $n > 0 then foreach f as $item ($n; . - 1; if . < 0 then $item else empty end)
  elif $n == 0 then f
  else error("skip doesn't support negative count") end;
def nth($n; f):
  if $n >= 0 then first(skip($n; f)) else error("nth doesn't support negative index") end;

def del(f): delpaths([path(f)]);
def paths: path(..) | select(. != []);
def paths(f): path(.. | select(f)) | select(. != []);
def pick(f): . as $whole | reduce path(f) as $path (null; setpath($path; $whole | getpath($path)));
def tostream:
  path(def deep: (.[]? | deep), .; deep) as $path
  | getpath($path)
  | reduce path(.[]?) as $last ([$path, .]; [$path + $last]);
def fromstream(f):
  foreach f as $event (null;
    if .done then null end
    | $event as [$path, $leaf]
    | if $event | length == 2
      then setpath(["value"] + $path; $leaf) | setpath(["done"]; $path | length == 0)
      else setpath(["done"]; $path | length == 1) end;
    if .done then .value else empty end);
def truncate_stream(f):
  . as $depth | null | f | if .[0] | length > $depth then .[0] |= .[$depth:] else empty end;

def fromdateiso8601: strptime("%Y-%m-%dT%H:%M:%S%z") | mktime;
def todateiso8601: strftime("%Y-%m-%dT%H:%M:%SZ");
def fromdate: fromdateiso8601;
def todate: todateiso8601;

def match($re): match($re; null);
def match($re; $flags): _match($re; $flags; false)[];
def test($re): test($re; null);
def test($re; $flags): _match($re; $flags; true);
def capture($re): capture($re; null);
def capture($re; $flags): match($re; $flags) | .captures | _captures;
def scan($re): scan($re; null);
def scan($re; $flags):
  match($re; $flags + "g") | if .captures == [] then .string else [.captures[].string] end;
def splits($re): splits($re; null);
def splits($re; $flags):
  .[foreach (match($re; $flags + "g"), null) as {$offset, $length}
    (null; {start: .after, end: $offset, after: ($offset + $length)})];
def split($re; $flags): [splits($re; $flags)];
def sub($re; f): sub($re; f; null);
def sub($re; f; $flags):
  reduce match($re; $flags) as {$offset, $length, $captures} ({whole: ., made: []};
    reduce ($captures | _captures | f) as $fresh
      (.at = 0; .made[.at] += .whole[.after:$offset] + $fresh | .at += 1)
    | .after = $offset + $length)
  | .made[] + .whole[.after:] // .whole;
def gsub($re; f): sub($re; f; "g");
def gsub($re; f; $flags): sub($re; f; $flags + "g");

def inputs: try repeat(input) catch if . == "break" then empty else error end;
def INDEX(f; key): [f as $row | {key: ($row | key | tostring), value: $row}] | from_entries;
def INDEX(key): INDEX(.[]; key);
def JOIN($index; key): [.[] | [., $index[key]]];
def JOIN($index; f; key): f | [., $index[key]];
def JOIN($index; f; key; join): f | [., $index[key]] | join;
def IN(f): any(f == .; .);
def IN(source; f): any(source == f; .);
`

let definitions: ReadonlyMap<string, Definition> | undefined

function library(): ReadonlyMap<string, Definition> {
  definitions ??= new Map(parseLibrary(source).map((each) => [`${each.name}/${each.params.length}`, each]))
  return definitions
}

/** By name and number of parameters: `map/1`. */
export function libraryDefinition(id: string): Definition | undefined {
  return library().get(id)
}

export function libraryNames(): string[] {
  return [...library().keys()]
}
