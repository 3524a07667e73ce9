# Crypt::JWT: reads { verify, sign } from standard input, writes { verified, signed } (see lib/languages.mjs).
use strict;
use warnings;
use Crypt::JWT qw(decode_jwt encode_jwt);
use JSON::PP;
use MIME::Base64 qw(decode_base64url);

my $tasks = decode_json(do { local $/; <STDIN> });

sub verified {
  my ($task) = @_;
  my $key = $task->{alg} eq 'HS256' ? decode_base64url($task->{key}{secret}) : $task->{key}{jwk};
  my $claims = eval {
    decode_jwt(
      token        => $task->{token},
      key          => $key,
      accepted_alg => $task->{alg},
      verify_exp   => 1,
      verify_iss   => sub { $_[0] eq $task->{issuer} },
      verify_aud   => sub { $_[0] eq $task->{audience} },
    );
  };
  return $claims ? JSON::PP::true : JSON::PP::false;
}

sub signed {
  my ($task) = @_;
  return encode_jwt(
    payload       => $task->{claims},
    alg           => $task->{alg},
    key           => $task->{alg} eq 'HS256' ? decode_base64url($task->{key}{secret}) : $task->{key}{privateJwk},
    extra_headers => { kid => $task->{key}{kid}, typ => 'JWT' },
  );
}

print encode_json({
  verified => [map { verified($_) } @{ $tasks->{verify} }],
  signed   => [map { signed($_) } @{ $tasks->{sign} }],
});
