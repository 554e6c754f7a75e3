package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"
)

type instruction struct {
	Name  string   `json:"name"`
	Flags []string `json:"flags"`
	Args  []string `json:"args"`
	// IsExec: the arguments stood in brackets, so that no shell reads them.
	IsExec bool `json:"isExec"`
	Line   int  `json:"line"`
}

// dockerfile reads a file with BuildKit's own parser.
func dockerfile(args []string) error {
	file, err := os.Open(args[0])
	if err != nil {
		return err
	}
	defer file.Close()
	result, err := parser.Parse(file)
	if err != nil {
		return err
	}
	for _, warning := range result.Warnings {
		return fmt.Errorf("%s", warning.Short)
	}
	instructions := []instruction{}
	for _, node := range result.AST.Children {
		found := instruction{Name: strings.ToUpper(node.Value), Flags: node.Flags, Args: []string{}, Line: node.StartLine}
		if found.Flags == nil {
			found.Flags = []string{}
		}
		found.IsExec = node.Attributes["json"]
		for next := node.Next; next != nil; next = next.Next {
			found.Args = append(found.Args, next.Value)
		}
		instructions = append(instructions, found)
	}
	return writeJSON(instructions)
}

// buildContext lists the files below a folder that an ignore file leaves.
func buildContext(args []string) error {
	file, err := os.Open(args[1])
	if err != nil {
		return err
	}
	defer file.Close()
	patterns, err := ignorefile.ReadAll(file)
	if err != nil {
		return err
	}
	matcher, err := patternmatcher.New(patterns)
	if err != nil {
		return err
	}
	return filepath.WalkDir(args[0], func(path string, entry fs.DirEntry, err error) error {
		if err != nil || path == args[0] {
			return err
		}
		relative, err := filepath.Rel(args[0], path)
		if err != nil {
			return err
		}
		ignored, err := matcher.MatchesOrParentMatches(relative)
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if ignored && !matcher.Exclusions() {
				return filepath.SkipDir
			}
			return nil
		}
		if !ignored {
			fmt.Println(relative)
		}
		return nil
	})
}
