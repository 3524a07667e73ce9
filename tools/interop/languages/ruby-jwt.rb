# ruby-jwt: reads { verify, sign } from the standard input, writes { verified, signed } (see lib/languages.mjs).
require 'base64'
require 'json'
require 'jwt'
require 'openssl'

def key_of(key, alg)
  alg == 'HS256' ? Base64.urlsafe_decode64(key['secret']) : OpenSSL::PKey.read(key['pem'])
end

def verified(task)
  JWT.decode(
    task['token'], key_of(task['key'], task['alg']), true,
    algorithm: task['alg'], iss: task['issuer'], verify_iss: true, aud: task['audience'], verify_aud: true
  )
  true
rescue JWT::DecodeError
  false
end

def signed(task)
  JWT.encode(task['claims'], key_of(task['key'], task['alg']), task['alg'], { kid: task['key']['kid'], typ: 'JWT' })
end

tasks = JSON.parse($stdin.read)
puts JSON.generate(
  verified: tasks['verify'].map { |task| verified(task) },
  signed: tasks['sign'].map { |task| signed(task) }
)
