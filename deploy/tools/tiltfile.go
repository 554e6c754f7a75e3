package main

import (
	"fmt"
	"os"
	"path/filepath"
	"sort"

	"go.starlark.net/starlark"
	"go.starlark.net/starlarkstruct"
	"go.starlark.net/syntax"
)

type call struct {
	Function string         `json:"function"`
	Args     map[string]any `json:"args"`
	Line     int32          `json:"line"`
}

// signatures are Tilt's functions as https://docs.tilt.dev/api.html lists them, with the names of their arguments in order:
// a call with an argument that Tilt does not have is refused here too. What is not here is not used.
var signatures = map[string][]string{
	"allow_k8s_contexts": {"contexts"},
	"docker_build": {"ref", "context", "build_args?", "dockerfile?", "dockerfile_contents?", "live_update?", "match_in_env_vars?",
		"ignore?", "only?", "entrypoint?", "target?", "ssh?", "network?", "secret?", "extra_tag?", "container_args?",
		"cache_from?", "pull?", "platform?", "extra_hosts?"},
	"k8s_yaml": {"yaml", "allow_duplicates?"},
	"k8s_resource": {"workload?", "new_name?", "port_forwards?", "extra_pod_selectors?", "trigger_mode?", "resource_deps?",
		"objects?", "auto_init?", "pod_readiness?", "links?", "labels?", "discovery_strategy?"},
	"local_resource": {"name", "cmd?", "deps?", "trigger_mode?", "resource_deps?", "ignore?", "auto_init?", "serve_cmd?",
		"cmd_bat?", "serve_cmd_bat?", "readiness_probe?", "dir?", "serve_dir?", "allow_parallel?", "links?", "labels?", "env?",
		"serve_env?"},
	"port_forward":     {"local_port", "container_port?", "name?", "link_path?", "host?"},
	"link":             {"url", "name?"},
	"sync":             {"local_path", "remote_path"},
	"run":              {"cmd", "trigger?", "echo_off?"},
	"fall_back_on":     {"files"},
	"update_settings":  {"max_parallel_updates?", "k8s_upsert_timeout_secs?", "k8s_server_side_apply?", "suppress_unused_image_warnings?"},
	"version_settings": {"check_updates?", "constraint?"},
	"watch_file":       {"file_path"},
}

// parts are calls whose result is handed to another call: what that one was given shows them.
var parts = map[string]bool{"port_forward": true, "link": true, "sync": true, "run": true, "fall_back_on": true}

// tiltfile runs a Tiltfile in the Starlark interpreter. Functions of Tilt only note that they were called; kustomize and
// reading files are done for real.
func tiltfile(args []string) error {
	path, err := filepath.Abs(args[0])
	if err != nil {
		return err
	}
	recorder := &recorder{dir: filepath.Dir(path), calls: []call{}}
	thread := &starlark.Thread{Name: "Tiltfile", Print: func(_ *starlark.Thread, text string) { fmt.Fprintln(os.Stderr, text) }}
	// Tilt allows statements at the top level, as here.
	options := &syntax.FileOptions{TopLevelControl: true, GlobalReassign: true, Set: true}
	if _, err := starlark.ExecFileOptions(options, thread, path, nil, recorder.functions()); err != nil {
		if evaluated, isEval := err.(*starlark.EvalError); isEval {
			return fmt.Errorf("%s", evaluated.Backtrace())
		}
		return err
	}
	return writeJSON(recorder.calls)
}

type recorder struct {
	dir   string
	calls []call
}

func (r *recorder) functions() starlark.StringDict {
	functions := starlark.StringDict{
		"kustomize":           starlark.NewBuiltin("kustomize", r.kustomize),
		"read_file":           starlark.NewBuiltin("read_file", r.readFile),
		"TRIGGER_MODE_AUTO":   starlark.String("auto"),
		"TRIGGER_MODE_MANUAL": starlark.String("manual"),
	}
	for name, parameters := range signatures {
		functions[name] = starlark.NewBuiltin(name, r.noted(parameters))
	}
	return functions
}

type builtin = func(*starlark.Thread, *starlark.Builtin, starlark.Tuple, []starlark.Tuple) (starlark.Value, error)

func (r *recorder) noted(parameters []string) builtin {
	return func(thread *starlark.Thread, self *starlark.Builtin, args starlark.Tuple, named []starlark.Tuple) (starlark.Value, error) {
		values := make([]starlark.Value, len(parameters))
		pairs := make([]any, 0, 2*len(parameters))
		for index, parameter := range parameters {
			pairs = append(pairs, parameter, &values[index])
		}
		if err := starlark.UnpackArgs(self.Name(), args, named, pairs...); err != nil {
			return nil, err
		}
		given := starlark.StringDict{}
		for index, parameter := range parameters {
			if values[index] != nil {
				given[trimOptional(parameter)] = values[index]
			}
		}
		if parts[self.Name()] {
			given["is"] = starlark.String(self.Name())
			return starlarkstruct.FromStringDict(starlarkstruct.Default, given), nil
		}
		noted := map[string]any{}
		for name, value := range given {
			plain, err := plainOf(value)
			if err != nil {
				return nil, fmt.Errorf("%s: %s: %w", self.Name(), name, err)
			}
			noted[name] = plain
		}
		line := thread.CallFrame(1).Pos.Line
		r.calls = append(r.calls, call{Function: self.Name(), Args: noted, Line: line})
		return starlark.None, nil
	}
}

func (r *recorder) kustomize(_ *starlark.Thread, self *starlark.Builtin, args starlark.Tuple, named []starlark.Tuple) (starlark.Value, error) {
	var dir string
	if err := starlark.UnpackArgs(self.Name(), args, named, "pathToDir", &dir); err != nil {
		return nil, err
	}
	text, err := rendered(r.path(dir))
	return starlark.String(text), err
}

func (r *recorder) readFile(_ *starlark.Thread, self *starlark.Builtin, args starlark.Tuple, named []starlark.Tuple) (starlark.Value, error) {
	var path string
	var otherwise starlark.Value
	if err := starlark.UnpackArgs(self.Name(), args, named, "file_path", &path, "default?", &otherwise); err != nil {
		return nil, err
	}
	text, err := os.ReadFile(r.path(path))
	if err != nil && otherwise != nil {
		return otherwise, nil
	}
	return starlark.String(text), err
}

func (r *recorder) path(given string) string {
	if filepath.IsAbs(given) {
		return given
	}
	return filepath.Join(r.dir, given)
}

func trimOptional(parameter string) string {
	if parameter[len(parameter)-1] == '?' {
		return parameter[:len(parameter)-1]
	}
	return parameter
}

// plainOf gives what JSON can say of a Starlark value.
func plainOf(value starlark.Value) (any, error) {
	switch value := value.(type) {
	case starlark.NoneType:
		return nil, nil
	case starlark.Bool:
		return bool(value), nil
	case starlark.String:
		return string(value), nil
	case starlark.Int:
		number, _ := value.Int64()
		return number, nil
	case *starlark.Dict:
		members := map[string]any{}
		for _, item := range value.Items() {
			member, err := plainOf(item[1])
			if err != nil {
				return nil, err
			}
			key, _ := starlark.AsString(item[0])
			members[key] = member
		}
		return members, nil
	case *starlarkstruct.Struct:
		members := map[string]any{}
		names := value.AttrNames()
		sort.Strings(names)
		for _, name := range names {
			attribute, err := value.Attr(name)
			if err != nil {
				return nil, err
			}
			if members[name], err = plainOf(attribute); err != nil {
				return nil, err
			}
		}
		return members, nil
	case starlark.Iterable:
		items := []any{}
		iterator := value.Iterate()
		defer iterator.Done()
		var item starlark.Value
		for iterator.Next(&item) {
			plain, err := plainOf(item)
			if err != nil {
				return nil, err
			}
			items = append(items, plain)
		}
		return items, nil
	}
	return nil, fmt.Errorf("a %s cannot be told", value.Type())
}
