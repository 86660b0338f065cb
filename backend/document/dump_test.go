package document

import (
	"os"
	"testing"
)

func TestDump(t *testing.T) {
	for _, k := range Kinds {
		tm, _ := Default(k)
		d := full()
		d.Title = k.Title()
		f, err := Fill(tm, d)
		if err != nil {
			t.Fatal(err)
		}
		h, _ := HTML(f, k.Title())
		os.WriteFile("/tmp/docs/"+string(k)+".docx", f, 0o644)
		os.WriteFile("/tmp/docs/"+string(k)+".html", h, 0o644)
	}
}
