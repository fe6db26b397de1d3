package server

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// health says that the process lives.
func (s *Server) health(w http.ResponseWriter, _ *http.Request) { say(w, http.StatusOK, "ok\n") }

// ready says whether the database answers, so that requests can be served.
func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	if err := s.store.Ping(ctx); err != nil {
		s.log.Warn("not ready", "err", err)
		say(w, http.StatusServiceUnavailable, "database\n")
		return
	}
	text := "ready\n"
	if h, err := s.store.RecordHealth(ctx); err != nil {
		s.log.Warn("how the record is kept is not known", "err", err)
		text += "record: unknown\n"
	} else if alarms := h.Alarms(s.now()); alarms != nil { // requests are served all the same
		text += fmt.Sprintf("record: %s (%d wait, the oldest for %s; unsigned for %s; last signed %s; %d cannot enter)\n", strings.Join(alarms, ", "),
			h.Waiting, h.WaitingFor.Round(time.Second), h.UnsignedFor.Round(time.Second), h.Signed.Format(time.RFC3339), h.BadCount)
	}
	say(w, http.StatusOK, text)
}

func say(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text)
}
