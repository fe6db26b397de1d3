//go:build race

package statute

const raceEnabled = true
