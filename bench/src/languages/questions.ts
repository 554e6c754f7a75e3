/** What both sides are asked. */
export interface Questions {
  readonly expr: string
  readonly gjson: string
  readonly template: string
  readonly jq: string
  readonly lua: string
  readonly govaluate: string
  readonly pattern: string
  readonly cron: string
  /** JSON of 10 KiB. */
  readonly document: unknown
  readonly text: string
  readonly parameters: Readonly<Record<string, unknown>>
}

const commits = Array.from({ length: 28 }, (_, n) => ({
  id: `${n}`.padStart(40, 'c0ffee'),
  message: `Commit ${n}: the words of a message that somebody wrote about it\n\nand some more of them below`,
  author: { name: `Author ${n}`, email: `author${n}@example.com`, username: `author-${n}` },
  modified: [`services/router/src/part-${n}.ts`, `docs/part-${n}.md`],
}))

/** The payload of a pull request, as a webhook brings it, with commits to make it 10 KiB. */
const document = {
  action: 'opened',
  number: 4711,
  commits,
  pull_request: {
    title: 'Release 1.24',
    base: { ref: 'release/1.24', repo: { full_name: 'example/shop', owner: { login: 'example' } } },
    head: { ref: 'feature/faster', sha: 'c0ffee' },
  },
}

export const questions: Questions = {
  expr: 'payload.action in ["opened", "synchronize"] && payload.pull_request.base.ref matches "^release/"',
  gjson: 'pull_request.base.repo.full_name',
  template: '{{ .Input.pull_request.title }}: {{ .Input.pull_request.head.ref }} by {{ .Input.action }}',
  jq: '{title: .pull_request.title, ref: (.pull_request.base.ref | ltrimstr("release/")), files: [.commits[].modified[]] | length}',
  lua: 'return event.action == "opened" and string.find(event.pull_request.base.ref, "^release/") ~= nil',
  govaluate: "action == 'opened' && number > 4000 && branch =~ '^release/'",
  pattern: '^refs/heads/(feature|release)/[a-z0-9._-]+$',
  cron: '*/15 9-17 * * MON-FRI',
  document,
  text: 'refs/heads/release/1.24-faster',
  parameters: { action: 'opened', number: 4711, branch: 'release/1.24' },
}
