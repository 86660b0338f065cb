package reading

// people counts the largest number of persons or households named between two
// places, as "23名", "三十多个", "一百来号人", "七八个" or "thirty" are written.
// 0 when none is.
func people(runes []rune) int {
	most := 0
	for i := 0; i < len(runes); {
		n, next := numeral(runes, i)
		if next == i {
			i++
			continue
		}
		if countsPeople(runes[next:]) && n > most {
			most = n
		}
		i = next
	}
	return most
}

var chineseDigits = map[rune]int{
	'零': 0, '〇': 0, '一': 1, '二': 2, '两': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9,
}

var chineseUnits = map[rune]int{'十': 10, '百': 100, '千': 1000, '万': 10000}

// numeral reads a number at a place and answers its least value and where it
// ends; the same place when there is none. "几" and "数" count as 3, "七八" as 7.
func numeral(runes []rune, at int) (value, next int) {
	i, total, digit, found := at, 0, 0, false
	for ; i < len(runes); i++ {
		r := runes[i]
		if isDigit(r) {
			digit, found = min(digit*10+int(r-'0'), 1_000_000), true
			continue
		}
		if d, ok := chineseDigits[r]; ok {
			if digit == 0 { // of "七八个" the lower one is certain
				digit = d
			}
			found = true
			continue
		}
		if u, ok := chineseUnits[r]; ok {
			total += max(digit, 1) * u
			digit, found = 0, true
			continue
		}
		if r == '几' || r == '数' || r == '上' && i+1 < len(runes) && chineseUnits[runes[i+1]] > 0 {
			if r == '上' {
				continue
			}
			digit, found = 3, found || i+1 < len(runes) && chineseUnits[runes[i+1]] > 0 || r == '几'
			continue
		}
		if found && (r == '多' || r == '来' || r == '余') {
			continue
		}
		break
	}
	if !found {
		return 0, at
	}
	return total + digit, i
}

// countsPeople tells whether what follows a number counts persons or households.
func countsPeople(rest []rune) bool {
	if len(rest) == 0 {
		return false
	}
	switch rest[0] {
	case '人', '名', '户', '位', '家', '辆':
		return true
	case '口', '号':
		return len(rest) > 1 && (rest[1] == '人' || rest[1] == '子')
	case '个':
		return len(rest) < 2 || !isThing(rest[1])
	}
	for _, word := range peopleNouns {
		if hasPrefix(rest, word) {
			return true
		}
	}
	return false
}

// isThing tells the counted things that are no persons: "三个月", "六个钟头".
func isThing(r rune) bool {
	switch r {
	case '月', '小', '钟', '星', '礼', '平', '电', '点', '多', '亿', '箱', '学', '柜':
		return true
	}
	return false
}

var peopleNouns = [][]rune{
	[]rune("村民"), []rune("业主"), []rune("工人"), []rune("工友"), []rune("员工"), []rune("家长"), []rune("老人"), []rune("司机"),
	[]rune("大汉"), []rune("壮汉"), []rune("后生"), []rune("农民工"), []rune("职工"), []rune("亲戚"), []rune("兄弟"), []rune("群众"),
	[]rune("学生"), []rune("居民"), []rune("商户"), []rune("代课教师"), []rune("环卫"), []rune("会员"), []rune("同事"), []rune("教师"),
	[]rune(" workers"), []rune(" people"), []rune(" villagers"), []rune(" owners"), []rune(" men"), []rune(" of us"), []rune(" families"), []rune(" residents"), []rune(" parents"),
}
