<?php
// The demo's orders with PHP: apt install php-cli php-soap php-xmlrpc, then php order.php
$secret = fn($name) => file_get_contents(__DIR__ . '/' . $name);

$gs = new SoapClient('GS-URL?wsdl');
$answer = $gs->OrderPS2Pro(['Request' => [
    'OrderRequestHeader' => ['AuthToken' => [
        'UserName' => 'GS-USER',
        'Password' => $secret('globalsign-password'),
    ]],
    'Year' => 1,
    'OrderKind' => 'new',
    'PickupPassword' => $secret('pickup-password'),
    'DnAttributes' => [
        'CommonName' => 'Zoé Exemple',
        'Country' => 'FR',
        'Organization' => 'Exemple SARL',
        'StateOrProvince' => 'Calvados',
        'Locality' => 'Caen',
        'Email' => 'zoe@example.com',
        'OrganizationalIdentifier' => 'NTRFR-732829320',
    ],
    'Subscriber' => [
        'OrganizationName' => 'Exemple SARL',
        'OrganizationUnitName' => 'Informatique',
        'PostalCode' => '14000',
        'AddressLine1' => '1, rue de l’Exemple',
        'AddressLine2' => 'Bâtiment B',
        'Locality' => 'Caen',
        'StateOrProvince' => 'Calvados',
        'Country' => 'FR',
        'FirstName' => 'Zoé',
        'LastName' => 'Exemple',
        'Phone' => '+33 1 99 00 12 34',
        'Email' => 'zoe@example.com',
    ],
    'SubID' => 'demo-php',
]]);
$response = $answer->Response;
echo 'GlobalSign ', $response->OrderResponseHeader->SuccessCode, ' ', $response->OrderID, "\n";

// Without `encoding`, the extension doubles UTF-8.
$body = xmlrpc_encode_request('achat', [
    ['identification' => ['utilisateur' => 'TBS-USER', 'motDePasse' => $secret('tbs-password')]],
    ['demo-php' => [
        'produit' => ['code' => 'X509s2SignLogin', 'dureeVie' => '1'],
        'requete' => ['logiciel' => 'autreLogiciel', 'CSR' => $secret('tbs.csr')],
        'organisation' => [
            'siren' => '732829320',
            'nom' => 'Exemple SARL',
            'adresse1' => '1, rue de l’Exemple',
            'ville' => 'Caen',
            'codePostal' => '14000',
            'pays' => 'FR',
            'telephone' => '+33-1-99-00-12-34',
            'codeNAF' => '1355',
        ],
        'contactAdm' => [
            'civiliteAdm' => '2',
            'nomAdm' => 'Exemple',
            'prenomAdm' => 'Zoé',
            'fonctionAdm' => 'Directrice',
            'telAdm' => '+33-1-99-00-12-34',
            'emailAdm' => 'zoe@example.com',
            'langueComAdm' => 'FR',
        ],
        'paiement' => ['modePaiement' => 'pre'],
        'divers' => ['refClient' => 'demo-php'],
    ]],
], ['encoding' => 'utf-8', 'escaping' => 'markup']);
$context = stream_context_create(['http' => [
    'method' => 'POST',
    'header' => 'Content-Type: text/xml',
    'content' => $body,
]]);
$answer = xmlrpc_decode(file_get_contents('TBS-URL/api-operations.php', false, $context), 'utf-8');
echo 'TBS ', $answer['codeReponse'], ' ', $answer['refTBS'], "\n";
