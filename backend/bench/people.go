package bench

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"yanhe/backend/dispute"
)

// place is a center with a desk, its short form in case numbers and its share of
// the cases.
type place struct {
	id, abbr string
	share    float64
}

// places are Xuancheng's centers with a desk. The city's, which works as one with
// 宣州区's (市区一体), has by far the most cases.
var places = []place{
	{"341800000000", "宣", 0.40}, {"341882000000", "广", 0.13}, {"341881000000", "宁", 0.12}, {"341821000000", "郎", 0.11},
	{"341823000000", "泾", 0.10}, {"341824000000", "绩", 0.06}, {"341825000000", "旌", 0.05}, {"341871000000", "经开", 0.03},
}

func placeOf(r *rand.Rand) place {
	x := r.Float64()
	for _, p := range places {
		if x -= p.share; x < 0 {
			return p
		}
	}
	return places[0]
}

// usual are dispute types by how often they come.
var usual = []string{"01", "01", "02", "02", "02", "03", "04", "06", "07", "08", "10", "10", "12", "13", "14", "14", "15", "99"}

var stories = []string{
	"两家共用的排水沟去年秋天被对方用混凝土填平，今年入梅以来雨水倒灌进我家堂屋三次，木地板和两件家具泡坏，村里说过一次没有结果。",
	"从二月起在对方工地做木工，约定每天三百二十元，做满五十六天，只领到四千元生活费，其余工钱一直说等甲方结算，电话已经不接。",
	"楼上卫生间漏水半年，我家顶面发霉脱落，物业来看过两回，说要楼上配合开门检查，楼上长期不在家，装修公司估价八千六百元。",
	"离婚时约定孩子每月抚养费一千五百元，对方从去年九月起没有给过，孩子上学和看病都是我垫付，希望把欠的补上并且以后按月给。",
	"骑电动车在路口被右转的面包车刮倒，左腕骨折，住院十一天，保险公司只认一部分药费，误工和护理费对方说不归他管。",
	"承包的十二亩茶园与邻组的界址图上不清，今年开春对方越过老田埂栽了三行苗，双方都有当年分地的老人可以作证，请帮助勘界。",
	"预付费办了健身卡两年，用了四个月门店关门，负责人说可以转到外县的店去用，我们一共二十三个人要求退还剩下的费用。",
}

var wishes = []string{"希望双方坐下来把账算清，一次了结。", "请求恢复原状，并赔偿已经造成的损失。",
	"希望尽快约时间调解，平时白天都可以到场。", "只要对方承认并按月履行，利息可以不要。"}

const surnames = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
const names = "明国建华文军平志伟东海强晓生光林涛斌辉丽敏静秀兰霞燕红梅春芳英玉珍荣贵金水根宝"

func pick[T any](r *rand.Rand, all []T) T { return all[r.IntN(len(all))] }

// personOf makes person number n up: always the same one.
func personOf(n int) dispute.Person {
	r := rand.New(rand.NewPCG(7, uint64(n)))
	name := string(pick(r, []rune(surnames))) + string(pick(r, []rune(names)))
	if r.IntN(3) > 0 {
		name += string(pick(r, []rune(names)))
	}
	return dispute.Person{Name: name, Phone: fmt.Sprintf("1%d%09d", 3+n/1_000_000_000, n%1_000_000_000), Number: residentID(r),
		Address: fmt.Sprintf("安徽省宣城市宣州区济川街道中山路%d号%d栋%d室", 1+r.IntN(300), 1+r.IntN(40), 101+100*r.IntN(18)+r.IntN(4))}
}

// residentID makes a number with a right check character (GB 11643-1999).
func residentID(r *rand.Rand) string {
	born := time.Date(1950, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, r.IntN(365*55))
	id := "3418" + pick(r, []string{"02", "21", "23", "24", "25", "81", "82"}) + born.Format("20060102") + fmt.Sprintf("%03d", r.IntN(1000))
	sum := 0
	for i, weight := range []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += weight * int(id[i]-'0')
	}
	return id + string("10X98765432"[sum%11])
}

// FilingOf makes filing number n up: two to four of the usual sentences, an
// applicant who has one to three cases, and one other side.
func FilingOf(n int) dispute.Filing {
	r := rand.New(rand.NewPCG(11, uint64(n)))
	told := make([]string, 2+r.IntN(3))
	for i := range told {
		told[i] = pick(r, stories)
	}
	other := personOf(500_000_000 + r.IntN(400_000_000))
	other.Number = ""
	if r.IntN(4) == 0 {
		other = dispute.Person{Organisation: true, Name: "宣城市" + string(pick(r, []rune(names))) + "达建设工程有限公司", Phone: other.Phone}
	}
	kind := dispute.Dispute
	if r.IntN(5) == 0 {
		kind = pick(r, dispute.Kinds)
	}
	return dispute.Filing{Kind: kind, Type: pick(r, usual), Channel: dispute.WeChat, Language: "zh-CN", Division: placeOf(r).id,
		Amount: int64(r.IntN(200)) * 100_00, What: strings.Join(told, ""), Wishes: pick(r, wishes), Place: "中山路与叠嶂路交叉口向东二百米",
		Person: personOf(applicantOf(n)), Others: []dispute.Person{other}, Evidence: []string{}, Consent: dispute.PrivacyVersion}
}

// applicantOf says who hands in filing number n: of ten filings six come from
// people with one only, four from two people with two each.
func applicantOf(n int) int {
	block, k := n/10*10, n%10
	if k >= 8 {
		return block + k - 2
	}
	return block + k
}
