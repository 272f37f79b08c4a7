#!/bin/sh
# Makes an authority and two certificates that it has signed, for thirty days: certificates.sh FOLDER
set -e
mkdir -p "$1"
cd "$1"
make="openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30"
by="-CA ca.crt -CAkey ca.key -addext basicConstraints=critical,CA:FALSE"
{
  $make -subj "/CN=ca" -keyout ca.key -out ca.crt
  $make $by -subj "/CN=localhost" -addext "subjectAltName=DNS:localhost,IP:127.0.0.1" \
    -keyout server.key -out server.crt
  $make $by -subj "/CN=client" -keyout client.key -out client.crt
} 2>openssl.log || { cat openssl.log >&2; exit 1; }
