// node xmlrpc: a client for each script, a callback for each call.
'use strict';

const readline = require('node:readline/promises');
const { promisify } = require('node:util');
const xmlrpc = require('xmlrpc');

const { CERTWIRE_URL, CERTWIRE_USER, CERTWIRE_PASSWORD, CERTWIRE_CSR } = process.env;
const credentials = {
  identification: { utilisateur: CERTWIRE_USER, motDePasse: CERTWIRE_PASSWORD },
};

function script(name) {
  const client = xmlrpc.createClient(`${CERTWIRE_URL}/api-${name}.php`);
  const call = promisify(client.methodCall.bind(client));
  return (method, demand) => call(method, [credentials, { 'interop-node': demand }]);
}

const operations = script('operations');
const infos = script('infos');

function say(name, value) {
  console.log(`${name}\t${String(value).replaceAll('\n', '\\n')}`);
}

function accepted(answer) {
  if (answer.codeReponse !== '0') {
    throw new Error(`refused with ${answer.codeReponse}: ${answer.messageReponse}`);
  }
  return answer;
}

function order(code) {
  return operations('achat', {
    produit: { code },
    requete: { logiciel: 'nginx', CSR: CERTWIRE_CSR, adresseDVC: 'admin@example.com' },
    organisation: {
      nom: 'Exemple Société',
      adresse1: '1, rue de l’Exemple',
      ville: 'Exempleville',
      codePostal: '14000',
      telephone: '+33-1-99-00-12-34',
      codeNAF: '1355',
    },
    contactAdm: {
      civiliteAdm: '2',
      nomAdm: 'Exemple',
      prenomAdm: 'Zoé',
      fonctionAdm: 'Directrice',
      telAdm: '+33-1-99-00-12-34',
      emailAdm: 'zoe.exemple@example.com',
      langueComAdm: 'FR',
    },
    paiement: { modePaiement: 'pre' },
  });
}

async function query(refTBS) {
  return accepted(await infos('statut', { certificat: { refTBS } }));
}

async function main() {
  const input = readline.createInterface({ input: process.stdin });
  const lines = input[Symbol.asyncIterator]();
  say('version', require('xmlrpc/package.json').version);

  const { refTBS } = accepted(await order('X509SHA256s'));
  say('ordered', refTBS);

  let answer = await query(refTBS);
  while (answer.statut[0] !== 1) {
    say('waiting', answer.statut[0]);
    await lines.next();
    answer = await query(refTBS);
  }
  say('certificate', answer.certificat.x509);
  say('issued', answer.statut[0]);

  accepted(await operations('revocation', { certificat: { refTBS }, raison: 'clef compromise' }));
  say('revoked', refTBS);

  const refused = await order('X509-inconnu');
  say('code', refused.codeReponse);
  say('message', refused.messageReponse);
  input.close();
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
