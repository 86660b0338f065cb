package dispute

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"yanhe/backend/fault"
)

// The examples of GB 11643-1999 and GB 32100-2015.
const (
	validID   = "11010519491231002X"
	validCode = "91350100M000100Y43"
)

func validFiling() Filing {
	return Filing{Kind: Dispute, Type: "02", Channel: WeChat, Division: "341821000000", What: "邻居家漏水", Consent: PrivacyVersion,
		Person: Person{Name: "王小明", Phone: "13800138000"}}
}

// faultsOf lists "field code" of all faults.
func faultsOf(err error) []string {
	if err == nil {
		return nil
	}
	f := fault.From(err)
	all := []string{f.Field + " " + f.Code}
	for _, m := range f.More {
		all = append(all, m.Field+" "+m.Code)
	}
	return all
}

func long(n int) string { return strings.Repeat("长", n) }

func TestFilingFields(t *testing.T) {
	proxy := func(f *Filing, relation, authorisation string) {
		f.Proxy = &Proxy{Person: Person{Name: "赵五", Phone: "13900139000"}, Relation: relation, Authorisation: authorisation}
	}
	for name, tc := range map[string]struct {
		change func(*Filing)
		want   []string
	}{
		"nothing wrong":                  {func(*Filing) {}, nil},
		"an unknown kind":                {func(f *Filing) { f.Kind = "war" }, []string{"kind case.unknown_kind"}},
		"no type":                        {func(f *Filing) { f.Type = "" }, []string{"type case.unknown_type"}},
		"no division":                    {func(f *Filing) { f.Division = "" }, []string{"division required"}},
		"the shortest story":             {func(f *Filing) { f.What = long(MinWhat) }, nil},
		"too short a story":              {func(f *Filing) { f.What = " " + long(MinWhat-1) + "\n" }, []string{"what too_short"}},
		"the longest story":              {func(f *Filing) { f.What = " " + long(MaxWhat) + " " }, nil},
		"too long a story":               {func(f *Filing) { f.What = long(MaxWhat + 1) }, []string{"what too_long"}},
		"the longest wishes":             {func(f *Filing) { f.Wishes = long(MaxWishes) }, nil},
		"too long wishes":                {func(f *Filing) { f.Wishes = long(MaxWishes + 1) }, []string{"wishes too_long"}},
		"the longest place":              {func(f *Filing) { f.Place = long(MaxPlace) }, nil},
		"too long a place":               {func(f *Filing) { f.Place = long(MaxPlace + 1) }, []string{"place too_long"}},
		"no amount":                      {func(f *Filing) { f.Amount = 0 }, nil},
		"the largest amount":             {func(f *Filing) { f.Amount = MaxAmount }, nil},
		"too large an amount":            {func(f *Filing) { f.Amount = MaxAmount + 1 }, []string{"amount case.amount"}},
		"less than nothing":              {func(f *Filing) { f.Amount = -1 }, []string{"amount case.amount"}},
		"an old privacy notice":          {func(f *Filing) { f.Consent = "2020-01" }, []string{"consent case.consent"}},
		"as many files as fit":           {func(f *Filing) { f.Evidence = make([]string, MaxEvidence) }, nil},
		"too many files":                 {func(f *Filing) { f.Evidence = make([]string, MaxEvidence+1) }, []string{"evidence case.too_many_files"}},
		"as many others as fit":          {func(f *Filing) { f.Others = slices.Repeat([]Person{{Name: "李四"}}, MaxOthers) }, nil},
		"too many others":                {func(f *Filing) { f.Others = slices.Repeat([]Person{{Name: "李四"}}, MaxOthers+1) }, []string{"others case.too_many_others"}},
		"another without a name":         {func(f *Filing) { f.Others = []Person{{Name: "李四"}, {Name: " "}} }, []string{"others.1.name required"}},
		"the longest name":               {func(f *Filing) { f.Person.Name = long(MaxName) }, nil},
		"too long a name":                {func(f *Filing) { f.Person.Name = long(MaxName + 1) }, []string{"applicant.name too_long"}},
		"too long an address":            {func(f *Filing) { f.Person.Address = long(MaxAddress + 1) }, []string{"applicant.address too_long"}},
		"no phone":                       {func(f *Filing) { f.Person.Phone = "" }, []string{"applicant.phone required"}},
		"a broken phone":                 {func(f *Filing) { f.Person.Phone = "1380013800" }, []string{"applicant.phone number.phone"}},
		"a resident ID":                  {func(f *Filing) { f.Person.Number = validID }, nil},
		"a wrong check character":        {func(f *Filing) { f.Person.Number = "110105194912310021" }, []string{"applicant.number number.id_checksum"}},
		"born in the future":             {func(f *Filing) { f.Person.Number = "110105203001010011" }, []string{"applicant.number number.id_birth"}},
		"an organisation's code":         {func(f *Filing) { f.Person.Organisation, f.Person.Number = true, validCode }, nil},
		"a person with a code":           {func(f *Filing) { f.Person.Number = validCode }, []string{"applicant.number number.id"}},
		"an organisation with an ID":     {func(f *Filing) { f.Person.Organisation, f.Person.Number = true, validID }, []string{"applicant.number number.credit_code"}},
		"another's broken number":        {func(f *Filing) { f.Others = []Person{{Name: "李四", Number: "1"}} }, []string{"others.0.number number.id"}},
		"another's broken phone":         {func(f *Filing) { f.Others = []Person{{Name: "李四", Phone: "x"}} }, []string{"others.0.phone number.phone"}},
		"a daughter acts by word":        {func(f *Filing) { proxy(f, "child", "") }, nil},
		"then the applicant needs none":  {func(f *Filing) { proxy(f, "child", ""); f.Person.Phone = "" }, nil},
		"but the representative does":    {func(f *Filing) { proxy(f, "child", ""); f.Proxy.Phone = "" }, []string{"representative.phone required"}},
		"a lawyer shows a paper":         {func(f *Filing) { proxy(f, "lawyer", "paper"); f.Evidence = []string{"photo", "paper"} }, nil},
		"a lawyer without one":           {func(f *Filing) { proxy(f, "lawyer", "") }, []string{"representative.authorisation case.authorisation"}},
		"a paper that is not among them": {func(f *Filing) { proxy(f, "lawyer", "paper"); f.Evidence = []string{"photo"} }, []string{"representative.authorisation case.authorisation"}},
		"an unknown relation": {func(f *Filing) { proxy(f, "friend", "") },
			[]string{"representative.relation case.unknown_relation", "representative.authorisation case.authorisation"}},
	} {
		t.Run(name, func(t *testing.T) {
			f := validFiling()
			tc.change(&f)
			if got := faultsOf(f.clean(start)); !slices.Equal(got, tc.want) {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

// TestAllFaultsAtOnce: a form shows everything that is wrong, in its own order.
func TestAllFaultsAtOnce(t *testing.T) {
	f := Filing{Amount: -1, Wishes: long(MaxWishes + 1), Others: []Person{{}}, Proxy: &Proxy{}}
	var fields []string
	for _, line := range faultsOf(f.clean(start)) {
		field, _, _ := strings.Cut(line, " ")
		fields = append(fields, field)
	}
	want := []string{"kind", "type", "division", "what", "wishes", "amount", "consent", "applicant.name", "others.0.name",
		"representative.name", "representative.phone", "representative.relation", "representative.authorisation"}
	if !slices.Equal(fields, want) {
		t.Errorf("named were %v", fields)
	}
}

func TestCleaning(t *testing.T) {
	f := validFiling()
	f.What, f.Wishes, f.Place = "\t漏水了很久\r\n还在漏 ", "　赔偿 ", "\n"
	f.Person = Person{Name: " 王小明　", Phone: "+86 138-0013-8000", Number: "11010519491231002x", Address: " 三栋 "}
	if err := f.clean(start); err != nil {
		t.Fatal(err)
	}
	if f.What != "漏水了很久\r\n还在漏" || f.Wishes != "赔偿" || f.Place != "" {
		t.Errorf("the story is %q, %q, %q", f.What, f.Wishes, f.Place)
	}
	if want := (Person{Name: "王小明", Phone: "13800138000", Number: validID, Address: "三栋"}); f.Person != want {
		t.Errorf("the person is %+v", f.Person)
	}
}

var (
	spaced = rapid.Custom(func(t *rapid.T) string {
		pad := rapid.SampledFrom([]string{"", " ", "\n", "　", "\u00a0"})
		return pad.Draw(t, "before") + rapid.StringN(0, 12, -1).Draw(t, "text") + pad.Draw(t, "after")
	})
	phones    = rapid.SampledFrom([]string{"", "13800138000", "138 0013 8000", "+8613900139000", "１３８００１３８０００", "12"})
	idNumbers = rapid.SampledFrom([]string{"", validID, "11010519491231002x", " 110105 19491231 002X ", validCode, "91350100m000100y43", "7"})
)

func drawPerson(t *rapid.T) Person {
	return Person{Organisation: rapid.Bool().Draw(t, "organisation"), Name: spaced.Draw(t, "name"), Phone: phones.Draw(t, "phone"),
		Number: idNumbers.Draw(t, "number"), Address: spaced.Draw(t, "address")}
}

// TestCleanedStaysClean: what was taken once is taken again, unchanged.
func TestCleanedStaysClean(t *testing.T) {
	taken := 0
	rapid.Check(t, func(t *rapid.T) {
		f := validFiling()
		f.What, f.Wishes, f.Place = spaced.Draw(t, "what")+"漏水很久了", spaced.Draw(t, "wishes"), spaced.Draw(t, "place")
		f.Person = drawPerson(t)
		for range rapid.IntRange(0, 2).Draw(t, "others") {
			f.Others = append(f.Others, drawPerson(t))
		}
		if rapid.Bool().Draw(t, "proxy") {
			f.Proxy = &Proxy{Person: drawPerson(t), Relation: rapid.SampledFrom(Relations).Draw(t, "relation")}
		}
		if f.clean(start) != nil {
			return
		}
		taken++
		again := copyOf(t, f)
		if err := again.clean(start); err != nil || !reflect.DeepEqual(again, f) {
			t.Fatalf("%+v became %+v, %v", f, again, err)
		}
	})
	if taken == 0 {
		t.Error("no filing was taken, so nothing was shown")
	}
}

func copyOf(t interface{ Fatal(...any) }, f Filing) Filing {
	raw, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	var again Filing
	if err := json.Unmarshal(raw, &again); err != nil {
		t.Fatal(err)
	}
	return again
}

// FuzzFiling: whatever is sent is refused with the fields named, or is in order
// and stays as it is.
func FuzzFiling(f *testing.F) {
	good, err := json.Marshal(validFiling())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte(`{}`))
	f.Add([]byte(`{"others":[{"organisation":true,"number":"91350100M000100Y43"}],"representative":{"relation":"child"}}`))
	f.Add([]byte(fmt.Sprintf(`{"kind":"dispute","amount":-1,"applicant":{"phone":" ","number":%q}}`, validID)))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var in Filing
		if json.Unmarshal(raw, &in) != nil {
			return
		}
		if err := in.clean(start); err != nil {
			for _, line := range faultsOf(err) {
				field, code, _ := strings.Cut(line, " ")
				if field == "" || code == "" || code == "internal" {
					t.Fatalf("%s: a fault without a name: %q", raw, line)
				}
			}
			return
		}
		again := copyOf(t, in)
		if err := again.clean(start); err != nil {
			t.Fatalf("%s: taken once, then %v", raw, err)
		}
		if a, b := copyOf(t, in), copyOf(t, again); !reflect.DeepEqual(a, b) {
			t.Fatalf("%+v became %+v", a, b)
		}
	})
}
