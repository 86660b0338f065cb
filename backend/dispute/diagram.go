package dispute

import (
	"fmt"
	"strings"
)

// Diagram draws the state table as a Mermaid state diagram. The README's picture
// is made of it, and a test compares the two.
func Diagram() string {
	var b strings.Builder
	b.WriteString("stateDiagram-v2\n    [*] --> submitted: file\n")
	for _, r := range Table {
		if r.To == "" || r.Event == File {
			continue
		}
		for _, from := range r.From {
			fmt.Fprintf(&b, "    %s --> %s: %s\n", from, r.To, r.Event)
		}
	}
	return b.String()
}
