package media

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"yanhe/backend/fault"
)

// refused checks the code and, unless it is 0, the argument limit of a fault.
func refused(t *testing.T, err error, code string, limit int) {
	t.Helper()
	var f *fault.Error
	if !errors.As(err, &f) || f.Code != code {
		t.Errorf("%v is not %s", err, code)
		return
	}
	if limit != 0 && f.Args["limit"] != limit {
		t.Errorf("%s has the limit %v, not %d", code, f.Args["limit"], limit)
	}
}

func TestRefused(t *testing.T) {
	ftyp := func(brand string) []byte { return isoBox("ftyp", []byte(brand+"\x00\x00\x00\x00mif1"+brand)) }
	for name, c := range map[string]struct {
		content []byte
		code    string
	}{
		"page.png":  {[]byte("<!DOCTYPE html><script>alert(1)</script>"), "media.type"},
		"draw.jpg":  {[]byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`), "media.type"},
		"prog.pdf":  {[]byte("MZ\x90\x00" + strings.Repeat("\x00", 100)), "media.type"},
		"text.mp3":  {[]byte("just words"), "media.type"},
		"move.gif":  {[]byte("GIF89a\x01\x00\x01\x00\x00\x00\x00;"), "media.type"},
		"old.bmp":   {append([]byte("BM"), make([]byte, 200)...), "media.type"},
		"new.avif":  {ftyp("avif"), "media.type"},
		"IMG_1.jpg": {ftyp("heic"), "media.heic"},
		"IMG_2.jpg": {ftyp("mif1"), "media.heic"},
		"film.mov":  {isoBox("ftyp", []byte("qt  \x00\x00\x00\x00qt  ")), "media.type"},
		"empty.jpg": {nil, "media.broken"},
		"start.jpg": {[]byte{0xFF, 0xD8, 0xFF, 0xE0}, "media.broken"},
		"start.png": {[]byte("\x89PNG\r\n\x1a\n"), "media.broken"},
		"start.pdf": {[]byte("%PDF-1.7\n"), "media.broken"},
		"cut.pdf":   {pdfFile("")[:100], "media.broken"},
		"one.mp3":   {mp3File(1), "media.broken"},
		"tags.mp3":  {id3("TIT2 only a tag"), "media.broken"},
		"none.wav":  {riff("WAVE", "fmt ", wavFormat), "media.broken"},
		"none.amr":  {[]byte("#!AMR\n"), "media.broken"},
		"bad.amr":   {[]byte("#!AMR\n\xff\xff\xff\xff\xff\xff"), "media.broken"},
		"half.mp4":  {isoFile("isom", isoTrack("vide"))[:90], "media.broken"},
		"mute.mp4":  {isoFile("isom", isoTrack("text")), "media.broken"},
	} {
		_, err := accept(t, c.content, name)
		if err == nil {
			t.Errorf("took %s", name)
			continue
		}
		t.Run(name, func(t *testing.T) { refused(t, err, c.code, 0) })
	}
}

func TestTaken(t *testing.T) {
	for mime, c := range map[string]struct {
		content []byte
		ext     string
	}{
		"image/jpeg":      {jpegOf(t, corners(16, 16)), ".jpg"},
		"image/png":       {pngOf(t, corners(16, 16)), ".png"},
		"application/pdf": {pdfFile(""), ".pdf"},
		"audio/mpeg":      {mp3File(5), ".mp3"},
		"audio/wav":       {riff("WAVE", "fmt ", wavFormat, "data", "samples"), ".wav"},
		"audio/amr":       {amrFile(5), ".amr"},
		"audio/amr-wb":    {[]byte("#!AMR-WB\n\x04" + strings.Repeat("v", 17)), ".awb"},
		"audio/mp4":       {isoFile("M4A ", isoTrack("soun")), ".m4a"},
		"video/mp4":       {isoFile("isom", isoTrack("vide"), isoTrack("soun")), ".mp4"},
	} {
		f := mustAccept(t, c.content, "evidence.exe") // the name says nothing
		sum := sha256.Sum256(f.Bytes)
		if f.Mime != mime || f.Ext != c.ext || f.Name != "evidence"+c.ext || f.Size != int64(len(f.Bytes)) || f.SHA256 != hex.EncodeToString(sum[:]) {
			t.Errorf("%s: %s %s %s %d", mime, f.Mime, f.Ext, f.Name, f.Size)
		}
		// What was cleaned is clean: taking it again changes nothing but a JPEG.
		again := mustAccept(t, f.Bytes, "x")
		if again.Mime != mime || mime != "image/jpeg" && again.SHA256 != f.SHA256 {
			t.Errorf("%s is not stable", mime)
		}
	}
}

func TestLimits(t *testing.T) {
	limits := Limits{Image: 2 << 20, PDF: 3 << 20, Audio: 1 << 20, Video: 4 << 20, Pixels: 1e6, LongEdge: 100, Memory: 32 << 20}
	in := NewIntake(limits)
	grown := func(content []byte, size int64) io.Reader {
		return io.MultiReader(bytes.NewReader(content), bytes.NewReader(make([]byte, size-int64(len(content)))))
	}
	for name, c := range map[string]struct {
		content []byte
		limit   int64
	}{
		"image": {jpegOf(t, corners(16, 16)), limits.Image}, "pdf": {pdfFile(""), limits.PDF},
		"mp3": {mp3File(5), limits.Audio}, "wav": {riff("WAVE", "fmt ", wavFormat, "data", "x"), limits.Audio},
		"mp4": {isoFile("isom", isoTrack("vide")), limits.Video},
	} {
		_, err := in.Accept(t.Context(), grown(c.content, c.limit+1), name)
		refused(t, err, "media.too_large", int(c.limit>>20))
		_, err = in.Accept(t.Context(), grown(c.content, c.limit), name)
		if errors.Is(err, errLarge) {
			t.Errorf("%s of just the limit is refused", name)
		}
	}
	// Sound in an MP4 has the limit of sound.
	voice := isoFile("isom", isoTrack("soun"), isoBox("free", make([]byte, limits.Audio)))
	_, err := in.Accept(t.Context(), bytes.NewReader(voice), "")
	refused(t, err, "media.too_large", 1)
}

func TestReaderFails(t *testing.T) {
	cut := errors.New("the line is cut")
	for _, n := range []int{0, 100, 4000} {
		r := io.MultiReader(bytes.NewReader(mp3File(20)[:n]), iotest.ErrReader(cut))
		if _, err := NewIntake(DefaultLimits()).Accept(t.Context(), r, ""); !errors.Is(err, cut) {
			t.Errorf("after %d bytes: %v", n, err)
		}
	}
	slow := iotest.OneByteReader(bytes.NewReader(mp3File(20)))
	if _, err := NewIntake(DefaultLimits()).Accept(t.Context(), slow, ""); err != nil {
		t.Error(err)
	}
}

func archive(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("evil.exe")
	if err == nil {
		_, err = w.Write([]byte("MZ and so on"))
	}
	if err = errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A file that is two things at once is only the one afterwards.
func TestPolyglots(t *testing.T) {
	z := archive(t)
	for name, content := range map[string][]byte{
		"jpeg": jpegOf(t, corners(64, 48)), "png": pngOf(t, corners(64, 48)), "pdf": pdfFile(""), "mp3": mp3File(9),
		"wav": riff("WAVE", "fmt ", wavFormat, "data", "samples"), "mp4": isoFile("isom", isoTrack("vide")),
		"amr": amrFile(40),
	} {
		both := append(bytes.Clone(content), z...)
		if _, err := zip.NewReader(bytes.NewReader(both), int64(len(both))); err != nil {
			t.Fatalf("%s: the sample is no archive: %v", name, err)
		}
		f := mustAccept(t, both, "x.zip")
		if _, err := zip.NewReader(bytes.NewReader(f.Bytes), f.Size); err == nil {
			t.Errorf("%s is still an archive", name)
		}
		clean(t, f)
	}
}

func deflated(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	if _, err := z.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestPDF(t *testing.T) {
	stream := func(dict, body string) string {
		return fmt.Sprintf("5 0 obj\n<< %s /Length %d >>\nstream\r\n%s\nendstream\nendobj", dict, len(body), body)
	}
	hidden := deflated(t, "7 0 8 30 << /S /JavaScript /JS (app.alert(1)) >>")
	for name, c := range map[string]struct{ objects, code string }{
		"plain":          {"3 0 obj\n<< /Type /Page /Launching true /JavaScripts 1 >>\nendobj", ""},
		"page to open":   {"<< /OpenAction [3 0 R /Fit] >>", ""},
		"script":         {"<< /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>", "media.pdf_active"},
		"escaped script": {"<< /S /J#61vaScri#70t >>", "media.pdf_active"},
		"launch":         {"<< /S/Launch/F(cmd.exe)>>", "media.pdf_active"},
		"form":           {"<< /S /SubmitForm >>", "media.pdf_active"},
		"xfa":            {"<< /AcroForm << /XFA 9 0 R >> >>", "media.pdf_active"},
		"locked":         {"<< /Encrypt 9 0 R /S /JavaScript >>", "media.pdf_locked"},
		"locked after":   {"<< /S /JavaScript >> << /Encrypt 9 0 R >>", "media.pdf_locked"},
		"hidden script":  {stream("/Type /ObjStm /N 2 /First 10 /Filter /FlateDecode", hidden), "media.pdf_active"},
		"hidden in list": {stream("/Type/ObjStm/N 2/First 10/Filter[/FlateDecode]", hidden), "media.pdf_active"},
		"escaped type":   {stream("/Type /Obj#53tm /N 2 /Filter /Flate#44ecode", hidden), "media.pdf_active"},
		"harmless":       {stream("/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", deflated(t, "7 0 << /Type /Page >>")), ""},
		"a picture":      {stream("/Subtype /Image /Filter /DCTDecode", "\xff\xd8\xff"), ""},
		"packed twice":   {stream("/Type /ObjStm /Filter [/ASCII85Decode /FlateDecode]", hidden), "media.broken"},
		"packed oddly":   {stream("/Type /ObjStm /Filter /LZWDecode", hidden), "media.broken"},
		"predicted":      {stream("/Type /ObjStm /Filter /FlateDecode /DecodeParms << /Predictor 12 >>", hidden), "media.broken"},
		"damaged":        {stream("/Type /ObjStm /Filter /FlateDecode", "no zlib at all"), "media.broken"},
		"bomb":           {stream("/Type /ObjStm /Filter /FlateDecode", deflated(t, strings.Repeat(" ", objectMost+1))), "media.broken"},
	} {
		f, err := accept(t, pdfFile(c.objects), "x.pdf")
		if c.code != "" {
			t.Run(name, func(t *testing.T) { refused(t, err, c.code, 0) })
		} else if err != nil || !bytes.Equal(f.Bytes, pdfFile(c.objects)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The places go, and every byte that playing needs stays where it was.
func TestISO(t *testing.T) {
	content := isoFile("isom", isoTrack("vide", isoBox("udta", []byte(place))), isoTrack("soun"), isoTrack("meta", []byte("\x00\x00\x00\x1egpmd"+place)))
	before := bytes.Clone(content)
	f := mustAccept(t, content, "x")
	clean(t, f)
	if len(f.Bytes) != len(before) {
		t.Fatalf("%d bytes became %d", len(before), len(f.Bytes))
	}
	if bytes.Contains(f.Bytes, []byte("118.7587")) {
		t.Error("a place is left")
	}
	for _, needed := range []string{string(sound), "mvhd", "stsd", "stcooffsets!", "vide", "soun"} {
		at := bytes.Index(before, []byte(needed))
		if at < 0 || !bytes.HasPrefix(f.Bytes[at:], []byte(needed)) {
			t.Errorf("%s is not where it was", needed)
		}
	}
	if n := bytes.Count(f.Bytes, []byte("trak")); n != 2 {
		t.Errorf("%d tracks", n)
	}
}

func TestISOForms(t *testing.T) {
	long := binary.BigEndian.AppendUint64([]byte("\x00\x00\x00\x01mdat"), uint64(16+len(sound)))
	open := append([]byte("\x00\x00\x00\x00mdat"), sound...)
	ftyp := isoBox("ftyp", []byte("mp42\x00\x00\x00\x00mp42isom"))
	moov := isoBox("moov", isoBox("mvhd", make([]byte, 100)), isoTrack("vide"))
	for name, c := range map[string]struct {
		parts [][]byte
		ok    bool
	}{
		"64-bit length":     {[][]byte{ftyp, long, sound, moov}, true},
		"open length":       {[][]byte{ftyp, moov, open}, true},
		"fragments":         {[][]byte{ftyp, moov, isoBox("moof", isoBox("mfhd", make([]byte, 8))), isoBox("mdat", sound)}, true},
		"zeros behind":      {[][]byte{ftyp, moov, isoBox("mdat", sound), make([]byte, 5)}, true},
		"samples cut":       {[][]byte{ftyp, moov, isoBox("mdat", sound)[:30]}, false},
		"more samples cut":  {[][]byte{ftyp, moov, isoBox("mdat", sound), isoBox("mdat", sound)[:30]}, false},
		"no samples":        {[][]byte{ftyp, moov}, false},
		"no index":          {[][]byte{ftyp, isoBox("mdat", sound)}, false},
		"box beyond parent": {[][]byte{ftyp, isoBox("moov", []byte("\x00\x00\x00\x7ftrak")), isoBox("mdat", sound)}, false},
		"box of no length":  {[][]byte{ftyp, isoBox("moov", []byte("\x00\x00\x00\x04trak")), isoBox("mdat", sound)}, false},
	} {
		if _, err := accept(t, bytes.Join(c.parts, nil), "x.mp4"); (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestMP3(t *testing.T) {
	frames := mp3File(6)
	tag := "TAG" + place + strings.Repeat(" ", 128-3-len(place))
	for name, content := range map[string][]byte{
		"tag before":     append(id3("TIT2"+place), frames...),
		"tags before":    append(append(id3("a"), id3(place)...), frames...),
		"tag behind":     append(bytes.Clone(frames), tag...),
		"junk between":   bytes.Join([][]byte{frames[:417*3], []byte(place), frames[417*3:]}, nil),
		"last frame cut": append(bytes.Clone(frames), frames[:200]...),
	} {
		f := mustAccept(t, content, "x")
		if !bytes.Equal(f.Bytes, frames) {
			t.Errorf("%s: %d bytes, not %d", name, len(f.Bytes), len(frames))
		}
	}
}

// Frame lengths as tables of the format give them.
func TestMP3Frame(t *testing.T) {
	for header, want := range map[string]int{
		"\xff\xfb\x90\x00": 417,  // MPEG 1, 128 kbit/s, 44.1 kHz
		"\xff\xfb\x92\x00": 418,  // with padding
		"\xff\xfb\xe4\x00": 960,  // 320 kbit/s, 48 kHz
		"\xff\xf3\x84\x00": 192,  // MPEG 2, 64 kbit/s, 24 kHz
		"\xff\xe3\x88\x00": 576,  // MPEG 2.5, 64 kbit/s, 8 kHz
		"\xff\xfd\x90\x00": 0,    // layer II
		"\xff\xfb\xf0\x00": 0,    // no such rate
		"\xff\xfb\x0c\x00": 0,    // no such rate
		"\xff\xeb\x90\x00": 0,    // no such version
		"\xff\x1b\x90\x00": 0,    // out of step
		"\xff\xfb\x98\x00": 576,  // 32 kHz
		"\xff\xfb\xe8\x00": 1440, // the longest
	} {
		if got := mp3Frame([]byte(header)); got != want {
			t.Errorf("%x has %d bytes, not %d", header, got, want)
		}
	}
}

func TestWAV(t *testing.T) {
	want := riff("WAVE", "fmt ", wavFormat, "data", "samples")
	for name, content := range map[string][]byte{
		"information":  riff("WAVE", "fmt ", wavFormat, "LIST", "INFOICMT"+place, "data", "samples", "id3 ", place),
		"behind":       append(bytes.Clone(want), place...),
		"before":       riff("WAVE", "bext", place, "fmt ", wavFormat, "data", "samples"),
		"wrong length": append(bytes.Clone(want[:12+24+4]), "\xff\xff\xff\xffsamples"...),
	} {
		if f := mustAccept(t, content, "x"); !bytes.Equal(f.Bytes, want) {
			t.Errorf("%s: %q", name, f.Bytes)
		}
	}
}

func FuzzAccept(f *testing.F) {
	for _, seed := range [][]byte{withExif(jpegOf(f, corners(16, 16)), exif(binary.LittleEndian, 6)),
		withChunk(pngOf(f, corners(16, 16)), "eXIf", exif(binary.BigEndian, 8)),
		webpOf(9, 7, func(x, y int) bool { return x == y }, exif(binary.LittleEndian, 3)),
		pdfFile("<< /A#42C /Type /ObjStm /Filter /FlateDecode >> stream\nx"), id3("x"), mp3File(4), amrFile(4),
		riff("WAVE", "fmt ", wavFormat, "data", "x"), isoFile("isom", isoTrack("vide")), isoFile("M4A ", isoTrack("soun"))} {
		f.Add(seed)
	}
	limits := DefaultLimits()
	limits.Memory, limits.Pixels = 16<<20, 1e6
	in := NewIntake(limits)
	f.Fuzz(func(t *testing.T, content []byte) {
		file, err := in.Accept(t.Context(), bytes.NewReader(content), "x")
		if err != nil {
			if fault.Is(err, fault.Internal) || fault.From(err).Kind == fault.Internal {
				t.Fatalf("not a fault of the file: %v", err)
			}
			return
		}
		if file.Size == 0 || file.Mime == "" || file.Ext == "" {
			t.Fatalf("%+v", file)
		}
		again, err := in.Accept(t.Context(), bytes.NewReader(file.Bytes), "x")
		if err != nil || again.Mime != file.Mime {
			t.Fatalf("%s is not taken again: %v, %s", file.Mime, err, again.Mime)
		}
	})
}

func FuzzOrientation(f *testing.F) {
	f.Add(exif(binary.LittleEndian, 6))
	f.Add(exif(binary.BigEndian, 99))
	f.Add(withExif([]byte{0xFF, 0xD8, 0xFF, 0xDA}, exif(binary.LittleEndian, 6)))
	f.Fuzz(func(t *testing.T, p []byte) {
		for name, o := range map[string]int{"exif": orientationIn(p), "png": pngOrientation(p), "webp": webpOrientation(p), "jpeg": readJPEG(p).orientation} {
			if o < 1 || o > 8 {
				t.Fatalf("%s: %d", name, o)
			}
		}
		if per := readJPEG(p).perPixel(); !(per > 0 && per < 1000) {
			t.Fatalf("%v bytes for a pixel", per)
		}
	})
}
