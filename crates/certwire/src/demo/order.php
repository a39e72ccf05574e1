<?php
// The demo's GlobalSign order with PHP: apt install php-cli php-soap, then php order.php
$password = file_get_contents(__DIR__ . '/globalsign-password');
$client = new SoapClient('GS-URL?wsdl');
$answer = $client->OrderPS1(['Request' => [
    'OrderRequestHeader' => ['AuthToken' => ['UserName' => 'GS-USER', 'Password' => $password]],
    'Year' => 1,
    'OrderKind' => 'new',
    'PickupPassword' => $password,
    'DnAttributes' => ['Email' => 'zoe@example.com'],
    'Subscriber' => [
        'FirstName' => 'Zoé', 'LastName' => 'Exemple',
        'Phone' => '+33 1 99 00 12 34', 'Email' => 'zoe@example.com',
    ],
    'SubID' => 'demo-php',
]]);
echo $answer->Response->OrderResponseHeader->SuccessCode, ' ', $answer->Response->OrderID, "\n";
