package statute_test

import (
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"qhana/internal/foi"
	"qhana/internal/statute"
	"qhana/workflows"
)

// What a case was counted with is named when a file of it is changed: the law's, under its own version, and the calendar's; what is
// declared later, and what years are added, changes nothing of it.
func TestUnlike(t *testing.T) {
	t.Parallel()
	replaced := func(file string, with ...string) *statute.Library {
		t.Helper()
		files := fstest.MapFS{}
		err := fs.WalkDir(workflows.FS, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			b, err := fs.ReadFile(workflows.FS, name)
			if name == file {
				changed := strings.NewReplacer(with...).Replace(string(b))
				if changed == string(b) {
					t.Errorf("%s has nothing of %q", name, with)
				}
				b = []byte(changed)
			}
			files[name] = &fstest.MapFile{Data: b}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		l, err := statute.Load(files)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	law := replaced("")
	s := law.Under("bo-la-paz", "2016-1")
	at := time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC)
	filed, err := s.Decide(foi.Request{Locale: "es"}, nil, foi.Action{Kind: foi.File, Filing: &foi.Filing{}}, foi.TheCitizen(), at)
	if err != nil {
		t.Fatal(err)
	}
	moved, err := s.Decide(filed.Request, filed.Entries, foi.Action{Kind: foi.ChangeLaw, Version: "proyecto-160"}, foi.TheSystem(), at.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	ledger := append(slices.Clone(filed.Entries), moved.Entries...)
	calendar := "calendars/" + s.Calendar().Key + ".yaml"
	for _, c := range []struct {
		name   string
		law    *statute.Library
		expect string
	}{
		{"nothing", law, ""},
		{"the first version", replaced("bo-la-paz/statute.yaml", "response: {amount: 15,", "response: {amount: 45,"), "entry 1: the files of its law bo-la-paz 2016-1"},
		{"the version that it moved to", replaced("bo-la-paz/proyecto-160/statute.yaml", "key: bo-la-paz", "key: bo-la-paz\n# otra cosa"), "entry 2: the files of the law bo-la-paz proyecto-160"},
		{"the hour at which the office closes", replaced(calendar, `close: "18:30"`, `close: "17:30"`), "the days of the calendar"},
		{"what the file says beside its days", replaced(calendar, "key: "+s.Calendar().Key, "# otra cosa\nkey: "+s.Calendar().Key), ""},
	} {
		said := ""
		for _, u := range c.law.Unlike(ledger) {
			said += u.String() + "\n"
		}
		if c.expect == "" && said != "" || !strings.Contains(said, c.expect) {
			t.Errorf("%s: said %q, want %q", c.name, said, c.expect)
		}
	}
	if pin := s.Calendar().Pin(0, foi.MustDate("2035-06-01")); !strings.HasPrefix(pin, "2034-2035:") {
		t.Errorf("a year that is not known is pinned: %s", pin)
	}
}
