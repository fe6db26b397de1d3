package access

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Costs of argon2id: OWASP's least recommended setting (19 MiB, 2 passes, 1 lane). RFC 9106's second setting takes 64
// MiB a log-in, which a machine with 150 MB for the whole system cannot give twice at once; passwords of 15 characters
// and more make up for it.
const (
	memoryKiB = 19 * 1024
	passes    = 2
	lanes     = 1
	saltSize  = 16
	hashSize  = 32
)

// HashPassword returns the argon2id hash of a password in PHC form. It does not ask whether the password is a good
// one: NewPassword does.
func HashPassword(password string) string {
	salt := make([]byte, saltSize)
	_, _ = rand.Read(salt) // never fails
	sum := derive(password, salt, memoryKiB, passes, lanes, hashSize)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, memoryKiB, passes, lanes,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(sum))
}

// VerifyPassword tells whether the password is the one that was hashed. A hash that is not ours verifies nothing.
func VerifyPassword(hash, password string) bool {
	p, ok := parsePHC(hash)
	if !ok {
		return false
	}
	sum := derive(password, p.salt, p.memory, p.passes, p.lanes, uint32(len(p.sum)))
	return subtle.ConstantTimeCompare(sum, p.sum) == 1
}

// turns lets two derivations run at once: each takes its memory, and a crowd at the door must not take all of it.
var turns = make(chan struct{}, 2)

func derive(password string, salt []byte, memory, passes uint32, lanes uint8, size uint32) []byte {
	turns <- struct{}{}
	defer func() { <-turns }()
	return argon2.IDKey([]byte(password), salt, passes, memory, lanes, size)
}

// phc is a hash taken apart.
type phc struct {
	memory, passes uint32
	lanes          uint8
	salt, sum      []byte
}

// parsePHC reads $argon2id$v=19$m=19456,t=2,p=1$salt$sum, and refuses costs that would stop the machine.
func parsePHC(hash string) (phc, bool) {
	var p phc
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return p, false
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.memory, &p.passes, &p.lanes); err != nil {
		return p, false
	}
	var err error
	if p.salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil {
		return p, false
	}
	if p.sum, err = base64.RawStdEncoding.DecodeString(parts[5]); err != nil {
		return p, false
	}
	sane := p.memory >= 8 && p.memory <= 256*1024 && p.passes >= 1 && p.passes <= 10 && p.lanes >= 1 && p.lanes <= 16
	return p, sane && len(p.salt) >= 8 && len(p.sum) >= 16 && len(p.sum) <= 64
}

// nobody is the hash that an unknown login is verified against, so that it takes as long as a known one.
var nobody = fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, memoryKiB, passes, lanes,
	base64.RawStdEncoding.EncodeToString(make([]byte, saltSize)), base64.RawStdEncoding.EncodeToString(make([]byte, hashSize)))
