// node-soap: operations are methods that promise an answer.
'use strict';

const readline = require('node:readline/promises');
const soap = require('soap');

const { CERTWIRE_URL, CERTWIRE_USER, CERTWIRE_PASSWORD } = process.env;
const OrderRequestHeader = { AuthToken: { UserName: CERTWIRE_USER, Password: CERTWIRE_PASSWORD } };

function say(name, value) {
  console.log(`${name}\t${String(value).replaceAll('\n', '\\n')}`);
}

async function call(client, operation, members) {
  const [answer] = await client[`${operation}Async`]({ Request: { OrderRequestHeader, ...members } });
  return answer.Response;
}

function accepted(answer) {
  if (answer.OrderResponseHeader.SuccessCode < 0) {
    throw new Error(`refused: ${JSON.stringify(answer.OrderResponseHeader.Errors)}`);
  }
  return answer;
}

function order(client, OrganizationalIdentifier) {
  return call(client, 'OrderPS2Pro', {
    Year: 1,
    OrderKind: 'new',
    PickupPassword: 'pickup-password',
    DnAttributes: {
      CommonName: 'Zoé Exemple',
      Country: 'FR',
      Organization: 'Exemple Société',
      StateOrProvince: 'Calvados',
      Locality: 'Exempleville',
      Email: 'zoe.exemple@example.com',
      OrganizationalIdentifier,
    },
    Subscriber: {
      OrganizationName: 'Exemple Société',
      OrganizationUnitName: 'Sécurité',
      PostalCode: '14000',
      AddressLine1: '1, rue de l’Exemple',
      AddressLine2: 'Bâtiment B',
      Locality: 'Exempleville',
      StateOrProvince: 'Calvados',
      Country: 'FR',
      FirstName: 'Zoé',
      LastName: 'Exemple',
      Phone: '+33 1 99 00 12 34',
      Email: 'zoe.exemple@example.com',
    },
  });
}

async function query(client, OrderID) {
  const answer = await call(client, 'GetOrderByOrderID', {
    OrderID,
    OrderQueryOption: { ReturnFulfillment: true },
  });
  return accepted(answer).OrderDetail;
}

async function main() {
  const input = readline.createInterface({ input: process.stdin });
  const lines = input[Symbol.asyncIterator]();
  const client = await soap.createClientAsync(`${CERTWIRE_URL}?wsdl`);
  say('version', require('soap/package.json').version);

  const { OrderID } = accepted(await order(client, 'NTRFR-00000000'));
  say('ordered', OrderID);

  let detail = await query(client, OrderID);
  while (detail.OrderInfo.OrderStatus !== '4') {
    say('waiting', detail.OrderInfo.OrderStatus);
    await lines.next();
    detail = await query(client, OrderID);
  }
  say('certificate', detail.Fulfillment.PcCertificate.X509Cert);
  say('issued', detail.OrderInfo.OrderStatus);

  accepted(await call(client, 'ModifyOrder', { OrderID, ModifyOrderOperation: 'REVOKE' }));
  say('revoked', OrderID);

  const refused = await order(client, 'not-an-identifier');
  const [error] = refused.OrderResponseHeader.Errors.Error;
  say('code', error.ErrorCode);
  say('message', error.ErrorMessage);
  input.close();
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
