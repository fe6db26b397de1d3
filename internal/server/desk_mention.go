package server

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"qhana/internal/foi"
)

// mention is a log-in name after an @ that no word or mail address runs into.
var mention = regexp.MustCompile(`(?:^|[^\pL\pN._@-])@([a-zA-Z0-9][a-zA-Z0-9._-]{0,63})`)

// mentioned are the accounts that a note names by "@" and their log-in name. Nobody is named in vain: a name that is not
// one, or whose holder may not see the case, is Invalid.
func (a deskAct) mentioned(ctx context.Context, text string) ([]int64, error) {
	var logins []string
	for _, m := range mention.FindAllStringSubmatch(text, -1) {
		if login := strings.ToLower(strings.TrimRight(m[1], ".-_")); !slices.Contains(logins, login) {
			logins = append(logins, login)
		}
	}
	if logins == nil {
		return nil, nil
	}
	known, err := a.s.store.Readers(ctx, a.c.Request.ID, logins, a.s.now())
	if err != nil {
		return nil, err
	}
	var people []int64
	for _, login := range logins {
		id, ok := known[login]
		if !ok {
			return nil, &foi.Error{Code: foi.Invalid, Key: "mention", Field: "text", Args: map[string]string{"login": "@" + login}}
		}
		people = append(people, id)
	}
	return people, nil
}
