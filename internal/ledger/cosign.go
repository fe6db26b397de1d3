package ledger

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/mod/sumdb/note"
)

const (
	// algNote and algCosignature say in a key's first byte what it signs: notes as they are, or cosignatures.
	algNote        = 0x01
	algCosignature = 0x04

	// cosignatureSize is a time, in seconds since 1970 as a big-endian uint64, and an Ed25519 signature.
	cosignatureSize = 8 + ed25519.SignatureSize
)

var errKey = errors.New("the key is not written as name+hash+key")

// Cosigner is a witness's secret key: it signs that it has seen a checkpoint follow from all that it saw before
// (tlog-cosignature, cosignature/v1).
type Cosigner struct {
	name string
	key  ed25519.PrivateKey
}

// NewCosigner returns the cosigner with a name and a key. It reports a name that is empty or has spaces or plus signs.
func NewCosigner(name string, key ed25519.PrivateKey) (*Cosigner, error) {
	if !isKeyName(name) {
		return nil, fmt.Errorf("%q cannot be the name of a key", name)
	}
	if len(key) != ed25519.PrivateKeySize {
		return nil, errors.New("the cosigner's key is no private key of Ed25519")
	}
	return &Cosigner{name: name, key: key}, nil
}

// ParseCosigner reads a secret key, PRIVATE+KEY+name+hash+key: one for cosignatures, or one of note.GenerateKey, which
// then signs nothing else.
func ParseCosigner(secret string) (*Cosigner, error) {
	text, ok := strings.CutPrefix(secret, "PRIVATE+KEY+")
	if !ok {
		return nil, errors.New("the key is no private key")
	}
	name, hash, alg, seed, err := parseKey(text)
	if err != nil {
		return nil, err
	}
	key := ed25519.NewKeyFromSeed(seed)
	if hash != keyHash(name, alg, key.Public().(ed25519.PublicKey)) {
		return nil, fmt.Errorf("the hash in the key of %q is not that of the key", name)
	}
	return NewCosigner(name, key)
}

// VerifierKey returns the public key as witnesses publish it: name+hash+key.
func (c *Cosigner) VerifierKey() string {
	public := c.key.Public().(ed25519.PublicKey)
	return fmt.Sprintf("%s+%08x+%s", c.name, keyHash(c.name, algCosignature, public),
		base64.StdEncoding.EncodeToString(append([]byte{algCosignature}, public...)))
}

// At returns what cosigns checkpoints at an instant, in whole seconds. It refuses to sign what is no checkpoint and
// instants before 1970.
func (c *Cosigner) At(at time.Time) note.Signer { return cosignerAt{c, at} }

type cosignerAt struct {
	*Cosigner
	at time.Time
}

func (c cosignerAt) Name() string { return c.name }

func (c cosignerAt) KeyHash() uint32 {
	return keyHash(c.name, algCosignature, c.key.Public().(ed25519.PublicKey))
}

func (c cosignerAt) Sign(msg []byte) ([]byte, error) {
	if _, err := parseCheckpoint(string(msg)); err != nil {
		return nil, err
	}
	seconds := c.at.Unix()
	if seconds < 0 {
		return nil, fmt.Errorf("%s cannot be the time of a cosignature", c.at)
	}
	sig := binary.BigEndian.AppendUint64(nil, uint64(seconds))
	return append(sig, ed25519.Sign(c.key, cosigned(uint64(seconds), msg))...), nil
}

// cosigned returns the message of a cosignature: the time, and the whole text of the checkpoint.
func cosigned(seconds uint64, body []byte) []byte {
	return fmt.Appendf(nil, "cosignature/v1\ntime %d\n%s", seconds, body)
}

type cosignatureVerifier struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

// NewCosignatureVerifier reads a witness's public key, name+hash+key: one for cosignatures, or one for notes, which is
// then taken as the key of a witness.
func NewCosignatureVerifier(key string) (note.Verifier, error) {
	name, hash, alg, public, err := parseKey(key)
	if err != nil {
		return nil, err
	}
	if hash != keyHash(name, alg, public) {
		return nil, fmt.Errorf("the hash in the key of %q is not that of the key", name)
	}
	return &cosignatureVerifier{name: name, hash: keyHash(name, algCosignature, public), key: public}, nil
}

func (v *cosignatureVerifier) Name() string    { return v.name }
func (v *cosignatureVerifier) KeyHash() uint32 { return v.hash }

func (v *cosignatureVerifier) Verify(msg, sig []byte) bool {
	if len(sig) != cosignatureSize {
		return false
	}
	seconds := binary.BigEndian.Uint64(sig)
	return seconds <= math.MaxInt64 && ed25519.Verify(v.key, cosigned(seconds, msg), sig[8:])
}

// CosignatureTime returns when a witness signed, in whole seconds, UTC. It reports a signature that is no cosignature;
// it verifies nothing.
func CosignatureTime(s note.Signature) (time.Time, error) {
	sig, err := base64.StdEncoding.DecodeString(s.Base64)
	if err != nil || len(sig) != 4+cosignatureSize {
		return time.Time{}, fmt.Errorf("the signature of %q is no cosignature", s.Name)
	}
	return time.Unix(int64(binary.BigEndian.Uint64(sig[4:])), 0).UTC(), nil
}

// Witness is somebody outside who signs that the record only grew.
type Witness struct {
	note.Verifier
	Key string // public, as it was written
	URL string // where checkpoints are sent; "" when they are only verified
}

// ParseWitnesses reads a list of witnesses: on each line a public key and, after a space, the address to which checkpoints are
// sent; empty lines and lines that begin with # do not count. A line that is no witness, and a witness that is there twice, are
// errors.
func ParseWitnesses(text string) ([]Witness, error) {
	var list []Witness
	seen := map[string]bool{}
	for i, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		fields := strings.Fields(line)
		v, err := NewCosignatureVerifier(fields[0])
		if err != nil {
			return nil, fmt.Errorf("line %d of the witnesses: %w", i+1, err)
		}
		w := Witness{Verifier: v, Key: fields[0]}
		if len(fields) > 2 {
			return nil, fmt.Errorf("line %d of the witnesses: a key, then an address, and nothing more", i+1)
		}
		if len(fields) == 2 {
			u, err := url.Parse(fields[1])
			if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
				return nil, fmt.Errorf("line %d of the witnesses: the address must look like https://witness.example", i+1)
			}
			w.URL = strings.TrimRight(fields[1], "/")
		}
		if seen[v.Name()] {
			return nil, fmt.Errorf("line %d of the witnesses: %q is there twice", i+1, v.Name())
		}
		seen[v.Name()] = true
		list = append(list, w)
	}
	return list, nil
}

// parseKey cuts name+hash+key and decodes the key after its first byte, alg: 32 bytes, of a public key or of a secret
// one's seed. The hash is not compared.
func parseKey(text string) (name string, hash uint32, alg byte, key []byte, err error) {
	name, text, _ = strings.Cut(text, "+")
	hex, text, _ := strings.Cut(text, "+")
	n, err := strconv.ParseUint(hex, 16, 32)
	if err != nil || len(hex) != 8 || !isKeyName(name) {
		return "", 0, 0, nil, errKey
	}
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(raw) != 1+ed25519.PublicKeySize {
		return "", 0, 0, nil, errKey
	}
	if raw[0] != algNote && raw[0] != algCosignature {
		return "", 0, 0, nil, fmt.Errorf("the key of %q is of an unknown kind, %#02x", name, raw[0])
	}
	return name, uint32(n), raw[0], raw[1:], nil
}

// isKeyName tells whether a key can have a name: the rule of signed notes.
func isKeyName(name string) bool {
	return name != "" && utf8.ValidString(name) && strings.IndexFunc(name, unicode.IsSpace) < 0 && !strings.Contains(name, "+")
}

// keyHash returns the first four bytes of the hash by which a signature names its key.
func keyHash(name string, alg byte, public ed25519.PublicKey) uint32 {
	sum := sha256.Sum256(append(append([]byte(name), '\n', alg), public...))
	return binary.BigEndian.Uint32(sum[:])
}
