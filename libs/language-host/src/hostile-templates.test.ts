import { expect, test } from 'vitest'
import { openLanguages, scriptMsMax } from './open-languages.ts'

/** Templates that do one thing again and again. */
const hostile: readonly (readonly [name: string, template: string])[] = [
  ['nested', '{{range $i := until 10000}}{{range $j := until 10000}}{{$i}}{{end}}{{end}}'],
  ['upper', '{{$s := repeat 1000000 "x"}}{{range $i := until 10000}}{{$x := upper $s}}{{end}}'],
  [
    'contains2',
    '{{$s := repeat 30000 "x"}}{{$p := print "y" (repeat 15000 "x")}}{{range $i := until 10000}}{{$x := contains $p $s}}{{end}}',
  ],
  ['replace', '{{$s := repeat 100000 "xy"}}{{range $i := until 10000}}{{$x := replace "x" "z" $s}}{{end}}'],
  [
    'lt',
    '{{$s := repeat 1000000 "x"}}{{$t := repeat 1000000 "x"}}{{range $i := until 10000}}{{$x := lt $s $t}}{{end}}',
  ],
  ['printf wide', '{{range $i := until 100000}}{{$x := printf "%1000000d" 1}}{{end}}'],
  ['printf float', '{{range $i := until 100000}}{{$x := printf "%.1000f" 1e-300}}{{end}}'],
  ['regex', '{{$s := repeat 10000 "a"}}{{range $i := until 10000}}{{$x := regexMatch "(a|b)*c" $s}}{{end}}'],
  ['regex new', '{{range $i := until 100000}}{{$x := regexMatch (printf "a%db" $i) "x"}}{{end}}'],
  ['regex big loop', '{{range $i := until 1000}}{{$x := regexMatch (printf "(a{1000}){1}(b{1000})%d" $i) "x"}}{{end}}'],
  [
    'regex reps',
    '{{$s := repeat 1000 "a"}}{{range $i := until 1000}}{{$x := regexMatch "(a?){500}(a*){500}$" $s}}{{end}}',
  ],
  ['regex find all', '{{$s := repeat 10000 "ab"}}{{range $i := until 1000}}{{$x := regexFindAll "a" $s -1}}{{end}}'],
  ['regex far', '{{$s := repeat 20000 "x"}}{{$x := regexFindAll "x.*y|x" $s -1}}'],
  ['regex replace', '{{$s := repeat 10000 "ab"}}{{range $i := until 1000}}{{$x := regexReplaceAll "a" $s "b"}}{{end}}'],
  ['sort', '{{$l := until 10000}}{{range $i := until 1000}}{{$x := sortAlpha $l}}{{end}}'],
  ['uniq', '{{$l := until 5000}}{{range $i := until 1000}}{{$x := uniq $l}}{{end}}'],
  ['join', '{{$l := until 50000}}{{range $i := until 10000}}{{$x := join "," $l}}{{end}}'],
  ['split', '{{$s := repeat 50000 "a,"}}{{range $i := until 10000}}{{$x := splitList "," $s}}{{end}}'],
  ['wrap', '{{$s := repeat 50000 "a "}}{{range $i := until 10000}}{{$x := wrap 10 $s}}{{end}}'],
  ['trim', '{{$s := repeat 100000 " "}}{{range $i := until 100000}}{{$x := trim $s}}{{end}}'],
  ['base', '{{$s := print (repeat 100000 "/") "x"}}{{range $i := until 100000}}{{$x := base $s}}{{end}}'],
  ['clean', '{{$s := repeat 50000 "a/"}}{{range $i := until 100000}}{{$x := clean $s}}{{end}}'],
  ['toJson', '{{$l := until 50000}}{{range $i := until 10000}}{{$x := toJson $l}}{{end}}'],
  ['fromJson', '{{$s := toJson (until 50000)}}{{range $i := until 10000}}{{$x := fromJson $s}}{{end}}'],
  ['dict', '{{$d := dict}}{{range $i := until 1000000}}{{$x := set $d (toString $i) $i}}{{end}}'],
  [
    'keys',
    '{{$d := dict}}{{range $i := until 10000}}{{$x := set $d (toString $i) $i}}{{end}}{{range $i := until 10000}}{{$x := keys $d}}{{end}}',
  ],
  [
    'print dict',
    '{{$d := dict}}{{range $i := until 10000}}{{$x := set $d (toString $i) $i}}{{end}}{{range $i := until 10000}}{{$x := print $d}}{{end}}',
  ],
  [
    'merge',
    '{{$d := dict}}{{range $i := until 5000}}{{$x := set $d (toString $i) $i}}{{end}}{{range $i := until 10000}}{{$x := merge (dict) $d}}{{end}}',
  ],
  [
    'deepEqual',
    '{{$d := until 20000}}{{$e := until 20000}}{{range $i := until 10000}}{{$x := deepEqual $d $e}}{{end}}',
  ],
  ['toDate', '{{range $i := until 100000}}{{$x := toDate "2006-01-02" "2020-01-02"}}{{end}}'],
  ['atoi', '{{$s := repeat 100000 "1"}}{{range $i := until 100000}}{{$x := atoi $s}}{{end}}'],
  ['quote', '{{$s := repeat 100000 "\\n"}}{{range $i := until 100000}}{{$x := quote $s}}{{end}}'],
  ['html', '{{$s := repeat 100000 "<"}}{{range $i := until 100000}}{{$x := html $s}}{{end}}'],
  ['urlquery', '{{$s := repeat 100000 "<"}}{{range $i := until 100000}}{{$x := urlquery $s}}{{end}}'],
  ['randAlpha', '{{range $i := until 100000}}{{$x := randAlphaNum 1000}}{{end}}'],
  ['uuid', '{{range $i := until 100000}}{{$x := uuidv4}}{{end}}'],
  ['shuffle', '{{$s := repeat 100000 "x"}}{{range $i := until 10000}}{{$x := shuffle $s}}{{end}}'],
  ['initials', '{{$s := repeat 50000 "x "}}{{range $i := until 10000}}{{$x := initials $s}}{{end}}'],
  ['kebab', '{{$s := repeat 50000 "xY"}}{{range $i := until 10000}}{{$x := kebabcase $s}}{{end}}'],
  ['semver', '{{range $i := until 1000000}}{{$x := semverCompare "^1.2.3" "1.2.4"}}{{end}}'],
]

/** A run looks at the time between calls of functions, of which the longest (kebabcase) takes almost as much where a machine is slow. */
const factorMax = 3

test.each(hostile)(
  '%s: a template ends when its time is over, if its bounds have not ended it before',
  async (_, template) => {
    using open = await openLanguages({ templateEnv: new Map(), templateHosts: [] })
    const render = open.languages.goTemplate?.compile(template)
    const begun = process.threadCpuUsage()
    expect(() => render?.('x')).toThrow('[budget]')
    const { user, system } = process.threadCpuUsage(begun)
    expect((user + system) / 1_000 / scriptMsMax).toBeLessThan(factorMax)
  },
)

test('cryptography takes longer than that by itself: a template may use some, and no more', async () => {
  using open = await openLanguages({ templateEnv: new Map(), templateHosts: [] })
  const render = (template: string): string | undefined => open.languages.goTemplate?.compile(template)('x')
  expect(render('{{bcrypt "a"}} {{htpasswd "b" "c"}}')).toMatch(/^\$2a\$10\$\S+ b:\$2a\$10\$/)
  expect(() => render('{{range $i := until 100}}{{$x := bcrypt "x"}}{{end}}')).toThrow('workMax')
})
