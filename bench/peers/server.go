// Apache Thrift's Go server (Debian: golang-go golang-thrift-dev), framed: a goroutine for each connection, on all cores.
//
//	server-go PORT DIALECT
//
// DIALECT: binary, compact, json, header.
package main

import (
	"context"
	"log"
	"os"

	"bench"

	"github.com/apache/thrift/lib/go/thrift"
)

type handler struct{}

func (handler) Add(_ context.Context, a int32, b int32) (int32, error) {
	return a + b, nil
}
func (handler) Bytes(_ context.Context, value []byte) ([]byte, error) {
	return value, nil
}
func (handler) Text(_ context.Context, value string) (string, error) {
	return value, nil
}
func (handler) Texts(_ context.Context, value []string) ([]string, error) {
	return value, nil
}
func (handler) Points(_ context.Context, value []*bench.Point) ([]*bench.Point, error) {
	return value, nil
}
func (handler) Drawing(_ context.Context, value *bench.Drawing) (*bench.Drawing, error) {
	return value, nil
}
func (handler) Counts(_ context.Context, value map[string]int32) (map[string]int32, error) {
	return value, nil
}
func (handler) Names(_ context.Context, value map[int32]string) (map[int32]string, error) {
	return value, nil
}
func (handler) Words(_ context.Context, value []string) ([]string, error) {
	return value, nil
}
func (handler) Longs(_ context.Context, value []int64) ([]int64, error) {
	return value, nil
}
func (handler) Doubles(_ context.Context, value []float64) ([]float64, error) {
	return value, nil
}
func (handler) Bools(_ context.Context, value []bool) ([]bool, error) {
	return value, nil
}
func (handler) Colours(_ context.Context, value []bench.Colour) ([]bench.Colour, error) {
	return value, nil
}
func (handler) Ids(_ context.Context, value []int32) ([]int32, error) {
	return value, nil
}
func (handler) Attributes(_ context.Context, value map[string]string) (map[string]string, error) {
	return value, nil
}
func (handler) Places(_ context.Context, value map[string][]*bench.Point) (map[string][]*bench.Point, error) {
	return value, nil
}
func (handler) Grid(_ context.Context, value [][][]int32) ([][][]int32, error) {
	return value, nil
}
func (handler) Rows(_ context.Context, value []*bench.Wide) ([]*bench.Wide, error) {
	return value, nil
}
func (handler) Tree(_ context.Context, value *bench.Tree) (*bench.Tree, error) {
	return value, nil
}
func (handler) Options(_ context.Context, value []*bench.Options) ([]*bench.Options, error) {
	return value, nil
}
func (handler) Values(_ context.Context, value []*bench.Value) ([]*bench.Value, error) {
	return value, nil
}
func (handler) Tensors(_ context.Context, value []*bench.Tensor) ([]*bench.Tensor, error) {
	return value, nil
}

func main() {
	if len(os.Args) != 3 {
		log.Fatal("usage: server-go PORT DIALECT")
	}
	configuration := &thrift.TConfiguration{}
	buffered := thrift.NewTBufferedTransportFactory(8192)
	var transports thrift.TTransportFactory = thrift.NewTFramedTransportFactoryConf(buffered, configuration)
	var protocols thrift.TProtocolFactory = thrift.NewTBinaryProtocolFactoryConf(configuration)
	switch os.Args[2] {
	case "compact":
		protocols = thrift.NewTCompactProtocolFactoryConf(configuration)
	case "json":
		protocols = thrift.NewTJSONProtocolFactory()
	case "header":
		transports = buffered
		protocols = thrift.NewTHeaderProtocolFactoryConf(configuration)
	}
	socket, err := thrift.NewTServerSocket("127.0.0.1:" + os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	processor := bench.NewBenchProcessor(handler{})
	log.Fatal(thrift.NewTSimpleServer4(processor, socket, transports, protocols).Serve())
}
