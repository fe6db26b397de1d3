package document

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"slices"
	"strconv"
	"time"

	"github.com/gabriel-vasile/mimetype"
	"gocloud.dev/blob"
	"gocloud.dev/blob/fileblob"
	"gocloud.dev/gcerrors"

	"qhana/internal/foi"
)

// MaxSize is the most bytes that a file may have.
const MaxSize = 25 << 20

// sniffed is how many bytes of a file are looked at to tell what it is.
const sniffed = 3072

// programs are what is no document, whatever its name says: who opens it runs it.
var programs = []string{"application/vnd.microsoft.portable-executable", "application/x-elf", "application/x-object", "application/x-executable", "application/x-sharedlib",
	"application/x-coredump", "application/x-mach-binary", "application/x-ms-installer", "application/x-ms-shortcut", "application/vnd.android.package-archive"}

// Keeper keeps the bytes of documents.
type Keeper struct{ bucket *blob.Bucket }

// OpenDir keeps documents in a directory, which is made when it is not there.
func OpenDir(dir string) (*Keeper, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	// Unfinished files stand beside the finished ones, so that one is finished by renaming it.
	bucket, err := fileblob.OpenBucket(dir, &fileblob.Options{Metadata: fileblob.MetadataDontWrite, NoTempDir: true})
	if err != nil {
		return nil, err
	}
	return &Keeper{bucket: bucket}, nil
}

// Close gives back what the keeper holds.
func (k *Keeper) Close() error { return k.bucket.Close() }

// Keep reads a file to its end and stores it. The document that it returns has no row yet. It fails with TooLarge and the
// key "files.large", with Args name and max (in MB), or with Invalid and "files.empty", or "files.program".
func (k *Keeper) Keep(ctx context.Context, r io.Reader, name string, now time.Time) (foi.Document, error) {
	doc := foi.Document{ID: newID(), Purpose: foi.Working, Name: CleanName(name), CreatedAt: now.UTC().Truncate(time.Microsecond)}
	staged := "staged/" + doc.ID
	if err := k.stage(ctx, r, staged, &doc); err != nil {
		return foi.Document{}, err
	}
	defer func() { _ = k.bucket.Delete(ctx, staged) }()
	if err := k.bucket.Copy(ctx, key(doc.SHA256), staged, nil); err != nil {
		return foi.Document{}, err
	}
	return doc, nil
}

// stage writes the bytes under a name of their own while their hash is not known yet.
func (k *Keeper) stage(ctx context.Context, r io.Reader, staged string, doc *foi.Document) error {
	head := make([]byte, sniffed)
	n, err := io.ReadFull(r, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return err
	}
	head = head[:n]
	if n == 0 {
		return &foi.Error{Code: foi.Invalid, Key: "files.empty", Field: "files", Args: map[string]string{"name": doc.Name}}
	}
	kind := mimetype.Detect(head)
	if slices.ContainsFunc(programs, kind.Is) && bytes.IndexByte(head, 0) >= 0 { // "MZ 12, lote 4" is words
		return &foi.Error{Code: foi.Invalid, Key: "files.program", Field: "files", Args: map[string]string{"name": doc.Name}}
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // a write that is not closed well leaves nothing
	w, err := k.bucket.NewWriter(ctx, staged, &blob.WriterOptions{ContentType: "application/octet-stream"})
	if err != nil {
		return err
	}
	sum := sha256.New()
	doc.Size, err = io.Copy(io.MultiWriter(w, sum), io.LimitReader(io.MultiReader(bytes.NewReader(head), r), MaxSize+1))
	if err == nil && doc.Size > MaxSize {
		err = &foi.Error{Code: foi.TooLarge, Key: "files.large", Field: "files",
			Args: map[string]string{"name": doc.Name, "max": strconv.Itoa(MaxSize >> 20)}}
	}
	if err != nil {
		cancel()
		_ = w.Close()
		return err
	}
	doc.MediaType, doc.SHA256 = kind.String(), hex.EncodeToString(sum.Sum(nil))
	return w.Close()
}

// Drop deletes the bytes of a document; that they are gone already is no error.
func (k *Keeper) Drop(ctx context.Context, sha string) error {
	if err := k.bucket.Delete(ctx, key(sha)); gcerrors.Code(err) != gcerrors.NotFound {
		return err
	}
	return nil
}

// Open returns the bytes of a document by their hash; NotFound when they are not there.
func (k *Keeper) Open(ctx context.Context, sha string) (io.ReadSeekCloser, error) {
	r, err := k.bucket.NewReader(ctx, key(sha), nil)
	if gcerrors.Code(err) == gcerrors.NotFound {
		return nil, &foi.Error{Code: foi.NotFound, Key: "not_found", Cause: err}
	}
	return r, err
}

// key is where bytes are kept: in a directory by the first two digits, so that none grows too large.
func key(sha string) string {
	if len(sha) < 2 {
		return "none"
	}
	return sha[:2] + "/" + sha
}

// newID is a document's name in addresses: 26 characters of chance. It authorizes nothing.
func newID() string {
	raw := make([]byte, 16)
	_, _ = rand.Read(raw) // never fails
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw)
}

// Verify reads stored bytes and holds them against the hash under which they are kept.
func (k *Keeper) Verify(ctx context.Context, sha string) error {
	f, err := k.Open(ctx, sha)
	if err != nil {
		return errors.New("its bytes are gone")
	}
	defer func() { _ = f.Close() }()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return err
	}
	if hex.EncodeToString(h.Sum(nil)) != sha {
		return errors.New("its bytes were swapped")
	}
	return nil
}
