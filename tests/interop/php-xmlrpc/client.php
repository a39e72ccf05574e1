<?php
// PHP's xmlrpc extension: it writes and reads bodies, a stream carries them.
// Without `encoding` it would take each byte of UTF-8 for a character of ISO-8859-1.

const ENCODING = ['encoding' => 'UTF-8', 'escaping' => 'markup'];

$credentials = ['identification' => [
    'utilisateur' => getenv('CERTWIRE_USER'),
    'motDePasse' => getenv('CERTWIRE_PASSWORD'),
]];

function say(string $name, $value): void
{
    echo $name, "\t", str_replace("\n", '\n', $value), "\n";
}

function call(string $script, string $method, array $demand): array
{
    global $credentials;
    $body = xmlrpc_encode_request($method, [$credentials, ['interop-php' => $demand]], ENCODING);
    $context = stream_context_create(['http' => [
        'method' => 'POST',
        'header' => 'Content-Type: text/xml; charset=UTF-8',
        'content' => $body,
    ]]);
    $answer = file_get_contents(getenv('CERTWIRE_URL') . "/api-$script.php", false, $context);
    $decoded = xmlrpc_decode($answer, 'UTF-8');
    if (xmlrpc_is_fault($decoded)) {
        fwrite(STDERR, $decoded['faultString']);
        exit(1);
    }
    return $decoded;
}

function order(string $product): array
{
    return call('operations', 'achat', [
        'produit' => ['code' => $product],
        'requete' => [
            'logiciel' => 'nginx',
            'CSR' => getenv('CERTWIRE_CSR'),
            'adresseDVC' => 'admin@example.com',
        ],
        'organisation' => [
            'nom' => 'Exemple Société',
            'adresse1' => '1, rue de l’Exemple',
            'ville' => 'Exempleville',
            'codePostal' => '14000',
            'telephone' => '+33-1-99-00-12-34',
            'codeNAF' => '1355',
        ],
        'contactAdm' => [
            'civiliteAdm' => '2',
            'nomAdm' => 'Exemple',
            'prenomAdm' => 'Zoé',
            'fonctionAdm' => 'Directrice',
            'telAdm' => '+33-1-99-00-12-34',
            'emailAdm' => 'zoe.exemple@example.com',
            'langueComAdm' => 'FR',
        ],
        'paiement' => ['modePaiement' => 'pre'],
    ]);
}

function accepted(array $answer): array
{
    if ($answer['codeReponse'] !== '0') {
        fwrite(STDERR, "refused with {$answer['codeReponse']}: {$answer['messageReponse']}");
        exit(1);
    }
    return $answer;
}

function query(string $reference): array
{
    return accepted(call('infos', 'statut', ['certificat' => ['refTBS' => $reference]]));
}

say('version', phpversion('xmlrpc'));

$reference = accepted(order('X509SHA256s'))['refTBS'];
say('ordered', $reference);

while (($answer = query($reference))['statut'][0] !== 1) {
    say('waiting', $answer['statut'][0]);
    fgets(STDIN);
}
say('certificate', $answer['certificat']['x509']);
say('issued', $answer['statut'][0]);

accepted(call('operations', 'revocation', [
    'certificat' => ['refTBS' => $reference],
    'raison' => 'clef compromise',
]));
say('revoked', $reference);

$answer = order('X509-inconnu');
say('code', $answer['codeReponse']);
say('message', $answer['messageReponse']);
