package internal

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

type service struct {
	Image       string
	Build       string
	Command     []string
	Environment map[string]string
	DependsOn   map[string]struct{ Condition string } `yaml:"depends_on"`
}

// TestComposeFile reads docker-compose.yml as far as that goes without an engine: it parses, its services depend on
// services that exist, their commands are qhana's, and what they set is what qhana reads.
func TestComposeFile(t *testing.T) {
	var file struct {
		Services map[string]service
		Volumes  map[string]any
	}
	if err := yaml.Unmarshal(read(t, "../docker-compose.yml"), &file); err != nil {
		t.Fatal(yaml.FormatError(err, false, true))
	}
	config, main := string(read(t, "../cmd/qhana/config.go")), string(read(t, "../cmd/qhana/main.go"))
	for _, name := range []string{"app", "worker", "postgres", "mail"} {
		if _, ok := file.Services[name]; !ok {
			t.Errorf("there is no service %s", name)
		}
	}
	for name, s := range file.Services {
		if s.Image == "" && s.Build == "" {
			t.Errorf("%s has neither an image nor a build", name)
		}
		for on := range s.DependsOn {
			if _, ok := file.Services[on]; !ok {
				t.Errorf("%s depends on %s, which does not exist", name, on)
			}
		}
		if s.Build != "" && (len(s.Command) != 1 || !strings.Contains(main, `{"`+s.Command[0]+`",`)) {
			t.Errorf("%s runs %v, which qhana does not know", name, s.Command)
		}
		for key := range s.Environment {
			if strings.HasPrefix(key, "QHANA_") && !strings.Contains(config, `"`+key+`"`) {
				t.Errorf("%s sets %s, which qhana does not read", name, key)
			}
		}
	}
}

var dockerCopy = regexp.MustCompile(`(?m)^COPY (?:--\S+ )*(\S+)`)

// TestDockerfile checks that what the image is made from exists, and that it does not run as root.
func TestDockerfile(t *testing.T) {
	text := string(read(t, "../Dockerfile"))
	for _, m := range dockerCopy.FindAllStringSubmatch(text, -1) {
		if strings.HasPrefix(m[1], "/") {
			continue // from an earlier stage
		}
		if _, err := os.Stat("../" + m[1]); err != nil {
			t.Errorf("the Dockerfile copies %s: %v", m[1], err)
		}
	}
	if last := text[strings.LastIndex(text, "\nFROM "):]; !strings.Contains(last, "\nUSER qhana\n") {
		t.Error("the image runs as root")
	}
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
