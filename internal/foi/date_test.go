package foi

import (
	"testing"
	"time"
)

// In every zone a day begins with its first instant, where midnight is skipped or comes twice as well; an hour that there is not
// is carried forward and never falls on the day before.
func TestAt(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"America/La_Paz", "America/Santiago", "America/Asuncion", "America/Sao_Paulo", "America/Havana", "America/Montevideo", "America/Bogota",
		"America/Mexico_City", "America/Argentina/Buenos_Aires", "America/Guayaquil", "America/Lima", "America/New_York", "America/Toronto", "America/Vancouver",
		"Europe/London", "Europe/Dublin", "Europe/Brussels", "Europe/Berlin", "Africa/Johannesburg", "Asia/Kolkata", "Pacific/Auckland", "Australia/Sydney", "Pacific/Apia", "Asia/Beirut"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		for day := MustDate("1990-01-01"); day <= MustDate("2035-12-31"); day++ {
			midnight := day.At(0, 0, zone)
			if name == "Pacific/Apia" && day == MustDate("2011-12-30") { // the day that there was not
				if DateOf(midnight, zone) != day+1 {
					t.Errorf("%s %s begins at %s", name, day, midnight.In(zone))
				}
				continue
			}
			if DateOf(midnight, zone) != day || DateOf(midnight.Add(-time.Second), zone) >= day {
				t.Fatalf("%s %s begins at %s", name, day, midnight.In(zone))
			}
			for _, hh := range []int{1, 2, 8} {
				at := day.At(hh, 30, zone).In(zone)
				if DateOf(at, zone) != day || at.Hour() < hh || at.Hour() == hh && at.Minute() != 30 {
					t.Fatalf("%s %s at %d:30 is %s", name, day, hh, at)
				}
			}
		}
	}
}
