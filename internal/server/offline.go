package server

import (
	_ "embed" // the page is a file to keep, no template of the site
	"encoding/json"
	"io"
	"net/http"
	"strings"

	"qhana/internal/i18n"
	"qhana/internal/ledger"
)

//go:embed offline.html
var offlinePage string

//go:embed offline.js
var offlineScript string

//go:embed offline_words.js
var offlineWords string

// recordVerifier gives the page that checks a receipt without a network. It has inline script, so it is a file to save and never
// a page of the site.
func (s *Server) recordVerifier(w http.ResponseWriter, _ *http.Request) error {
	events := map[string]map[string]string{}
	for _, l := range i18n.Locales {
		events[l] = map[string]string{}
		for _, e := range acts {
			events[l][string(e)] = i18n.Of(l).T(actKey(ledger.Leaf{Kind: ledger.Entry, Event: string(e)}), nil)
		}
	}
	b, err := json.Marshal(map[string]any{"origin": s.notary.Origin(), "keys": s.notary.Keys(), "events": events}) // escapes <, so it cannot end the script
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="verificar-constancia.html"`)
	w.Header().Set("Cache-Control", "no-cache")
	_, err = io.WriteString(w, strings.NewReplacer("DADO", string(b), "GUION", "'use strict'\n"+offlineWords+offlineScript).Replace(offlinePage))
	return err
}
