package triage_test

import (
	"strings"
	"testing"

	"yanhe/backend/triage"
)

// letter has 200 characters.
var letter = string([]rune(strings.Repeat("尊敬的领导，我家宅基地被邻居占了半米，砌墙的时候他还拿铁锹威胁我，村里调解了两次没有结果，请求派人来处理。", 5))[:200])

func BenchmarkSuggest(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		triage.Suggest(letter)
	}
}
