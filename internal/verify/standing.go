package verify

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"
)

// standing is how a case stands by the site's own word.
type standing struct {
	Case    string          `json:"case"`
	Entries int             `json:"entries"`
	State   string          `json:"state"`
	Outcome string          `json:"outcome"`
	Clocks  []standingClock `json:"clocks"`
	Next    string          `json:"next"`
}

type standingClock struct {
	Clock  string `json:"clock"`
	Branch int    `json:"branch"`
	Status string `json:"status"`
	Due    string `json:"due"`
}

// unrecorded is by how many cases a site may be ahead of its record.
const unrecorded = 100_000

// standings reads how every case stands; nil when that cannot be read. Pages that do not end, or that lead elsewhere, are refused.
func (l *Log) standings(ctx context.Context) (map[string]standing, []string, error) {
	out := map[string]standing{}
	var wrong []string
	after := int64(0)
	for path := "/casos"; path != ""; {
		b, err := l.get(ctx, path)
		var gone *absent
		if errors.As(err, &gone) {
			return nil, append(wrong, "the site does not say how the cases stand: "+gone.Error()), nil
		}
		if err != nil {
			return nil, nil, err
		}
		page := path[1:]
		refuse := func(what string) (map[string]standing, []string, error) {
			return nil, append(wrong, page+": "+what), nil
		}
		next, here := "", 0
		lines := bufio.NewScanner(bytes.NewReader(b))
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			var s standing
			if err := json.Unmarshal(lines.Bytes(), &s); err != nil {
				return refuse("it cannot be read: " + err.Error())
			}
			if s.Next != "" {
				next = s.Next
				continue
			}
			if _, twice := out[s.Case]; twice || s.Case == "" {
				wrong = append(wrong, fmt.Sprintf("%s: the site shows it twice", s.Case))
			}
			out[s.Case] = s
			here++
		}
		if err := lines.Err(); err != nil {
			return refuse("it cannot be read: " + err.Error())
		}
		if path = ""; next == "" {
			break
		}
		u, err := url.Parse(next)
		if err != nil {
			return refuse(fmt.Sprintf("it goes on at %q, which is no address", next))
		}
		from, err := strconv.ParseInt(u.Query().Get("desde"), 10, 64)
		if err != nil || from <= after || here == 0 || int64(len(out)) > l.tree.n+unrecorded {
			return refuse(fmt.Sprintf("it goes on at %q, which leads nowhere", next))
		}
		after, path = from, "/casos?desde="+strconv.FormatInt(from, 10)
	}
	return out, wrong, nil
}
