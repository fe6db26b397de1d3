package main

import (
	"encoding/json"
	"slices"
	"time"
)

// publicRestore is a restore from a backup as the record shows it to everybody.
type publicRestore struct {
	At     time.Time  `json:"-"`
	Backup string     `json:"backup"`
	Reason string     `json:"reason"`
	Size   int64      `json:"size"`
	Signed int64      `json:"signed"`
	Fork   bool       `json:"fork"`
	Lost   [][2]int64 `json:"lost"`
}

// restores reads the restores that were declared. Each may only speak of places before its own.
func (l *publicLog) restores() {
	for a := range l.every {
		var r publicRestore
		if a.problem != nil || a.Kind != "restore" || json.Unmarshal(a.Facts, &r) != nil {
			continue
		}
		r.At = a.At
		r.Lost = slices.DeleteFunc(r.Lost, func(x [2]int64) bool { return x[1] >= a.index })
		l.restored = append(l.restored, r)
	}
}

// isLost tells whether a restore lost the act at a place.
func (l *publicLog) isLost(index int64) bool {
	for _, r := range l.restored {
		for _, x := range r.Lost {
			if x[0] <= index && index <= x[1] {
				return true
			}
		}
	}
	return false
}
