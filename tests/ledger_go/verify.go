// An independent check of a Dolen ledger with golang.org/x/mod (sumdb/note, sumdb/tlog), which knows nothing of our code.
//
//	verify LOG-VKEY WITNESS-VKEY,... FOLDER
//
// Every witness must have cosigned the checkpoint and the receipts. The folder holds checkpoint, earlier (a checkpoint),
// consistency (a proof between them), one.tlog-proof with a whole entry, part.tlog-proof with what a member that was
// disclosed is shown of it, and tile/entries. Exit code 0 when everything holds, 1 otherwise.
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// cosigner checks cosignature/v1 lines, which the note package does not know.
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (c *cosigner) Name() string    { return c.name }
func (c *cosigner) KeyHash() uint32 { return c.hash }

func (c *cosigner) Verify(msg, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	signed := fmt.Sprintf("cosignature/v1\ntime %d\n%s", binary.BigEndian.Uint64(sig), msg)
	return ed25519.Verify(c.key, []byte(signed), sig[8:])
}

func newCosigner(vkey string) (note.Verifier, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		return nil, errors.New("malformed witness key")
	}
	key, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(key) != 1+ed25519.PublicKeySize || key[0] != 4 {
		return nil, errors.New("malformed witness key")
	}
	sum := sha256.Sum256(append([]byte(parts[0]+"\n"), key...))
	if fmt.Sprintf("%08x", binary.BigEndian.Uint32(sum[:])) != parts[1] {
		return nil, errors.New("witness key identifier does not fit")
	}
	return &cosigner{parts[0], binary.BigEndian.Uint32(sum[:]), key[1:]}, nil
}

type tree struct {
	size int64
	root tlog.Hash
}

// open wants this many signatures: note.Open itself refuses a known key's bad one and accepts any one good one.
func open(msg []byte, origin string, verifiers note.Verifiers, signatures int) (tree, error) {
	n, err := note.Open(msg, verifiers)
	if err != nil {
		return tree{}, err
	}
	if len(n.Sigs) != signatures {
		return tree{}, errors.New("a signature is missing")
	}
	lines := strings.Split(n.Text, "\n")
	if len(lines) != 4 || lines[0] != origin || lines[3] != "" {
		return tree{}, errors.New("malformed checkpoint")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || strconv.FormatInt(size, 10) != lines[1] {
		return tree{}, errors.New("malformed size")
	}
	root, err := tlog.ParseHash(lines[2])
	return tree{size, root}, err
}

func parseHashes(lines []string) ([]tlog.Hash, error) {
	var hashes []tlog.Hash
	for _, line := range lines {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return nil, err
		}
		hashes = append(hashes, hash)
	}
	return hashes, nil
}

type memory map[int64]tlog.Hash

func (m memory) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		out[i] = m[x]
	}
	return out, nil
}

func tilePath(n int64) string {
	path := fmt.Sprintf("%03d", n%1000)
	for n >= 1000 {
		n /= 1000
		path = fmt.Sprintf("x%03d/%s", n%1000, path)
	}
	return path
}

// recompute builds the whole tree from the leaf data and returns its root.
func recompute(folder string, size int64) (tlog.Hash, error) {
	hashes := memory{}
	for index := int64(0); index < size; {
		path := filepath.Join(folder, "tile", "entries", tilePath(index/256))
		if width := size - index; width < 256 {
			path += fmt.Sprintf(".p/%d", width)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return tlog.Hash{}, err
		}
		for len(data) > 0 {
			if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
				return tlog.Hash{}, errors.New("malformed leaves")
			}
			end := 2 + int(binary.BigEndian.Uint16(data))
			made, err := tlog.StoredHashes(index, data[2:end], hashes)
			if err != nil {
				return tlog.Hash{}, err
			}
			for i, hash := range made {
				hashes[tlog.StoredHashIndex(0, index)+int64(i)] = hash
			}
			index++
			data = data[end:]
		}
	}
	return tlog.TreeHash(size, hashes)
}

func sum(parts ...[]byte) []byte {
	digest := sha256.Sum256(bytes.Join(parts, nil))
	return digest[:]
}

func node(left, right []byte) []byte { return sum([]byte{1}, left, right) }

func commit(salt, part []byte) []byte { return sum([]byte("dolen ledger v1"), salt, part) }

func leafData(shared, who, own, slots []byte) []byte {
	return sum([]byte("dolen entry v1"), shared, who, own, slots)
}

// reader takes an opening apart; bad is set once it is too short.
type reader struct {
	rest []byte
	bad  bool
}

func (r *reader) take(size int) []byte {
	if size > len(r.rest) {
		r.bad = true
		return make([]byte, size)
	}
	taken := r.rest[:size]
	r.rest = r.rest[size:]
	return taken
}

func (r *reader) block() []byte { return r.take(int(binary.BigEndian.Uint16(r.take(2)))) }

func (r *reader) part() []byte {
	salt := r.take(32)
	return commit(salt, r.block())
}

// openWhole is for the member that asked: every salt follows from the entry's.
func openWhole(r *reader) []byte {
	salt := r.take(32)
	partSalt := func(n int) []byte { return sum([]byte("dolen part v1"), salt, []byte{byte(n)}) }
	var parts, slots [][]byte
	for i := 0; i < 3; i++ {
		parts = append(parts, commit(partSalt(i), r.block()))
	}
	for i := 0; i < 64; i++ {
		slot := partSalt(3 + i)
		if len(r.rest) > 0 && !r.bad {
			slot = commit(slot, r.block())
		}
		slots = append(slots, slot)
	}
	sort.Slice(slots, func(i, j int) bool { return bytes.Compare(slots[i], slots[j]) < 0 })
	for len(slots) > 1 {
		var next [][]byte
		for i := 0; i < len(slots); i += 2 {
			next = append(next, node(slots[i], slots[i+1]))
		}
		slots = next
	}
	return leafData(parts[0], parts[1], parts[2], slots[0])
}

// openDisclosed is for a member that was disclosed: its part, and bare commitments for the rest.
func openDisclosed(r *reader) []byte {
	shared := r.part()
	var who []byte
	switch named := r.take(1)[0]; named {
	case 0:
		who = r.take(32)
	case 1:
		who = r.part()
	default:
		r.bad = true
	}
	own := r.take(32)
	slot := r.take(1)[0]
	at := r.part()
	for i := 0; i < 6; i++ {
		other := r.take(32)
		if slot>>i&1 == 1 {
			at = node(other, at)
		} else {
			at = node(at, other)
		}
	}
	r.bad = r.bad || slot > 63
	return leafData(shared, who, own, at)
}

func checkOpening(leaf, opening []byte) error {
	forms := map[byte]func(*reader) []byte{1: openWhole, 2: openDisclosed}
	if len(opening) == 0 || forms[opening[0]] == nil {
		return errors.New("malformed opening")
	}
	r := &reader{rest: opening[1:]}
	made := forms[opening[0]](r)
	if r.bad || len(r.rest) > 0 {
		return errors.New("malformed opening")
	}
	if !bytes.Equal(made, leaf) {
		return errors.New("the entry does not fit its commitment")
	}
	return nil
}

func checkReceipt(folder string, name string, origin string, verifiers note.Verifiers, signatures int) error {
	data, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		return err
	}
	split := bytes.Index(data, []byte("\n\n"))
	if split < 0 {
		return errors.New("malformed receipt")
	}
	lines := strings.Split(string(data[:split]), "\n")
	if len(lines) < 3 || lines[0] != "c2sp.org/tlog-proof@v1" || !strings.HasPrefix(lines[1], "extra ") {
		return errors.New("malformed receipt")
	}
	extra, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[1], "extra "))
	if err != nil || len(extra) <= 64 {
		return errors.New("malformed extra line")
	}
	if err := checkOpening(extra[:32], extra[32:]); err != nil {
		return err
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64)
	if err != nil || fmt.Sprintf("index %d", index) != lines[2] {
		return errors.New("malformed index")
	}
	proof, err := parseHashes(lines[3:])
	if err != nil {
		return err
	}
	head, err := open(data[split+2:], origin, verifiers, signatures)
	if err != nil {
		return err
	}
	return tlog.CheckRecord(proof, head.size, head.root, index, tlog.RecordHash(extra[:32]))
}

func checkConsistency(folder string, now tree, origin string, verifiers note.Verifiers) error {
	msg, err := os.ReadFile(filepath.Join(folder, "earlier"))
	if err != nil {
		return err
	}
	before, err := open(msg, origin, verifiers, 1)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(filepath.Join(folder, "consistency"))
	if err != nil {
		return err
	}
	proof, err := parseHashes(strings.Split(strings.TrimSuffix(string(text), "\n"), "\n"))
	if err != nil {
		return err
	}
	return tlog.CheckTree(proof, now.size, now.root, before.size, before.root)
}

func run(logKey string, witnessKeys []string, folder string) error {
	log, err := note.NewVerifier(logKey)
	if err != nil {
		return err
	}
	all := []note.Verifier{log}
	for _, key := range witnessKeys {
		witness, err := newCosigner(key)
		if err != nil {
			return err
		}
		all = append(all, witness)
	}
	verifiers := note.VerifierList(all...)
	msg, err := os.ReadFile(filepath.Join(folder, "checkpoint"))
	if err != nil {
		return err
	}
	head, err := open(msg, log.Name(), verifiers, len(all))
	if err != nil {
		return err
	}
	root, err := recompute(folder, head.size)
	if err != nil {
		return err
	}
	if root != head.root {
		return errors.New("the leaves do not give the checkpoint's root")
	}
	for _, name := range []string{"one.tlog-proof", "part.tlog-proof"} {
		if err := checkReceipt(folder, name, log.Name(), verifiers, len(all)); err != nil {
			return err
		}
	}
	return checkConsistency(folder, head, log.Name(), verifiers)
}

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: verify LOG-VKEY WITNESS-VKEY,... FOLDER")
		os.Exit(2)
	}
	if err := run(os.Args[1], strings.Split(os.Args[2], ","), os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
