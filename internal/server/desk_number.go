package server

import (
	"context"
	"regexp"
	"strconv"

	"qhana/internal/foi"
)

// caseNumber is how people say a reference without all of it: 2059, 002059-7, 2026-2059, LP-2026-002059.
var caseNumber = regexp.MustCompile(`^(?:[A-Za-z]{1,8}[-\s])?(?:(\d{4})[-/\s])?0*(\d{1,6})(?:-(\d))?$`)

// byNumber is the case that somebody means by its number, of this year or of the last one where they do not say which; "" for none that
// they may see.
func (s *Server) byNumber(ctx context.Context, d deskReader, text string) (foi.Reference, error) {
	said := caseNumber.FindStringSubmatch(text)
	if said == nil {
		return "", nil
	}
	n, err := strconv.ParseInt(said[2], 10, 64)
	if err != nil {
		return "", nil // longer than any number
	}
	years := []int{d.today.Time().Year(), d.today.Time().Year() - 1}
	if year, err := strconv.Atoi(said[1]); err == nil {
		years = []int{year}
	}
	for _, year := range years {
		ref := foi.NewReference(d.law.Prefix(), year, n)
		if said[3] != "" && said[3] != string(ref[len(ref)-1:]) {
			continue
		}
		if ids, err := s.store.SeenIDs(ctx, d.who, []foi.Reference{ref}); err != nil || len(ids) > 0 {
			return ref, err
		}
	}
	return "", nil
}
