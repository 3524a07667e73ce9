// golang-jwt: reads { verify, sign } from the standard input, writes { verified, signed } (see lib/languages.mjs).
package main

import (
	"encoding/base64"
	"encoding/json"
	"os"

	"github.com/golang-jwt/jwt"
)

type key struct{ Kid, Pem, Secret string }

type task struct {
	Alg, Token, Issuer, Audience string
	Key                          key
	Claims                       jwt.MapClaims
}

type tasks struct{ Verify, Sign []task }

type answer struct {
	Verified []bool   `json:"verified"`
	Signed   []string `json:"signed"`
}

func secret(k key) (interface{}, error) { return base64.RawURLEncoding.DecodeString(k.Secret) }

func publicKey(t task) (interface{}, error) {
	switch t.Alg {
	case "HS256":
		return secret(t.Key)
	case "ES256":
		return jwt.ParseECPublicKeyFromPEM([]byte(t.Key.Pem))
	case "EdDSA":
		return jwt.ParseEdPublicKeyFromPEM([]byte(t.Key.Pem))
	}
	return jwt.ParseRSAPublicKeyFromPEM([]byte(t.Key.Pem))
}

func privateKey(t task) (interface{}, error) {
	switch t.Alg {
	case "HS256":
		return secret(t.Key)
	case "ES256":
		return jwt.ParseECPrivateKeyFromPEM([]byte(t.Key.Pem))
	case "EdDSA":
		return jwt.ParseEdPrivateKeyFromPEM([]byte(t.Key.Pem))
	}
	return jwt.ParseRSAPrivateKeyFromPEM([]byte(t.Key.Pem))
}

func verified(t task) bool {
	parser := jwt.NewParser(jwt.WithValidMethods([]string{t.Alg}))
	claims := jwt.MapClaims{}
	find := func(*jwt.Token) (interface{}, error) { return publicKey(t) }
	if _, err := parser.ParseWithClaims(t.Token, claims, find); err != nil {
		return false
	}
	return claims.VerifyIssuer(t.Issuer, true) && claims.VerifyAudience(t.Audience, true)
}

func signed(t task) string {
	token := jwt.NewWithClaims(jwt.GetSigningMethod(t.Alg), t.Claims)
	token.Header["kid"] = t.Key.Kid
	private, err := privateKey(t)
	if err != nil {
		panic(err)
	}
	text, err := token.SignedString(private)
	if err != nil {
		panic(err)
	}
	return text
}

func main() {
	var given tasks
	if err := json.NewDecoder(os.Stdin).Decode(&given); err != nil {
		panic(err)
	}
	var out answer
	for _, t := range given.Verify {
		out.Verified = append(out.Verified, verified(t))
	}
	for _, t := range given.Sign {
		out.Signed = append(out.Signed, signed(t))
	}
	if err := json.NewEncoder(os.Stdout).Encode(out); err != nil {
		panic(err)
	}
}
