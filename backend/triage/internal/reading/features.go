package reading

// Gram is a character sequence (or a sequence of Latin words or numbers) and its
// place in the text.
type Gram struct {
	Key        uint32
	Start, End int32
	Units      uint8
}

// Features is what a model sees of one text.
type Features struct {
	Text  Text
	Grams []Gram   // anywhere
	Ends  []Gram   // at the beginning and at the end, where people say what they ask for
	Words []Hit    // of the Lexicon
	Cues  []CueHit // of risk
	Close int      // where the end begins: a word from here on counts as said at the end
}

// Sizes of what counts as beginning and end, in units, and the longest sequences.
const (
	headUnits  = 10
	tailUnits  = 16
	maxGram    = 4
	maxEndGram = 3
)

// Read normalises a text and finds its features.
func Read(s string) Features {
	t := Normalize(s)
	units := split(t.Runes)
	f := Features{Text: t, Words: lexiconIndex.find(t.Runes, make([]Hit, 0, 48)), Cues: FindCues(t.Runes)}
	f.Grams = make([]Gram, 0, len(units)*maxGram)
	f.Grams = grams(f.Grams, units, maxGram, 1, false)
	head, tail := units[:min(headUnits, len(units))], units[max(0, len(units)-tailUnits):]
	f.Ends = make([]Gram, 0, (headUnits+tailUnits)*maxEndGram)
	f.Ends = grams(f.Ends, head, maxEndGram, 2, true)
	f.Ends = grams(f.Ends, tail, maxEndGram, 3, true)
	if len(tail) > 0 {
		f.Close = int(tail[0].start)
	}
	return f
}

// unit is one Han character or mark, one Latin word or one number.
type unit struct {
	value      uint32
	start, end int32
}

const anyNumber = 0x110000 // above every rune

func split(runes []rune) []unit {
	units := make([]unit, 0, len(runes))
	for i := 0; i < len(runes); {
		start := i
		switch r := runes[i]; {
		case r == ' ':
			i++
			continue
		case isDigit(r):
			for i < len(runes) && isDigit(runes[i]) {
				i++
			}
			units = append(units, unit{anyNumber, int32(start), int32(i)})
		case isLatin(r):
			h := uint32(2166136261)
			for i < len(runes) && isLatin(runes[i]) && !isDigit(runes[i]) {
				h = (h ^ uint32(runes[i])) * 16777619
				i++
			}
			units = append(units, unit{h | 1<<31, int32(start), int32(i)})
		default:
			i++
			units = append(units, unit{uint32(r), int32(start), int32(i)})
		}
	}
	return units
}

// grams appends all sequences of up to longest units. Unless marks count as units,
// no sequence runs over one.
func grams(out []Gram, units []unit, longest int, salt uint32, withMarks bool) []Gram {
	for i := range units {
		h := (2166136261 ^ salt) * 16777619
		for n := 1; n <= longest && i+n <= len(units); n++ {
			u := units[i+n-1]
			if !withMarks && u.value < anyNumber && isMark(rune(u.value)) {
				break
			}
			h = mix(h, u.value)
			out = append(out, Gram{h, units[i].start, u.end, uint8(n)})
		}
	}
	return out
}

func mix(h, v uint32) uint32 {
	h ^= v * 0x9E3779B1
	h = (h<<13 | h>>19) * 5
	h += 0xE6546B64
	h ^= h >> 15
	return h * 0x2C1B3C6D
}
