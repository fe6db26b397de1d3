package access

import (
	"errors"
	"strings"
	"testing"

	"qhana/internal/foi"
)

func TestPasswordVerifies(t *testing.T) {
	hash, err := NewPassword("tres gatos en el tejado")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("not a PHC text: %s", hash)
	}
	if !VerifyPassword(hash, "tres gatos en el tejado") {
		t.Error("the right password was refused")
	}
	for _, wrong := range []string{"", "tres gatos en el tejadO", "tres gatos en el tejado "} {
		if VerifyPassword(hash, wrong) {
			t.Errorf("%q was taken", wrong)
		}
	}
	if another := HashPassword("tres gatos en el tejado"); another == hash {
		t.Error("no salt")
	}
}

func TestForeignHashVerifiesNothing(t *testing.T) {
	for _, hash := range []string{"", "$", "$argon2id$v=19$m=19456,t=2,p=1$$", "$argon2i$v=19$m=19456,t=2,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
		"$argon2id$v=19$m=4294967295,t=2,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA", "$argon2id$v=19$m=19456,t=0,p=0$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA", "plain"} {
		if VerifyPassword(hash, "") || VerifyPassword(hash, "plain") {
			t.Errorf("%q verified something", hash)
		}
	}
}

func TestNobodyCostsAsMuch(t *testing.T) {
	p, ok := parsePHC(nobody)
	if !ok || p.memory != memoryKiB || p.passes != passes || p.lanes != lanes || len(p.sum) != hashSize {
		t.Errorf("an unknown login is verified at another cost: %+v", p)
	}
}

func TestPasswordRule(t *testing.T) {
	for name, c := range map[string]struct{ password, key string }{
		"OK":             {"llueve sobre Sopocachi", ""},
		"OKAccents":      {"ñandú, güiro y así va", ""},
		"RefusedEmpty":   {"", "password.short"},
		"RefusedShort":   {"catorce letras", "password.short"},
		"RefusedLong":    {strings.Repeat("a1b", 67), "password.long"},
		"RefusedBinary":  {"\xff\xfe and fourteen more", "password.long"},
		"RefusedListed":  {"Contraseña-123456", "password.common"},
		"RefusedRepeat":  {"gatogatogatogato", "password.common"},
		"RefusedOneSign": {"aaaaaaaaaaaaaaaaa", "password.common"},
		"RefusedRun":     {"9876543210987654", "password.common"},
		"RefusedKeys":    {"qwertyuiopasdfgh", "password.common"},
		"RefusedSigns":   {"!!!!!!!!!!!!!!!!!!", "password.common"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := NewPassword(c.password)
			var e *foi.Error
			key := ""
			if errors.As(err, &e) {
				key = e.Key
			}
			if key != c.key {
				t.Errorf("got %q, want %q", key, c.key)
			}
		})
	}
}

func TestCommonListIsWorthReading(t *testing.T) {
	if len(common) < 60 {
		t.Errorf("only %d common passwords", len(common))
	}
}
