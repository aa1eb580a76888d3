// Other people's code on our logs, and ours on theirs: each command does one thing and says what it found.
package main

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/transparency-dev/formats/log"
	fnote "github.com/transparency-dev/formats/note"
	"github.com/transparency-dev/formats/proof"
	"github.com/transparency-dev/formats/witness"
	"github.com/transparency-dev/merkle/rfc6962"
	"github.com/transparency-dev/tessera/api"
	"github.com/transparency-dev/tessera/api/layout"
	"github.com/transparency-dev/tessera/fsck"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	commands := map[string]func([]string) error{
		"tlog": checkTlog, "fsck": checkFsck, "receipt": roundTripReceipt, "cosigned": checkCosigned,
		"policy": checkPolicy, "make": makeLog,
	}
	run, known := commands[os.Args[1]]
	if !known {
		fail(errors.New("no such command"))
	}
	if err := run(os.Args[2:]); err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// folder reads tiles as golang.org/x/mod names them: C2SP leaves out the height.
type folder string

func (f folder) Height() int { return 8 }

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var data [][]byte
	for _, t := range tiles {
		bytes, err := os.ReadFile(filepath.Join(string(f), strings.Replace(t.Path(), "tile/8/", "tile/", 1)))
		if err != nil {
			return nil, err
		}
		data = append(data, bytes)
	}
	return data, nil
}

func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}

func open(dir, vkey string) (tlog.Tree, error) {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return tlog.Tree{}, err
	}
	signed, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	if err != nil {
		return tlog.Tree{}, err
	}
	opened, err := note.Open(signed, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	var checkpoint log.Checkpoint
	if _, err := checkpoint.Unmarshal([]byte(opened.Text)); err != nil {
		return tlog.Tree{}, err
	}
	if checkpoint.Origin != verifier.Name() {
		return tlog.Tree{}, fmt.Errorf("the origin is %q", checkpoint.Origin)
	}
	tree := tlog.Tree{N: int64(checkpoint.Size)}
	copy(tree.Hash[:], checkpoint.Hash)
	return tree, nil
}

// tlog DIR VKEY: the note, inclusion of many entries and consistency with many sizes, from tiles.
func checkTlog(args []string) error {
	dir, vkey := args[0], args[1]
	tree, err := open(dir, vkey)
	if err != nil {
		return err
	}
	hashes := tlog.TileHashReader(tree, folder(dir))
	step := max(1, tree.N/50)
	for n := int64(0); n < tree.N; n += step {
		var entries api.EntryBundle
		data, err := os.ReadFile(filepath.Join(dir, layout.EntriesPath(uint64(n/256), layout.PartialTileSize(0, uint64(n/256), uint64(tree.N)))))
		if err != nil {
			return err
		}
		if err := entries.UnmarshalText(data); err != nil {
			return err
		}
		found, err := tlog.ProveRecord(tree.N, n, hashes)
		if err != nil {
			return err
		}
		if err := tlog.CheckRecord(found, tree.N, tree.Hash, n, tlog.RecordHash(entries.Entries[n%256])); err != nil {
			return fmt.Errorf("entry %d: %w", n, err)
		}
		older, err := tlog.TreeHash(n+1, hashes)
		if err != nil {
			return err
		}
		grown, err := tlog.ProveTree(tree.N, n+1, hashes)
		if err != nil {
			return err
		}
		if err := tlog.CheckTree(grown, tree.N, tree.Hash, n+1, older); err != nil {
			return fmt.Errorf("size %d: %w", n+1, err)
		}
	}
	fmt.Println(tree.N)
	return nil
}

type fetcher string

func (f fetcher) ReadCheckpoint(context.Context) ([]byte, error) {
	return os.ReadFile(filepath.Join(string(f), "checkpoint"))
}

func (f fetcher) ReadTile(_ context.Context, l, i uint64, p uint8) ([]byte, error) {
	return os.ReadFile(filepath.Join(string(f), layout.TilePath(l, i, p)))
}

func (f fetcher) ReadEntryBundle(_ context.Context, i uint64, p uint8) ([]byte, error) {
	return os.ReadFile(filepath.Join(string(f), layout.EntriesPath(i, p)))
}

func leaves(data []byte) ([][]byte, error) {
	var entries api.EntryBundle
	if err := entries.UnmarshalText(data); err != nil {
		return nil, err
	}
	var hashes [][]byte
	for _, entry := range entries.Entries {
		hashes = append(hashes, rfc6962.DefaultHasher.HashLeaf(entry))
	}
	return hashes, nil
}

// fsck DIR VKEY: Tessera's own check of a whole log.
func checkFsck(args []string) error {
	verifier, err := note.NewVerifier(args[1])
	if err != nil {
		return err
	}
	return fsck.New(verifier.Name(), verifier, fetcher(args[0]), leaves, fsck.Opts{N: 64}).Check(context.Background())
}

// receipt FILE: reads a receipt and prints it again.
func roundTripReceipt(args []string) error {
	data, err := os.ReadFile(args[0])
	if err != nil {
		return err
	}
	var receipt proof.TLogProof
	if err := receipt.Unmarshal(data); err != nil {
		return err
	}
	_, err = os.Stdout.Write(receipt.Marshal())
	return err
}

// cosigned FILE VKEY...: how many of these witnesses cosigned the note.
func checkCosigned(args []string) error {
	data, err := os.ReadFile(args[0])
	if err != nil {
		return err
	}
	var verifiers []note.Verifier
	for _, vkey := range args[1:] {
		verifier, err := fnote.NewVerifierForCosignatureV1(vkey)
		if err != nil {
			return err
		}
		verifiers = append(verifiers, verifier)
	}
	opened, err := note.Open(data, note.VerifierList(verifiers...))
	if err != nil {
		return err
	}
	fmt.Println(len(opened.Sigs))
	return nil
}

// policy POLICY NOTE: whether the note reaches the quorum.
func checkPolicy(args []string) error {
	policy, err := os.ReadFile(args[0])
	if err != nil {
		return err
	}
	data, err := os.ReadFile(args[1])
	if err != nil {
		return err
	}
	group, err := witness.ParsePolicy(policy)
	if err != nil {
		return err
	}
	fmt.Println(group.Satisfied(data))
	return nil
}

// make DIR COUNT: a log of theirs, with a receipt of its last entry, cosigned by one witness.
func makeLog(args []string) error {
	dir := args[0]
	count, err := strconv.ParseInt(args[1], 10, 64)
	if err != nil {
		return err
	}
	var stored storage
	var data []byte
	for n := range count {
		entry := []byte(fmt.Sprintf("theirs %d", n))
		hashes, err := tlog.StoredHashes(n, entry, &stored)
		if err != nil {
			return err
		}
		stored = append(stored, hashes...)
		data = binary.BigEndian.AppendUint16(data, uint16(len(entry)))
		data = append(data, entry...)
		if (n+1)%256 != 0 && n+1 != count {
			continue
		}
		path := layout.EntriesPath(uint64(n/256), layout.PartialTileSize(0, uint64(n/256), uint64(count)))
		if err := write(dir, path, data); err != nil {
			return err
		}
		data = nil
	}
	for _, tile := range tlog.NewTiles(8, 0, count) {
		bytes, err := tlog.ReadTileData(tile, &stored)
		if err != nil {
			return err
		}
		if err := write(dir, strings.Replace(tile.Path(), "tile/8/", "tile/", 1), bytes); err != nil {
			return err
		}
	}
	root, err := tlog.TreeHash(count, &stored)
	if err != nil {
		return err
	}
	skey, vkey, err := note.GenerateKey(rand.Reader, "theirs.example/log")
	if err != nil {
		return err
	}
	wskey, wvkey, err := note.GenerateKey(rand.Reader, "theirs.example/witness")
	if err != nil {
		return err
	}
	signer, err := note.NewSigner(skey)
	if err != nil {
		return err
	}
	cosigner, err := fnote.NewSignerForCosignatureV1(wskey)
	if err != nil {
		return err
	}
	text := log.Checkpoint{Origin: "theirs.example/log", Size: uint64(count), Hash: root[:]}.Marshal()
	signed, err := note.Sign(&note.Note{Text: string(text)}, signer, cosigner)
	if err != nil {
		return err
	}
	inclusion, err := tlog.ProveRecord(count, count-1, &stored)
	if err != nil {
		return err
	}
	receipt := proof.TLogProof{Index: uint64(count - 1), Checkpoint: signed, ExtraData: []byte("more")}
	for _, hash := range inclusion {
		receipt.Hashes = append(receipt.Hashes, hash)
	}
	cosignerKey, err := fnote.VKeyToCosignatureV1(wvkey)
	if err != nil {
		return err
	}
	fmt.Println(vkey)
	fmt.Println(cosignerKey)
	return errors.Join(write(dir, "checkpoint", signed), write(dir, "receipt", receipt.Marshal()))
}

type storage []tlog.Hash

func (s *storage) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var hashes []tlog.Hash
	for _, index := range indexes {
		hashes = append(hashes, (*s)[index])
	}
	return hashes, nil
}

func write(dir, path string, data []byte) error {
	whole := filepath.Join(dir, path)
	return errors.Join(os.MkdirAll(filepath.Dir(whole), 0o755), os.WriteFile(whole, data, 0o644))
}
