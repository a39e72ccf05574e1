# SOAP::Lite: calls are made of SOAP::Data, without the WSDL.
use strict;
use warnings;
use utf8;

use SOAP::Lite;

binmode STDOUT, ':encoding(UTF-8)';
binmode STDERR, ':encoding(UTF-8)';
$| = 1;

my $client = SOAP::Lite->proxy($ENV{CERTWIRE_URL})
    ->ns('https://system.globalsign.com/pc/ws/v2/', 'ws')
    ->autotype(0);

sub say_so {
    my ($name, $value) = @_;
    $value =~ s/\n/\\n/g;
    print "$name\t$value\n";
}

# Names and values in the order of the document.
sub element {
    my ($name, @members) = @_;
    my @children;
    while (my ($member, $value) = splice @members, 0, 2) {
        push @children, ref $value ? element($member, @$value) : SOAP::Data->name($member => $value);
    }
    return SOAP::Data->name($name => \SOAP::Data->value(@children));
}

sub call {
    my ($operation, @members) = @_;
    my $answer = $client->call($operation, element(
        'Request',
        OrderRequestHeader => [
            AuthToken => [UserName => $ENV{CERTWIRE_USER}, Password => $ENV{CERTWIRE_PASSWORD}],
        ],
        @members,
    ));
    die $answer->faultstring if $answer->fault;
    return $answer->valueof("//${operation}Response/Response");
}

sub accepted {
    my ($answer) = @_;
    my $header = $answer->{OrderResponseHeader};
    die "refused: $header->{Errors}{Error}{ErrorCode}" if $header->{SuccessCode} < 0;
    return $answer;
}

sub order {
    my ($identifier) = @_;
    return call(
        'OrderPS2Pro',
        Year           => 1,
        OrderKind      => 'new',
        PickupPassword => 'pickup-password',
        DnAttributes   => [
            CommonName               => 'Zoé Exemple',
            Country                  => 'FR',
            Organization             => 'Exemple Société',
            StateOrProvince          => 'Calvados',
            Locality                 => 'Exempleville',
            Email                    => 'zoe.exemple@example.com',
            OrganizationalIdentifier => $identifier,
        ],
        Subscriber => [
            OrganizationName     => 'Exemple Société',
            OrganizationUnitName => 'Sécurité',
            PostalCode           => '14000',
            AddressLine1         => '1, rue de l’Exemple',
            AddressLine2         => 'Bâtiment B',
            Locality             => 'Exempleville',
            StateOrProvince      => 'Calvados',
            Country              => 'FR',
            FirstName            => 'Zoé',
            LastName             => 'Exemple',
            Phone                => '+33 1 99 00 12 34',
            Email                => 'zoe.exemple@example.com',
        ],
    );
}

sub query {
    my ($id) = @_;
    my $answer = call('GetOrderByOrderID', OrderID => $id, OrderQueryOption => [ReturnFulfillment => 'true']);
    return accepted($answer)->{OrderDetail};
}

say_so('version', $SOAP::Lite::VERSION);

my $id = accepted(order('NTRFR-00000000'))->{OrderID};
say_so('ordered', $id);

my $detail = query($id);
while ($detail->{OrderInfo}{OrderStatus} ne '4') {
    say_so('waiting', $detail->{OrderInfo}{OrderStatus});
    <STDIN>;
    $detail = query($id);
}
say_so('certificate', $detail->{Fulfillment}{PcCertificate}{X509Cert});
say_so('issued', $detail->{OrderInfo}{OrderStatus});

accepted(call('ModifyOrder', OrderID => $id, ModifyOrderOperation => 'REVOKE'));
say_so('revoked', $id);

my $error = order('not-an-identifier')->{OrderResponseHeader}{Errors}{Error};
say_so('code', $error->{ErrorCode});
say_so('message', $error->{ErrorMessage});
