package main

import (
	"os"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
)

// kustomizeBuild does what `kustomize build DIR` does.
func kustomizeBuild(args []string) error {
	text, err := rendered(args[0])
	if err != nil {
		return err
	}
	_, err = os.Stdout.Write(text)
	return err
}

func rendered(dir string) ([]byte, error) {
	options := krusty.MakeDefaultOptions()
	// As the command does it: Namespaces and definitions first.
	options.Reorder = krusty.ReorderOptionLegacy
	resources, err := krusty.MakeKustomizer(options).Run(filesys.MakeFsOnDisk(), dir)
	if err != nil {
		return nil, err
	}
	return resources.AsYaml()
}
