package store

import "encoding/hex"

// hexBytes are bytes that a query wrote with encode(…, 'hex').
type hexBytes []byte

// UnmarshalText reads hexadecimal digits.
func (h *hexBytes) UnmarshalText(b []byte) error {
	out, err := hex.DecodeString(string(b))
	*h = out
	return err
}
