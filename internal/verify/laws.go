package verify

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// definitionFiles are the files of a law in the order in which its definition is their hash.
var definitionFiles = []string{"statute.yaml", "procedure.yaml", "like"}

// lawFiles says of each definition that the auditor's files are not where its own files are to be had: the site gives them by their hash,
// which stands in the record, so that they are those under which the cases were filed, and can be held against the auditor's own.
func (l *Log) lawFiles(ctx context.Context, r *Report) error {
	cases := map[string]int{}
	for _, c := range l.order {
		if c.foreign != "" {
			cases[c.foreign]++
		}
	}
	var all []string
	for definition := range cases {
		all = append(all, definition)
	}
	slices.Sort(all)
	for _, definition := range all[:min(len(all), few)] {
		path := "/ley/" + definition
		b, err := l.get(ctx, path)
		var gone *absent
		if errors.As(err, &gone) {
			r.Notes = append(r.Notes, fmt.Sprintf("the site does not give the law's files %s, under which %d cases were filed", definition, cases[definition]))
			continue
		}
		if err != nil {
			return err
		}
		var files map[string][]byte
		sum := sha256.New()
		if json.Unmarshal(b, &files) == nil {
			for _, name := range definitionFiles {
				sum.Write(files[name])
			}
		}
		if hex.EncodeToString(sum.Sum(nil)) != definition {
			r.say(fmt.Sprintf("the site gives other files than the law's files %s, under which %d cases were filed", definition, cases[definition]))
			continue
		}
		r.Notes = append(r.Notes, fmt.Sprintf("the law's files %s, under which %d cases were filed, are at %s%s: hold them against yours", definition, cases[definition], l.base, path))
	}
	return nil
}
