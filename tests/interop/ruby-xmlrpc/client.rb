# Ruby's xmlrpc: a client for each script, structures are hashes.
require 'xmlrpc/client'

$stdout.sync = true

def say(name, value)
  puts "#{name}\t#{value.to_s.gsub("\n", '\n')}"
end

URL = ENV.fetch('CERTWIRE_URL')
OPERATIONS = XMLRPC::Client.new2("#{URL}/api-operations.php")
INFOS = XMLRPC::Client.new2("#{URL}/api-infos.php")
CREDENTIALS = {
  'identification' => {
    'utilisateur' => ENV.fetch('CERTWIRE_USER'),
    'motDePasse' => ENV.fetch('CERTWIRE_PASSWORD')
  }
}.freeze

def call(client, method, demand)
  client.call(method, CREDENTIALS, { 'interop-ruby' => demand })
end

def accepted(answer)
  abort "refused with #{answer['codeReponse']}: #{answer['messageReponse']}" if answer['codeReponse'] != '0'
  answer
end

def order(product)
  call(
    OPERATIONS,
    'achat',
    'produit' => { 'code' => product },
    'requete' => {
      'logiciel' => 'nginx',
      'CSR' => ENV.fetch('CERTWIRE_CSR'),
      'adresseDVC' => 'admin@example.com'
    },
    'organisation' => {
      'nom' => 'Exemple Société',
      'adresse1' => '1, rue de l’Exemple',
      'ville' => 'Exempleville',
      'codePostal' => '14000',
      'telephone' => '+33-1-99-00-12-34',
      'codeNAF' => '1355'
    },
    'contactAdm' => {
      'civiliteAdm' => '2',
      'nomAdm' => 'Exemple',
      'prenomAdm' => 'Zoé',
      'fonctionAdm' => 'Directrice',
      'telAdm' => '+33-1-99-00-12-34',
      'emailAdm' => 'zoe.exemple@example.com',
      'langueComAdm' => 'FR'
    },
    'paiement' => { 'modePaiement' => 'pre' }
  )
end

def query(reference)
  accepted(call(INFOS, 'statut', 'certificat' => { 'refTBS' => reference }))
end

say 'version', Gem::Specification.find_by_name('xmlrpc').version

reference = accepted(order('X509SHA256s'))['refTBS']
say 'ordered', reference

until (answer = query(reference))['statut']['0'] == 1
  say 'waiting', answer['statut']['0']
  $stdin.gets
end
say 'certificate', answer['certificat']['x509']
say 'issued', answer['statut']['0']

accepted(call(OPERATIONS, 'revocation', 'certificat' => { 'refTBS' => reference }, 'raison' => 'clef compromise'))
say 'revoked', reference

answer = order('X509-inconnu')
say 'code', answer['codeReponse']
say 'message', answer['messageReponse']
