package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"conformance"
	"github.com/apache/thrift/lib/go/thrift"
)

const timeout = 15 * time.Second // of each read and write: a server that hangs fails a check, not the run

// place is where to connect: with a certificate to trust, over TLS.
type place struct {
	address string
	trusted string
}

// connection is a client of one dialect, with the doors below the generated code open.
type connection struct {
	where     place
	dialect   string
	transport thrift.TTransport
	idle      func()           // closes what HTTP keeps open
	input     thrift.TProtocol // what comes is never multiplexed
	output    thrift.TProtocol
	raw       thrift.TClient
	client    *conformance.ConformanceClient
}

// ctx holds the info header that the header transport sends with every call.
var ctx = thrift.SetWriteHeaderList(thrift.SetHeader(context.Background(), "library", "Go"), []string{"library"})

func (c *connection) open() {
	name, transport, _ := strings.Cut(c.dialect, "/")
	name, multiplexed := cutSuffix(name, "-multiplexed")
	settings := &thrift.TConfiguration{ConnectTimeout: timeout, SocketTimeout: timeout, TLSConfig: c.where.tls()}
	if strings.HasPrefix(transport, "header") {
		c.input = withHeaders(name, transport == "header-zlib", c.where.socket(settings), settings)
	} else {
		c.input = plain(name, c.layered(transport, settings), settings)
	}
	c.transport = c.input.Transport()
	c.output = c.input
	if multiplexed {
		c.output = thrift.NewTMultiplexedProtocol(c.input, "Conformance")
	}
	c.raw = thrift.NewTStandardClient(c.input, c.output)
	c.client = conformance.NewConformanceClient(c.raw)
	must(c.transport.Open())
}

func (c *connection) close() {
	if c.transport != nil {
		c.transport.Close() // a failed check may have left it in any state
		c.transport = nil
	}
	if c.idle != nil {
		c.idle()
		c.idle = nil
	}
}

func cutSuffix(text, suffix string) (string, bool) {
	return strings.TrimSuffix(text, suffix), strings.HasSuffix(text, suffix)
}

func (p place) tls() *tls.Config {
	if p.trusted == "" {
		return nil
	}
	certificate, err := os.ReadFile(p.trusted)
	must(err)
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(certificate)
	return &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
}

func (p place) local() bool { return strings.ContainsAny(p.address, "/@") }

func (p place) socket(settings *thrift.TConfiguration) thrift.TTransport {
	switch {
	case p.local():
		return thrift.NewTSocketFromAddrConf(&net.UnixAddr{Name: p.address, Net: "unix"}, settings)
	case p.trusted != "":
		return thrift.NewTSSLSocketConf(p.address, settings)
	default:
		return thrift.NewTSocketConf(p.address, settings)
	}
}

func (c *connection) layered(name string, settings *thrift.TConfiguration) thrift.TTransport {
	switch name {
	case "buffered":
		return thrift.NewTBufferedTransport(c.where.socket(settings), 8192)
	case "framed":
		return thrift.NewTFramedTransportConf(c.where.socket(settings), settings)
	case "zlib":
		return zlibOver(thrift.NewTBufferedTransport(c.where.socket(settings), 8192))
	case "framed-zlib":
		return zlibOver(thrift.NewTFramedTransportConf(c.where.socket(settings), settings))
	case "http":
		return c.overHTTP(settings)
	}
	panic("no such transport: " + name)
}

func zlibOver(transport thrift.TTransport) thrift.TTransport {
	compressed, err := thrift.NewTZlibTransport(transport, 6)
	must(err)
	return compressed
}

func (c *connection) overHTTP(settings *thrift.TConfiguration) thrift.TTransport {
	where := c.where
	scheme, host := "http", where.address
	connect := &http.Transport{TLSClientConfig: settings.TLSConfig}
	c.idle = connect.CloseIdleConnections
	if where.trusted != "" {
		scheme = "https"
	}
	if where.local() {
		host = "localhost"
		connect.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "unix", where.address)
		}
	}
	options := thrift.THttpClientOptions{Client: &http.Client{Transport: connect, Timeout: timeout}}
	client, err := thrift.NewTHttpClientWithOptions(scheme+"://"+host+"/", options)
	must(err)
	return client
}

// withHeaders makes a header protocol, which makes its own transport.
func withHeaders(name string, zlib bool, socket thrift.TTransport, settings *thrift.TConfiguration) thrift.TProtocol {
	id := thrift.THeaderProtocolCompact
	if name == "binary" {
		id = thrift.THeaderProtocolBinary
	}
	settings.THeaderProtocolID = thrift.THeaderProtocolIDPtrMust(id)
	protocol := thrift.NewTHeaderProtocolConf(socket, settings)
	if zlib {
		must(protocol.AddTransform(thrift.TransformZlib))
	}
	return protocol
}

func plain(name string, transport thrift.TTransport, settings *thrift.TConfiguration) thrift.TProtocol {
	switch name {
	case "binary":
		return thrift.NewTBinaryProtocolConf(transport, settings)
	case "binary-old":
		return thrift.NewTBinaryProtocol(transport, false, false)
	case "compact":
		return thrift.NewTCompactProtocolConf(transport, settings)
	case "json":
		return thrift.NewTJSONProtocol(transport)
	}
	panic("no such protocol: " + name)
}
