#!/bin/sh
# Makes the vectors of this folder with OpenSSL 3. The keys are thrown away: NOT REAL.
set -eu
cd "$(dirname "$0")"
key=$(mktemp)
trap 'rm -f "$key"' EXIT
subject='/C=FR/ST=Calvados/L=Caen/O=NOT A REAL COMPANY/CN=not-a-real.example.com'

request() { # name, then options
    name=$1
    shift
    openssl req -new -key "$key" -subj "$subject" -out "$name.pem" "$@"
}

for curve in P-256 P-384 P-521; do
    openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:$curve -out "$key"
    for hash in sha1 sha224 sha256 sha384 sha512; do
        request "good-$curve-$hash" -$hash
    done
    openssl ec -in "$key" -conv_form compressed -out "$key.c" 2>/dev/null && mv "$key.c" "$key"
    request "good-$curve-compressed" -sha256
done

openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$key"
for hash in md5 sha1 sha224 sha256 sha384 sha512 sha512-224 sha512-256; do
    request "good-rsa-$hash" -$hash
done
for hash in sha1 sha224 sha256 sha384 sha512 sha512-224 sha512-256; do
    for salt in 0 20 digest max; do
        request "good-pss-$hash-$salt" -$hash -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:$salt
    done
done
request good-pss-sha256-mgf-sha512 -sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_mgf1_md:sha512
request good-extensions -sha256 -addext 'subjectAltName=DNS:a.example.com,DNS:*.example.com,email:a@example.com,IP:192.0.2.1,IP:2001:db8::1,URI:https://example.com/' \
    -addext 'keyUsage=critical,digitalSignature' -addext 'extendedKeyUsage=clientAuth'
openssl spkac -key "$key" -challenge certwire -digest sha256 -out good-spkac-sha256.txt
openssl spkac -key "$key" -challenge certwire -digest md5 -out good-spkac-md5.txt

openssl genpkey -quiet -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -out "$key"
request good-psskey -sha256
openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2049 -out "$key"
request good-pss-2049 -sha256 -sigopt rsa_padding_mode:pss

for curve in secp224r1 secp256k1 brainpoolP256r1; do
    openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:$curve -out "$key"
    request "other-$curve" -sha256
done
openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit -out "$key"
request other-explicit -sha256
openssl genpkey -quiet -algorithm ED25519 -out "$key"
request other-ed25519
openssl genpkey -quiet -algorithm ED448 -out "$key"
request other-ed448
