package main

import (
	"math"
	"strconv"
	"strings"

	"conformance"
	"conformance_base"
	"github.com/apache/thrift/lib/go/thrift"
)

var texts = []string{
	"", "a", "grüß dich", "日本語", "🌍🚀👩‍👩‍👧", "Ελληνικά", "עברית", "العربية", "हिन्दी", "русский",
	"nul \x00 inside", "quote \" back \\ line \n tab \t slash / <&>", "e\u0301", strings.Repeat("x", 70_000),
}

var blobs = [][]byte{{}, {0}, everyByte(), {0xff, 0xfe, 0x80}, make([]byte, 70_000)}

var doubles = []float64{
	0, math.Copysign(0, -1), 1.5, -1e-300, math.MaxFloat64, math.SmallestNonzeroFloat64, math.Pi, math.Inf(1),
	math.Inf(-1), math.NaN(),
}

var ints = []int32{0, 1, -1, 63, 64, -64, -65, 127, 128, 300, math.MaxInt32, math.MinInt32}

var longs = []int64{0, 1, -1, 64, -65, 1 << 32, 1<<53 + 1, -(1 << 53) - 1, math.MaxInt64, math.MinInt64}

func everyByte() (bytes []byte) {
	for value := 0; value < 256; value++ {
		bytes = append(bytes, byte(value))
	}
	return bytes
}

func point(x, y int32) *conformance.Point { return &conformance.Point{X: x, Y: y} }

func scalars(n int) *conformance.Scalars {
	return &conformance.Scalars{
		Truth: n%2 == 1, Tiny: int8(-n), Small: math.MinInt16, Medium: math.MaxInt32, Large: math.MinInt64,
		Real: float64(n) / 3, Text: "текст " + strconv.Itoa(n), Data: []byte{byte(n), 0, 255},
		Color: conformance.Color_NONE, At: conformance.Instant(1_700_000_000_000 + n),
	}
}

func containers() *conformance.Containers {
	var points []*conformance.Point
	for x := int32(0); x < 20; x++ {
		points = append(points, point(x, -x))
	}
	return &conformance.Containers{
		Bools:   []bool{true, false, false, true},
		Bytes:   []int8{-128, 0, 127},
		Shorts:  []int16{math.MinInt16, 0, math.MaxInt16},
		Ints:    ints,
		Longs:   longs,
		Doubles: []float64{0.5, math.Copysign(0, -1), math.Inf(1)},
		Words:   texts,
		Blobs:   blobs,
		Colors:  []conformance.Color{conformance.Color_RED, conformance.Color_NONE, conformance.Color_BLUE},
		Points:  points,
		Numbers: []int32{1, 2, 3, math.MinInt32},
		Names:   []string{"", "one", "zwei"},
		Counts:  map[string]int32{"": 0, "one": 1, "__proto__": 2, "constructor": 3},
		Labels:  map[int32]string{0: "zero", -1: "minus one", math.MaxInt32: "largest"},
		Index:   conformance.Index{"none": {}, "some": {"a", "b"}},
		Cube:    [][][]int32{{{1, 2}, {}}, {}, {{3}}},
		Deep:    map[string]map[string][][]int16{"a": {"b": {{1, 2}, {}}, "c": {}}, "d": {}},
		Rows:    []map[string]*conformance.Scalars{{"one": scalars(1), "two": scalars(2)}, {}, {"three": scalars(3)}},
	}
}

func keys() *conformance.Keys {
	return &conformance.Keys{
		Truths: map[bool]string{true: "yes", false: "no"},
		Longs:  map[int64]int64{math.MaxInt64: math.MinInt64, 0: 1<<53 + 1},
		Reals:  map[float64]string{0.5: "half", math.Inf(-1): "least"},
		Blobs:  map[string][]byte{"": {0}, "both": {0xff, 0}}, // Go keeps binary keys as strings
		Days: map[conformance.Color]conformance_base.Weekday{
			conformance.Color_RED:  conformance_base.Weekday_SUNDAY,
			conformance.Color_NONE: conformance_base.Weekday_MONDAY,
		},
		Bools:    []bool{true, false},
		Instants: []int64{math.MaxInt64, 0},
		Chunks:   [][]byte{{}, {0x80}},
		Palette:  []conformance.Color{conformance.Color_GREEN, conformance.Color_BLUE},
		Places:   map[*conformance.Point]string{point(0, 0): "origin", point(-1, math.MaxInt32): "far"},
		Corners:  []*conformance.Point{point(1, 1), point(1, 2)},
	}
}

// chain is a tree nested depth deep through its optional field.
func chain(depth int32) *conformance.Tree {
	value := &conformance.Tree{Value: depth}
	if depth > 1 {
		value.After = chain(depth - 1)
	}
	return value
}

func tree() *conformance.Tree {
	branch := &conformance.Tree{Value: 3, Children: []*conformance.Tree{chain(2)}}
	return &conformance.Tree{Value: 1, Children: []*conformance.Tree{chain(1), branch}, After: chain(1)}
}

func fewNeeds() *conformance.Needs { return &conformance.Needs{Must: "m", Should: "s"} }

func allNeeds() *conformance.Needs {
	return &conformance.Needs{
		May: thrift.StringPtr(""), Zero: thrift.Int32Ptr(0), Flag: thrift.BoolPtr(false), Items: []int32{},
		Place: point(0, 0),
	}
}

// plainDefaults are those of the IDL; the library leaves out the one that is a struct.
func plainDefaults() *conformance.Defaults {
	value := conformance.NewDefaults()
	value.Point = point(1, 2)
	return value
}

func defaults() *conformance.Defaults {
	value := plainDefaults()
	value.Medium, value.Needed, value.Ints = -1, "other", []int32{}
	return value
}

func sparse() *conformance.Sparse {
	return &conformance.Sparse{High: "200", One: "1", Highest: "32767", Seventeen: "17", Sixteen: "16", Two: false}
}

func choices() []*conformance.Choice {
	return []*conformance.Choice{
		{Name: thrift.StringPtr("")}, {Number: thrift.Int64Ptr(-1)}, {Point: point(1, 2)}, {Words: conformance.Words{"a", ""}},
	}
}

func release2() *conformance.Release2 {
	return &conformance.Release2{
		Name: "second", Scalars: scalars(1), Containers: containers(),
		Grid: map[int32]map[int32]*conformance.Point{1: {2: point(3, 4)}, 5: {}},
		Tree: tree(), Truth: true, Reals: []float64{0.5}, Choice: choices()[1], Last: -9,
	}
}

func everything() *conformance.Everything {
	return &conformance.Everything{
		Scalars: scalars(1), Containers: containers(), Keys: keys(), Choice: choices()[3], Tree: tree(),
		Needs: allNeeds(), Defaults: defaults(), Sparse: sparse(), Nothing: &conformance.Nothing{},
		Identity: &conformance_base.Identity{Process: 1, Thread: 2, Count: 3},
		Failure:  &conformance.NotFound{Key: "an exception is a struct too"},
	}
}
