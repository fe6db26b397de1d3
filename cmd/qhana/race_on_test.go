//go:build race

package main

// raced tells whether this test binary has the race detector in it.
const raced = true
