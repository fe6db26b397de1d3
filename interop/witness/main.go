// Command witness is a witness that others wrote: the one that omniwitness of transparency-dev runs, with what it remembers in memory.
// It is a module of its own, so that Qhana needs nothing of what it needs; cmd/qhana/witness_omni_test.go builds and asks it.
package main

import (
	"context"
	"flag"
	"log"
	"net/http"
	"os"
	"strings"
	"time"

	f_note "github.com/transparency-dev/formats/note"
	"github.com/transparency-dev/witness/persistence/inmemory"
	"github.com/transparency-dev/witness/witness"
	"golang.org/x/mod/sumdb/note"
)

func main() {
	listen, key := flag.String("listen", "", "address to listen at"), flag.String("key", "", "file with the witness's secret key")
	record := flag.String("log-key", "", "the verifier key of the record; its name is the record's origin")
	flag.Parse()
	log.Fatal(serve(*listen, *key, *record))
}

func serve(listen, key, record string) error {
	secret, err := os.ReadFile(key)
	if err != nil {
		return err
	}
	signer, err := f_note.NewSignerForCosignatureV1(strings.TrimSpace(string(secret)))
	if err != nil {
		return err
	}
	verifier, err := f_note.NewVerifier(record)
	if err != nil {
		return err
	}
	w, err := witness.New(context.Background(), witness.Opts{Persistence: inmemory.New(), Signers: []note.Signer{signer},
		VerifierForLog: func(_ context.Context, origin string) (note.Verifier, bool, error) {
			return verifier, origin == verifier.Name(), nil
		}})
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /add-checkpoint", witness.NewHTTPHandler(w).AddCheckpoint)
	server := &http.Server{Addr: listen, Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	return server.ListenAndServe()
}
