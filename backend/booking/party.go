package booking

import (
	"slices"

	"yanhe/backend/dispute"
)

// partyKeys are the owners of the party claims of a case. A person may be known by
// an account in one case and only by an ID or phone number in another, so each
// party is claimed under every key it has: account, blind ID number, blind phone. A
// party with none of them cannot be told to be anybody else's, and has a key
// of its own.
func partyKeys(c *dispute.Case) []string {
	var keys []string
	add := func(key string) bool {
		if key != "" && !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
		return key != ""
	}
	for _, p := range c.Parties {
		account, number, phone := add(p.Account), add(p.NumberKey), add(p.PhoneKey)
		if !account && !number && !phone {
			add(c.ID + "|" + p.ID)
		}
	}
	slices.Sort(keys)
	return keys
}
