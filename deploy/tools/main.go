// Command deploy-tools is what the tests of deploy/ need of the Go world, in one small program: kustomize, kubeconform, the
// parsers of Dockerfiles and .dockerignore files, and an interpreter for Tiltfiles. Each subcommand writes to standard output.
package main

import (
	"encoding/json"
	"fmt"
	"os"
)

type command struct {
	usage string
	args  int
	run   func(args []string) error
}

var commands = map[string]command{
	"kustomize":  {"DIR: the manifests that a kustomization makes, as YAML", 1, kustomizeBuild},
	"conform":    {"SCHEMAS: judges the manifests of standard input by a folder of JSON schemas; JSON", 1, conform},
	"dockerfile": {"FILE: its instructions, as JSON", 1, dockerfile},
	"context":    {"DIR IGNORE: the files that a build is sent, one a line", 2, buildContext},
	"tiltfile":   {"FILE: the calls that it makes, as JSON", 1, tiltfile},
}

func main() {
	if len(os.Args) < 2 {
		fail(fmt.Errorf("say one of: kustomize, conform, dockerfile, context, tiltfile"))
	}
	chosen, known := commands[os.Args[1]]
	if !known || len(os.Args)-2 != chosen.args {
		fail(fmt.Errorf("deploy-tools %s %s", os.Args[1], chosen.usage))
	}
	if err := chosen.run(os.Args[2:]); err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

func writeJSON(value any) error {
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(value)
}
