// Package postgres runs a PostgreSQL of our own in a directory, for those who have not set up a database: no TCP port,
// one superuser on a private Unix socket, data that outlives the process. A server that survived a crash of its
// starter is taken over, not started a second time.
package postgres
