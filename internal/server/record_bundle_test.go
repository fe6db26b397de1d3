package server_test

import (
	"archive/zip"
	"bytes"
	"io/fs"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// All receipts of a case are checked at once, as they were downloaded.
func TestBundleIsChecked(t *testing.T) {
	t.Parallel()
	h, n := newRecord(t)
	v := h.visitor()
	ref, _ := v.ask("Asunto", "Pedido")
	h.as("transparencia").does(ref, "acknowledge", url.Values{})
	h.record(n)
	bundle := []byte(v.get("/caso/" + ref + "/constancias.zip").is(http.StatusOK).body)
	v.bring("todas.zip", bundle).is(http.StatusOK, "Las 2 constancias son auténticas", ref+"-001.tlog-proof", "Se recibió la solicitud", "lugar 1 del registro")

	one := unzip(t, bundle, ref+"-001.tlog-proof")
	forged := bytes.Replace(one, []byte("index 0"), []byte("index 1"), 1)
	v.bring("todas.zip", zipped(t, map[string][]byte{"a.tlog-proof": one})).is(http.StatusOK, "La única constancia que trajo es auténtica")
	v.bring("todas.zip", zipped(t, map[string][]byte{"a.tlog-proof": one, "b.tlog-proof": forged})).is(http.StatusUnprocessableEntity, "Sin comprobar: 1 de 2 constancias", "Alguien cambió su contenido")
	v.bring("todas.zip", zipped(t, map[string][]byte{"a.exe": {0, 1}})).is(http.StatusUnprocessableEntity, "Sin comprobar: 1 de 1 constancias")
	for name, b := range map[string][]byte{"CutOff": bundle[:len(bundle)-30], "Empty": zipped(t, nil), "Bomb": zipped(t, map[string][]byte{"a.tlog-proof": make([]byte, 30<<20)})} {
		if got := v.bring("todas.zip", b).is(http.StatusUnprocessableEntity).body; !strings.Contains(got, "El paquete de constancias está incompleto") {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func zipped(t *testing.T, files map[string][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write(files[name])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func unzip(t *testing.T, b []byte, name string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	out, err := fs.ReadFile(z, name)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
