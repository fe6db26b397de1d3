package verify

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"
	"unique"

	"golang.org/x/mod/sumdb/tlog"

	"qhana/internal/foi"
	"qhana/internal/statute"
	"qhana/workflows"
)

// Facts that are read the quick way are those that the standard library reads: each field of them, and all together.
func TestFactsAreReadAlike(t *testing.T) {
	t.Parallel()
	var all foi.Facts
	v := reflect.ValueOf(&all).Elem()
	quick := 0
	same := func(f foi.Facts) bool {
		b, err := json.Marshal(f)
		if err != nil {
			t.Fatal(err)
		}
		var want foi.Facts
		if err := json.Unmarshal(b, &want); err != nil {
			t.Fatal(err)
		}
		var got foi.Entry
		var fast foi.Facts
		a := act{facts: string(plain(b)), who: unique.Make(doing{})}
		if err := a.entry(&got); err != nil || !reflect.DeepEqual(got.Facts, want) {
			t.Errorf("%s is read as %+v, %v", a.facts, got.Facts, err)
		}
		return scanFacts(a.facts, &fast)
	}
	for i := range v.NumField() {
		var one foi.Facts
		field := reflect.ValueOf(&one).Elem().Field(i)
		switch x := field.Addr().Interface().(type) {
		case *string:
			*x = "una"
		case *int:
			*x = -7
		case *int64:
			*x = 7
		case *bool:
			*x = true
		case *foi.Date:
			*x = foi.MustDate("2024-02-29")
		case *[]string:
			*x = []string{"a", "b"}
		case *[]int64:
			*x = []int64{1, 2}
		case *[]foi.Move:
			*x = []foi.Move{{Clock: "branch", Branch: 1, Old: foi.MustDate("2026-01-02"), New: foi.MustDate("2026-01-05")}}
		case *[]foi.Leaf:
			*x = []foi.Leaf{{Document: "a", Released: 3, Withheld: 1, Exemption: "reserved"}}
		default:
			t.Fatalf("facts have %T", x)
		}
		if same(one) {
			quick++
		}
		v.Field(i).Set(field)
	}
	if same(all); quick < 25 {
		t.Errorf("%d fields are read the quick way", quick)
	}
	for _, odd := range []string{`{"clock":"a\nb"}`, `{"clock":"ñandú"}`, `{"of":0}`, `{"due":""}`, `{"late":false}`, `{"units":[]}`, `{"clock":null}`, `{"unknown":1}`, `{}`} {
		var want foi.Facts
		var got foi.Entry
		if err := json.Unmarshal([]byte(odd), &want); err != nil {
			t.Fatal(err)
		}
		if err := (&act{facts: odd, who: unique.Make(doing{})}).entry(&got); err != nil || !reflect.DeepEqual(got.Facts, want) {
			t.Errorf("%s is read as %+v, %v", odd, got.Facts, err)
		}
	}
}

// What the quick reader takes for an act the strict one takes too, and for the same one: of acts that are right, and of each with any byte
// changed, left out or doubled.
func TestActsAreReadAlike(t *testing.T) {
	t.Parallel()
	hash := strings.Repeat("ab", 32)
	for _, s := range []string{
		`{"account":7,"at":"2026-03-02T14:00:00.000001Z","case":"LP-2026-000001-5","documents":[{"hash":"` + hash + `","id":"d1"},{"hash":"` + hash + `","id":"d2"}],"event":"filed","facts":{"due":"2026-03-23","moved":[{"clock":"b","old":"2026-01-02"}],"statute":"bo-la-paz"},"kind":"entry","question":"` + hash + `","requester":"` + hash + `","role":"citizen","seq":1,"unit":"x","v":1,"words":"` + hash + `"}`,
		`{"at":"2024-02-29T23:59:59.999999Z","kind":"heartbeat","v":1}`,
		`{"at":"2026-03-02T14:00:00.000000Z","case":"LP-2026-000001-5","event":"noted","kind":"entry","seq":12,"v":1}`,
	} {
		var a readAct
		if !a.scan(s) {
			t.Errorf("it is not read: %s", s)
		}
		try := func(s string) {
			var a readAct
			if !a.scan(s) {
				return
			}
			l, err := readLeaf([]byte(s))
			if err != nil {
				t.Errorf("%s is read, and it is not one: %v", s, err)
				return
			}
			slow := slowAct(s)
			if slow.problem = nil; a != slow || l.at() != a.instant() {
				t.Errorf("%s is read as %+v, and is %+v", s, a, slow)
			}
		}
		for i := range len(s) {
			for _, b := range []byte(`0 "\,:{}[]azñ`) {
				try(s[:i] + string(b) + s[i+1:])
				try(s[:i] + string(b) + s[i:])
			}
			try(s[:i] + s[i+1:])
			try(s[:i])
			try(s[i:])
		}
	}
}

func TestInstantsAreReadAlike(t *testing.T) {
	t.Parallel()
	at := time.Date(1969, 12, 1, 0, 0, 0, 0, time.UTC)
	for range 60_000 {
		at = at.Add(19*time.Hour + 59*time.Minute + 59*time.Second + 999_873*time.Microsecond)
		if us, ok := instant(at.Format(written)); !ok || us != at.UnixMicro() {
			t.Fatalf("%s is read as %d, %v", at.Format(written), us, ok)
		}
	}
	for _, bad := range []string{"2026-02-29T14:00:00.000000Z", "2026-13-01T14:00:00.000000Z", "2026-01-00T14:00:00.000000Z", "2026-01-01T24:00:00.000000Z", "2026-01-01T14:00:00.000000", "2026-01-01 14:00:00.000000Z",
		"2026-04-31T14:00:00.000000Z", "2026-01-01T14:60:00.000000Z", "2026-01-01T14:00:0x.000000Z", ""} {
		if _, ok := instant(bad); ok {
			t.Errorf("%q is taken for an instant", bad)
		}
	}
}

// A site that leads an auditor in circles, or nowhere, is refused; what it shows twice is named.
func TestStandingsThatLeadNowhere(t *testing.T) {
	t.Parallel()
	one := func(n int) string {
		return fmt.Sprintf(`{"case":"LP-2026-%06d-1","entries":1,"state":"open","clocks":null}`+"\n", n)
	}
	for name, c := range map[string]struct {
		page func(n int, from string) string
		says string
	}{
		"OK": {func(n int, from string) string {
			return map[string]string{"": one(1) + `{"next":"/registro/casos?desde=4"}`, "4": ""}[from]
		}, ""},
		"Short":  {func(int, string) string { return one(1) + `{"next":"/x"}` }, "leads nowhere"},
		"Circle": {func(n int, _ string) string { return one(n) + `{"next":"/registro/casos?desde=4"}` }, "leads nowhere"},
		"Empty":  {func(n int, _ string) string { return fmt.Sprintf(`{"next":"/registro/casos?desde=%d"}`, n) }, "leads nowhere"},
		"Endless": {func(n int, _ string) string {
			return manyCases(n, one) + fmt.Sprintf(`{"next":"/registro/casos?desde=%d"}`, n)
		}, "leads nowhere"},
		"Address":  {func(int, string) string { return one(1) + `{"next":"http://[::1"}` }, "no address"},
		"Nonsense": {func(int, string) string { return "hola" }, "it cannot be read"},
		"Twice":    {func(int, string) string { return one(1) + one(1) }, "shows it twice"},
	} {
		t.Run(name, func(t *testing.T) {
			n := 0
			web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				n++
				_, _ = w.Write([]byte(c.page(n, r.URL.Query().Get("desde"))))
			}))
			defer web.Close()
			cases, wrong, err := (&Auditor{}).Log(web.URL).standings(t.Context())
			said := strings.Join(wrong, "\n")
			if err != nil || (c.says == "") != (said == "") || !strings.Contains(said, c.says) || name == "OK" && len(cases) != 1 {
				t.Errorf("%d cases, %v, %q", len(cases), err, said)
			}
		})
	}
}

func manyCases(page int, one func(int) string) string {
	var b strings.Builder
	for i := range 20_000 {
		b.WriteString(one(page*20_000 + i))
	}
	return b.String()
}

// What a restore can have lost is only what was signed after its backup, and before it stood in the record.
func TestRestoresThatWereNone(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		r    restore
		says string
	}{
		"OK":        {restore{Size: 10, Signed: 20, place: 20, Lost: [][2]int64{{10, 12}, {14, 19}}}, ""},
		"Nothing":   {restore{Size: 10, Signed: 10, place: 10}, ""},
		"Fork":      {restore{Size: 10, Signed: 20, place: 12, Fork: true}, ""},
		"Before":    {restore{Size: 10, Signed: 20, place: 25, Lost: [][2]int64{{9, 12}}}, "the acts 9 to 12 were lost"},
		"After":     {restore{Size: 10, Signed: 20, place: 25, Lost: [][2]int64{{19, 20}}}, "the acts 19 to 20 were lost"},
		"Elsewhere": {restore{Size: 10, Signed: 20, place: 19, Lost: [][2]int64{{10, 12}}}, "stands after 19"},
		"Backwards": {restore{Size: 10, Signed: 20, place: 20, Lost: [][2]int64{{12, 10}}}, "the acts 12 to 10"},
		"Twice":     {restore{Size: 10, Signed: 20, place: 20, Lost: [][2]int64{{10, 12}, {12, 13}}}, "the acts 12 to 13"},
		"ForkLost":  {restore{Size: 10, Signed: 20, place: 20, Fork: true, Lost: [][2]int64{{10, 12}}}, "forked"},
		"Negative":  {restore{Size: -1, place: 20}, "no sizes"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := c.r.problem(); (got == "") != (c.says == "") || !strings.Contains(got, c.says) {
				t.Errorf("%q", got)
			}
		})
	}
}

// What the engine counts for a plain term is counted with a finger too, and a day more or less is found.
func TestSecondCount(t *testing.T) {
	t.Parallel()
	law, err := statute.Load(workflows.FS)
	if err != nil {
		t.Fatal(err)
	}
	counted := 0
	var w walls
	for _, key := range law.Keys() {
		s := law.Statute(key)
		if !s.Kept() {
			continue
		}
		for day := range 700 {
			at := time.Date(2024, 1, 1, 15, 30, 0, 0, time.UTC).AddDate(0, 0, day)
			e := []foi.Entry{{Seq: 1, At: at, Event: foi.Filed, Facts: foi.Facts{Statute: key, Version: s.Version(), Calendar: s.NewestDeclaration(s.Today(at))}}}
			deadlines := s.Replay(foi.Request{}, e).Deadlines
			c := &publicCase{}
			if w.count(c, s, e, deadlines); len(c.wrong) > 0 {
				t.Fatalf("%s of %s: %q", key, at, c.wrong)
			}
			if day%100 > 0 {
				counted += c.counted
				continue
			}
			for i := range deadlines {
				deadlines[i].DueOn++
			}
			was := c.counted
			if w.count(c, s, e, deadlines); len(c.wrong) != was {
				t.Fatalf("%s: %d days of %d are found to be others", key, len(c.wrong), was)
			}
		}
	}
	if counted < 1000 {
		t.Errorf("%d due days were counted", counted)
	}
}

// The tiles above the lowest level are those of the tree, however it grew.
func TestUpperTiles(t *testing.T) {
	t.Parallel()
	var g tree
	var hashes []tlog.Hash
	level1 := map[int64][]byte{}
	level2 := map[int64][]byte{}
	for n := int64(0); n < 70_000; n++ {
		h := tlog.RecordHash(fmt.Append(nil, n))
		stored, err := tlog.StoredHashesForRecordHash(n, h, tlog.HashReaderFunc(func(list []int64) ([]tlog.Hash, error) {
			out := make([]tlog.Hash, len(list))
			for i, at := range list {
				out[i] = hashes[at]
			}
			return out, nil
		}))
		if err != nil {
			t.Fatal(err)
		}
		hashes = append(hashes, stored...)
		g.add(h)
		if n%9999 == 0 {
			for _, x := range g.upper() {
				map[int]map[int64][]byte{1: level1, 2: level2}[x.level][x.n] = x.data
			}
		}
	}
	for _, x := range g.upper() {
		map[int]map[int64][]byte{1: level1, 2: level2}[x.level][x.n] = x.data
	}
	if len(level1) != 2 || len(level2) != 1 || len(level1[0]) != 256*32 || len(level1[1]) != 17*32 || len(level2[0]) != 32 {
		t.Fatalf("%d and %d tiles", len(level1), len(level2))
	}
	for level, tiles := range map[int]map[int64][]byte{1: level1, 2: level2} {
		for n, data := range tiles {
			for i := 0; i < len(data); i += 32 {
				if want := hashes[tlog.StoredHashIndex(8*level, n*256+int64(i/32))]; string(data[i:i+32]) != string(want[:]) {
					t.Fatalf("tile %d of level %d has another hash %d", n, level, i/32)
				}
			}
		}
	}
	want, err := tlog.TreeHash(g.n, tlog.HashReaderFunc(func(list []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(list))
		for i, at := range list {
			out[i] = hashes[at]
		}
		return out, nil
	}))
	if err != nil || want != g.root() {
		t.Errorf("another root, %v", err)
	}
}
