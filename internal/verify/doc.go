// Package verify is the outside verifier of the public record: it reads only what the site shows to everybody, or what a person keeps,
// and believes none of it. It shares no code with those who keep the record: it has its own reader of leaves, tiles, checkpoints, receipts
// and promises, and hashes and signatures are the reference library's (golang.org/x/mod/sumdb, transparency-dev/formats). A table of the
// house's imports holds it to that.
//
// One thing is the same on both sides, and cannot be otherwise: the law. Which term runs, and what an act does to it, is read from the
// statute's files by the one engine, package statute; an auditor who does not trust the files that are shipped gives their own. What the
// engine counts for a plain term, so many worked or calendar days without a pause, is counted a second time here, day after day on a
// wall calendar (see wall).
package verify
