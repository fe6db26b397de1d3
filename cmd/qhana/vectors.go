package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"qhana/internal/statute"
)

// vectors computes worked examples: one line each, a closing count, exit code 1 on any failure.
func vectors(_ context.Context, c *cli) error {
	if len(c.args) == 0 {
		return errors.New("vectors FILE…: name at least one file of worked examples")
	}
	law, err := c.law()
	if err != nil {
		return err
	}
	passed, failed := 0, 0
	for _, name := range c.args {
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		err = statute.RunVectors(law, data, func(id string, ok bool, got, want string) {
			if ok {
				passed++
				_, _ = fmt.Fprintf(c.out, "%s ok\n", id)
				return
			}
			failed++
			_, _ = fmt.Fprintf(c.out, "%s FAIL got %s want %s\n", id, got, want)
		})
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	_, _ = fmt.Fprintf(c.out, "%d passed, %d failed\n", passed, failed)
	if failed > 0 {
		return errSaid
	}
	return nil
}
