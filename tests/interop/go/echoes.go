package main

import (
	"context"
	"math"
	"strings"

	"conformance"
	"conformance_base"
)

// echoes are the functions that give back what they are given, with the values to call them with.
func echoes() []check {
	type client = conformance.ConformanceClient
	bare := &conformance.Everything{Scalars: scalars(1), Containers: &conformance.Containers{}}
	return []check{
		echo("echoBool", (*client).EchoBool, true, false),
		echo("echoByte", (*client).EchoByte, 0, 1, -1, 127, -128),
		echo("echoI16", (*client).EchoI16, 0, 1, -1, 255, math.MaxInt16, math.MinInt16),
		echo("echoI32", (*client).EchoI32, ints...),
		echo("echoI64", (*client).EchoI64, longs...),
		echo("echoDouble", (*client).EchoDouble, doubles...),
		echo("echoString", (*client).EchoString, append(texts[:len(texts):len(texts)], strings.Repeat("y", 1<<20))...),
		echo("echoBinary", (*client).EchoBinary, append(blobs[:len(blobs):len(blobs)], make([]byte, 1<<20))...),
		echo("echoColor", (*client).EchoColor, conformance.Color_RED, conformance.Color_BLUE, conformance.Color_NONE),
		echo("echoInstant", (*client).EchoInstant, 0, math.MaxInt64),
		echo("echoWeekday", (*client).EchoWeekday, conformance_base.Weekday_MONDAY, conformance_base.Weekday_SUNDAY),
		echo("echoInts", (*client).EchoInts, []int32{}, []int32{7}, upTo(14), upTo(15), upTo(10_000)),
		{"echoNames", echoNames},
		echo("echoMap", (*client).EchoMap, map[string]string{}, map[string]string{"": "", "__proto__": "a", "ü": "日本"}),
		echo("echoCube", (*client).EchoCube, [][][]int32{}, [][][]int32{{}}, [][][]int32{{{1, 2}, {}}, {}, {{3}}}),
		echo("echoNested", (*client).EchoNested, []map[string][]int32{}, []map[string][]int32{{"a": {1}, "b": {}}, {}}),
		echo("echoScalars", (*client).EchoScalars, &conformance.Scalars{}, scalars(1), scalars(2)),
		echo("echoContainers", (*client).EchoContainers, &conformance.Containers{}, containers()),
		echo("echoKeys", (*client).EchoKeys, &conformance.Keys{}, keys()),
		echo("echoChoice", (*client).EchoChoice, choices()...),
		echo("echoTree", (*client).EchoTree, chain(1), tree(), chain(50)),
		echo("echoNeeds", (*client).EchoNeeds, fewNeeds(), allNeeds()),
		echo("echoDefaults", (*client).EchoDefaults, plainDefaults(), defaults()),
		echo("echoSparse", (*client).EchoSparse, sparse()),
		echo("echoUnnumbered", (*client).EchoUnnumbered, &conformance.Unnumbered{First: "first", Second: math.MinInt32}),
		echo("echoNothing", (*client).EchoNothing, &conformance.Nothing{}),
		echo("echoEverything", (*client).EchoEverything, bare, everything()),
		echo("echoRelease1", (*client).EchoRelease1, &conformance.Release1{Name: "first", Last: 1}),
		echo("echoRelease2", (*client).EchoRelease2, release2()),
	}
}

func echo[T any](name string, call func(*conformance.ConformanceClient, context.Context, T) (T, error), values ...T) check {
	return check{name, func(c *connection) {
		for _, value := range values {
			answer, err := call(c.client, ctx, value)
			must(err)
			expect(answer, value)
		}
	}}
}

// echoNames compares sets, which are slices in Go, whatever their order.
func echoNames(c *connection) {
	for _, names := range [][]string{{}, {"a"}, texts} {
		answer, err := c.client.EchoNames(ctx, names)
		must(err)
		expect(struct{ Names []string }{answer}, struct{ Names []string }{names})
	}
}

func upTo(length int32) []int32 {
	numbers := make([]int32, length)
	for index := range numbers {
		numbers[index] = int32(index)
	}
	return numbers
}
