// The Go originals of the languages in manifests, each doing what bench/src/languages/cases.ts does in TypeScript. Reads
// the questions as JSON from standard input and prints operations a second by name, on one core.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"regexp"
	"runtime"
	"text/template"
	"time"

	"github.com/Knetic/govaluate"
	"github.com/Masterminds/sprig/v3"
	"github.com/expr-lang/expr"
	"github.com/itchyny/gojq"
	"github.com/robfig/cron/v3"
	"github.com/tidwall/gjson"
	lua "github.com/yuin/gopher-lua"
)

// Questions are the texts and data, the same for both sides.
type Questions struct {
	Expr, Gjson, Template, Jq, Lua, Govaluate, Pattern, Cron string
	Document                                                 json.RawMessage
	Text                                                     string
	Parameters                                               map[string]any
}

// How long each case is warmed up and measured, and how often; the best counts.
const (
	batch  = 300 * time.Millisecond
	rounds = 5
)

func main() {
	runtime.GOMAXPROCS(1)
	input, err := io.ReadAll(os.Stdin)
	check(err)
	var q Questions
	check(json.Unmarshal(input, &q))
	cases := map[string]func(){
		"expr":      exprCase(q),
		"gjson":     func() { must(gjson.GetBytes(q.Document, q.Gjson).Exists()) },
		"template":  templateCase(q),
		"jq":        jqCase(q),
		"lua":       luaCase(q),
		"govaluate": govaluateCase(q),
		"re2":       patternCase(q),
		"cron":      cronCase(q),
	}
	rates := map[string]float64{}
	for name, run := range cases {
		rates[name] = measure(run)
	}
	check(json.NewEncoder(os.Stdout).Encode(rates))
}

func measure(run func()) float64 {
	best := 0.0
	for range rounds {
		begin, count := time.Now(), 0
		for time.Since(begin) < batch {
			for range 100 {
				run()
			}
			count += 100
		}
		best = max(best, float64(count)/time.Since(begin).Seconds())
	}
	return best
}

func exprCase(q Questions) func() {
	env := map[string]any{"payload": decoded(q)}
	program, err := expr.Compile(q.Expr, expr.Env(env))
	check(err)
	return func() {
		value, err := expr.Run(program, env)
		check(err)
		must(value == true)
	}
}

func templateCase(q Questions) func() {
	parsed, err := template.New("t").Funcs(sprig.TxtFuncMap()).Parse(q.Template)
	check(err)
	data := map[string]any{"Input": decoded(q)}
	return func() {
		var out countingWriter
		check(parsed.Execute(&out, data))
		must(out > 0)
	}
}

func jqCase(q Questions) func() {
	query, err := gojq.Parse(q.Jq)
	check(err)
	code, err := gojq.Compile(query)
	check(err)
	// As a transform has it: from bytes to bytes.
	return func() {
		value, ok := code.Run(decoded(q)).Next()
		must(ok)
		_, err := json.Marshal(value)
		check(err)
	}
}

// A filter as Argo Events runs it: a state, a table of the data, and the script, for each event.
func luaCase(q Questions) func() {
	return func() {
		state := lua.NewState()
		defer state.Close()
		state.SetGlobal("event", tableOf(state, decoded(q)))
		check(state.DoString(q.Lua))
		must(state.Get(-1) == lua.LTrue)
	}
}

func tableOf(state *lua.LState, value any) lua.LValue {
	switch v := value.(type) {
	case map[string]any:
		table := state.NewTable()
		for key, item := range v {
			table.RawSetString(key, tableOf(state, item))
		}
		return table
	case []any:
		table := state.NewTable()
		for _, item := range v {
			table.Append(tableOf(state, item))
		}
		return table
	case string:
		return lua.LString(v)
	case float64:
		return lua.LNumber(v)
	case bool:
		return lua.LBool(v)
	}
	return lua.LNil
}

func govaluateCase(q Questions) func() {
	expression, err := govaluate.NewEvaluableExpression(q.Govaluate)
	check(err)
	return func() {
		value, err := expression.Evaluate(q.Parameters)
		check(err)
		must(value == true)
	}
}

func patternCase(q Questions) func() {
	pattern := regexp.MustCompile(q.Pattern)
	return func() { must(pattern.MatchString(q.Text)) }
}

func cronCase(q Questions) func() {
	parser := cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow)
	schedule, err := parser.Parse(q.Cron)
	check(err)
	start := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	at := start
	return func() {
		at = schedule.Next(at)
		if at.Year() > 2030 {
			at = start
		}
	}
}

func decoded(q Questions) any {
	var value any
	check(json.Unmarshal(q.Document, &value))
	return value
}

type countingWriter int

func (w *countingWriter) Write(p []byte) (int, error) {
	*w += countingWriter(len(p))
	return len(p), nil
}

func must(ok bool) {
	if !ok {
		fmt.Fprintln(os.Stderr, "an answer is not what it should be")
		os.Exit(1)
	}
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
