// Package access knows who is asking and what they may do: passwords, sessions, the access keys of people without an
// account, the delays that make guessing slow, and the permissions that stand beside each route.
package access
