package main

import (
	"io"
	"os"
	"path/filepath"

	"github.com/yannh/kubeconform/pkg/validator"
)

type verdict struct {
	Kind   string   `json:"kind"`
	Name   string   `json:"name"`
	Status string   `json:"status"`
	Faults []string `json:"faults"`
}

var statusNames = map[validator.Status]string{
	validator.Valid:   "valid",
	validator.Invalid: "invalid",
	validator.Error:   "error",
	validator.Skipped: "skipped",
	validator.Empty:   "empty",
}

// conform judges with kubeconform, strictly: unknown fields are faults, and a kind without a schema is one too.
func conform(args []string) error {
	template := filepath.Join(args[0], "{{ .ResourceKind }}{{ .KindSuffix }}.json")
	judge, err := validator.New([]string{template}, validator.Opts{Strict: true, KubernetesVersion: "master"})
	if err != nil {
		return err
	}
	verdicts := []verdict{}
	for _, result := range judge.Validate("standard input", io.NopCloser(os.Stdin)) {
		if result.Status == validator.Empty {
			continue
		}
		found := verdict{Status: statusNames[result.Status], Faults: []string{}}
		if signature, err := result.Resource.Signature(); err == nil {
			found.Kind, found.Name = signature.Kind, signature.Name
		}
		for _, fault := range result.ValidationErrors {
			found.Faults = append(found.Faults, fault.Path+": "+fault.Msg)
		}
		if result.Err != nil && len(found.Faults) == 0 {
			found.Faults = append(found.Faults, result.Err.Error())
		}
		verdicts = append(verdicts, found)
	}
	return writeJSON(verdicts)
}
