package server

import (
	"encoding/json"
	"io/fs"
	"net/http"
	"path"
	"regexp"

	"qhana/web"
)

// hashed recognises a name that carries the hash of its bytes: such a file never changes.
var hashed = regexp.MustCompile(`\.[0-9a-f]{12}\.[a-z]+$`)

// assets are the built files, and by which hashed name each is called.
var assets, assetNames = openAssets()

func openAssets() (fs.FS, map[string]string) {
	dist, err := fs.Sub(web.FS, "dist")
	if err != nil {
		return web.FS, nil
	}
	names := map[string]string{}
	if b, err := fs.ReadFile(dist, "manifest.json"); err == nil {
		_ = json.Unmarshal(b, &names) // a broken manifest leaves plain names, which answer 404
	}
	return dist, names
}

// assetURL is where a built file is served, under the name that carries its hash.
func assetURL(name string) string {
	if named, ok := assetNames[name]; ok {
		name = named
	}
	return "/static/" + name
}

// static serves styles, scripts and fonts. A plain name answers with its hashed file.
func (s *Server) static(w http.ResponseWriter, r *http.Request) {
	name := path.Clean("/" + r.PathValue("*"))[1:]
	if named, ok := assetNames[name]; ok {
		name = named
	}
	if st, err := fs.Stat(assets, name); err != nil || st.IsDir() || name == "manifest.json" || name == ".gitkeep" {
		say(w, http.StatusNotFound, "404\n")
		return
	}
	w.Header().Set("Cache-Control", "public, max-age=3600")
	if hashed.MatchString(name) || path.Dir(name) == "fonts" {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	http.ServeFileFS(w, r, assets, name)
}
