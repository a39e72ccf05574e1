<?php
// PHP's SoapClient: operations are methods, structures are arrays.

$client = new SoapClient(getenv('CERTWIRE_URL') . '?wsdl', ['cache_wsdl' => WSDL_CACHE_NONE]);
$header = ['AuthToken' => [
    'UserName' => getenv('CERTWIRE_USER'),
    'Password' => getenv('CERTWIRE_PASSWORD'),
]];

function say(string $name, $value): void
{
    echo $name, "\t", str_replace("\n", '\n', $value), "\n";
}

function order(string $identifier): object
{
    global $client, $header;
    return $client->OrderPS2Pro(['Request' => [
        'OrderRequestHeader' => $header,
        'Year' => 1,
        'OrderKind' => 'new',
        'PickupPassword' => 'pickup-password',
        'DnAttributes' => [
            'CommonName' => 'Zoé Exemple',
            'Country' => 'FR',
            'Organization' => 'Exemple Société',
            'StateOrProvince' => 'Calvados',
            'Locality' => 'Exempleville',
            'Email' => 'zoe.exemple@example.com',
            'OrganizationalIdentifier' => $identifier,
        ],
        'Subscriber' => [
            'OrganizationName' => 'Exemple Société',
            'OrganizationUnitName' => 'Sécurité',
            'PostalCode' => '14000',
            'AddressLine1' => '1, rue de l’Exemple',
            'AddressLine2' => 'Bâtiment B',
            'Locality' => 'Exempleville',
            'StateOrProvince' => 'Calvados',
            'Country' => 'FR',
            'FirstName' => 'Zoé',
            'LastName' => 'Exemple',
            'Phone' => '+33 1 99 00 12 34',
            'Email' => 'zoe.exemple@example.com',
        ],
    ]])->Response;
}

function accepted(object $answer): object
{
    if ($answer->OrderResponseHeader->SuccessCode < 0) {
        fwrite(STDERR, json_encode($answer->OrderResponseHeader->Errors));
        exit(1);
    }
    return $answer;
}

function query(string $orderId): object
{
    global $client, $header;
    return accepted($client->GetOrderByOrderID(['Request' => [
        'OrderRequestHeader' => $header,
        'OrderID' => $orderId,
        'OrderQueryOption' => ['ReturnFulfillment' => true],
    ]])->Response)->OrderDetail;
}

say('version', PHP_VERSION);

$orderId = accepted(order('NTRFR-00000000'))->OrderID;
say('ordered', $orderId);

while (($detail = query($orderId))->OrderInfo->OrderStatus !== '4') {
    say('waiting', $detail->OrderInfo->OrderStatus);
    fgets(STDIN);
}
say('certificate', $detail->Fulfillment->PcCertificate->X509Cert);
say('issued', $detail->OrderInfo->OrderStatus);

accepted($client->ModifyOrder(['Request' => [
    'OrderRequestHeader' => $header,
    'OrderID' => $orderId,
    'ModifyOrderOperation' => 'REVOKE',
]])->Response);
say('revoked', $orderId);

$errors = order('not-an-identifier')->OrderResponseHeader->Errors->Error;
$error = is_array($errors) ? $errors[0] : $errors;
say('code', $error->ErrorCode);
say('message', $error->ErrorMessage);
