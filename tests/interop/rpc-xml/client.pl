# RPC::XML: a client for each script, structures are hash references.
use strict;
use warnings;
use utf8;

use RPC::XML;
use RPC::XML::Client;

# Its own default is US-ASCII, which leaves no place for most of French.
$RPC::XML::ENCODING = 'UTF-8';

binmode STDOUT, ':encoding(UTF-8)';
binmode STDERR, ':encoding(UTF-8)';
$| = 1;

my %client = map { $_ => RPC::XML::Client->new("$ENV{CERTWIRE_URL}/api-$_.php") } qw(operations infos);
my $credentials = {
    identification => { utilisateur => $ENV{CERTWIRE_USER}, motDePasse => $ENV{CERTWIRE_PASSWORD} },
};

sub say_so {
    my ($name, $value) = @_;
    $value =~ s/\n/\\n/g;
    print "$name\t$value\n";
}

sub text {
    my ($text) = @_;
    return RPC::XML::string->new($text);
}

sub call {
    my ($script, $method, $demand) = @_;
    my $answer = $client{$script}->simple_request($method, $credentials, { 'interop-perl' => $demand });
    die "no answer: $RPC::XML::ERROR" unless ref $answer;
    die "fault: $answer->{faultString}" if exists $answer->{faultString};
    return $answer;
}

sub accepted {
    my ($answer) = @_;
    die "refused with $answer->{codeReponse}: $answer->{messageReponse}" if $answer->{codeReponse} ne '0';
    return $answer;
}

sub order {
    my ($product) = @_;
    return call('operations', 'achat', {
        produit => { code => $product },
        requete => { logiciel => 'nginx', CSR => $ENV{CERTWIRE_CSR}, adresseDVC => 'admin@example.com' },
        organisation => {
            nom        => 'Exemple Société',
            adresse1   => '1, rue de l’Exemple',
            ville      => 'Exempleville',
            codePostal => text('14000'),
            telephone  => '+33-1-99-00-12-34',
            codeNAF    => text('1355'),
        },
        contactAdm => {
            civiliteAdm  => text('2'),
            nomAdm       => 'Exemple',
            prenomAdm    => 'Zoé',
            fonctionAdm  => 'Directrice',
            telAdm       => '+33-1-99-00-12-34',
            emailAdm     => 'zoe.exemple@example.com',
            langueComAdm => 'FR',
        },
        paiement => { modePaiement => 'pre' },
    });
}

sub query {
    my ($reference) = @_;
    return accepted(call('infos', 'statut', { certificat => { refTBS => text($reference) } }));
}

say_so('version', $RPC::XML::VERSION);

my $reference = accepted(order('X509SHA256s'))->{refTBS};
say_so('ordered', $reference);

my $answer = query($reference);
while ($answer->{statut}{0} != 1) {
    say_so('waiting', $answer->{statut}{0});
    <STDIN>;
    $answer = query($reference);
}
say_so('certificate', $answer->{certificat}{x509});
say_so('issued', $answer->{statut}{0});

accepted(call('operations', 'revocation', {
    certificat => { refTBS => text($reference) },
    raison     => 'clef compromise',
}));
say_so('revoked', $reference);

$answer = order('X509-inconnu');
say_so('code', $answer->{codeReponse});
say_so('message', $answer->{messageReponse});
