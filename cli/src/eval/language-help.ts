/** One language as `millrace eval --help` explains it. */
export interface LanguageHelp {
  readonly name: string
  /** Where manifests use it. */
  readonly where: string
  /** What it is, for somebody who has never seen it. */
  readonly about: string
  /** A command line that works. */
  readonly example: string
  /** What the example prints. */
  readonly prints: string
}

/** The languages that one text can be asked in, in the order of the help. */
export const languageHelp: readonly LanguageHelp[] = [
  {
    name: 'expr',
    where: 'WorkflowEventBinding: selector, parameters, metadata',
    about:
      'Conditions and values from JSON (expr-lang). Names are the members of --env. Ints and floats are kept apart; --tagged shows which is which.',
    example: `millrace eval --env '{"payload":{"n":4,"tags":["a","b"]}}' 'payload.n > 3 and "a" in payload.tags'`,
    prints: 'true',
  },
  {
    name: 'eventsource-filter',
    where: 'EventSource: filter.expression; annotation millrace.io/delivery-id',
    about:
      'The older expr of Argo Events: a name that is not there is nil, dashes in names are written _, and the functions of Sprig are there as sprig.*.',
    example: `millrace eval -l eventsource-filter --env '{"body":{"action":"opened"}}' 'body.action in ["opened", "closed"]'`,
    prints: 'true',
  },
  {
    name: 'govaluate',
    where: 'Sensor: expr of an exprs filter',
    about:
      'Conditions over the fields that the filter names: comparisons, =~ for patterns, in (…), &&, ||. Blanks must be around signs; a name with a dash is written [a-b].',
    example: `millrace eval -l govaluate --env '{"branch":"release/1","files":3}' "branch =~ '^release/' && files > 2"`,
    prints: 'true',
  },
  {
    name: 'gjson',
    where: 'Sensor: path, dataKey, contextKey',
    about:
      'Paths into JSON: members and indexes parted by dots, # for every item, #(name=="x") for the item that fits, @ for modifiers. Prints what is found as it stands.',
    example: `millrace eval -l gjson --data '{"commits":[{"id":"a"},{"id":"b"}]}' 'commits.#.id'`,
    prints: '["a","b"]',
  },
  {
    name: 'sjson',
    where: 'Sensor: dest',
    about:
      'Sets (--value) or deletes (--delete) what a path names, and leaves every other byte as it is. Parents that are missing are made; -1 appends to a list.',
    example: `millrace eval -l sjson --data '{"labels":{}}' --value '"web"' 'labels.app'`,
    prints: '{"labels":{"app":"web"}}',
  },
  {
    name: 'gotemplate',
    where: 'Sensor: dataTemplate, contextTemplate, template of a data filter',
    about:
      'Go templates with the functions of Sprig: {{ }} holds what is computed, .Input is the document, | hands a value on to the next function.',
    example: `millrace eval -l gotemplate --data '{"ref":"refs/heads/main"}' '{{ .Input.ref | trimPrefix "refs/heads/" | upper }}'`,
    prints: 'MAIN',
  },
  {
    name: 'jq',
    where: 'Sensor: transform.jq of a dependency',
    about:
      'Programs that make JSON from JSON, parts joined by |. Prints every result on a line; a transform takes the first, which must be an object.',
    example: `millrace eval -l jq --data '{"users":[{"name":"ann","age":31},{"name":"bob","age":25}]}' '.users[] | select(.age > 30) | {name}'`,
    prints: '{"name":"ann"}',
  },
  {
    name: 'lua-transform',
    where: 'Sensor: transform.script of a dependency',
    about:
      'Lua 5.1 scripts. The data are the table event; the last value that is returned, a table, is the new data. Lists count from 1, and null members are not there.',
    example: `millrace eval -l lua-transform --data '{"n":20}' 'return { double = event.n * 2 }'`,
    prints: '{"double":40}',
  },
  {
    name: 'lua-filter',
    where: 'Sensor: script of filters',
    about: 'The same language; the event passes when the script returns true, and nothing else will do.',
    example: `millrace eval -l lua-filter --data '{"branch":"release/1"}' 'return string.find(event.branch, "^release/") ~= nil'`,
    prints: 'true',
  },
  {
    name: 're2',
    where: 'Sensor: value of a data filter of type string; also in expressions, templates and paths',
    about:
      "Go's regular expressions: searched anywhere in the text, never slow, no look-around. Prints the groups of the first match, the whole match first.",
    example: `millrace eval -l re2 --text 'refs/heads/main' '^refs/heads/(?P<branch>.+)$'`,
    prints: '{"groups":["refs/heads/main","main"],"names":["","branch"]}',
  },
  {
    name: 'cron',
    where: 'EventSource: schedule of a calendar; Sensor: conditionsReset',
    about:
      'Schedules of five fields: minute, hour, day of the month, month, day of the week. Prints the next times, a line each.',
    example: `millrace eval -l cron --from 2024-03-30T12:00:00Z --timezone Europe/Berlin --count 2 '0 9 * * MON-FRI'`,
    prints: '2024-04-01T09:00:00+02:00\n2024-04-02T09:00:00+02:00',
  },
  {
    name: 'conditions',
    where: 'Sensor: conditions of a trigger',
    about:
      'Which dependencies a trigger waits for: names with &&, || and parentheses. Prints the condition as it is understood, and the names that it uses.',
    example: `millrace eval -l conditions --dependencies push,approved,nightly '(push && approved) || nightly'`,
    prints: '{"expression":"(push&&approved)||nightly","dependencies":["approved","nightly","push"],"joins":true}',
  },
]

const widthMax = 80

/** The help of all languages, as it follows the options. */
export function languagesText(): string {
  const parts = languageHelp.map(({ name, where, about, example, prints }) =>
    [
      `  ${name}  (${where})`,
      ...wrapped(about).map((line) => `      ${line}`),
      `      $ ${example}`,
      `      ${prints.replaceAll('\n', '\n      ')}`,
    ].join('\n'),
  )
  return `
Languages:

${parts.join('\n\n')}

A text that begins with - goes after --:  millrace eval -- '-1 + 3'
An error says what is wrong and shows the place; the exit code is then 1.
Languages that need more than one text take the whole input as JSON, as
vectors/README.md has it: sensor-filter, sensor-params (and all others too):
  $ millrace eval -l re2 --input '{"op":"findAll","pattern":"[0-9]+","text":"1 and 22"}'
  {"all":["1","22"]}
Many at once, a JSON object a line:
  $ millrace eval --jsonl < vectors/expr/expr.jsonl
`
}

function wrapped(text: string): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > widthMax - 6) {
      lines.push(line)
      line = ''
    }
    line += line === '' ? word : ` ${word}`
  }
  return [...lines, line]
}
