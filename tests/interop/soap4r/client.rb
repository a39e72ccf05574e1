# soap4r: the WSDL becomes a driver, structures are hashes.
require 'soap/wsdlDriver'

$stdout.sync = true

def say(name, value)
  puts "#{name}\t#{value.to_s.gsub("\n", '\n')}"
end

CLIENT = SOAP::WSDLDriverFactory.new("#{ENV.fetch('CERTWIRE_URL')}?wsdl").create_rpc_driver
HEADER = {
  AuthToken: { UserName: ENV.fetch('CERTWIRE_USER'), Password: ENV.fetch('CERTWIRE_PASSWORD') }
}.freeze

def order(identifier)
  CLIENT.OrderPS2Pro(
    Request: {
      OrderRequestHeader: HEADER,
      # A number is held against the closed list as a number, the list's entries are text.
      Year: '1',
      OrderKind: 'new',
      PickupPassword: 'pickup-password',
      DnAttributes: {
        CommonName: 'Zoé Exemple',
        Country: 'FR',
        Organization: 'Exemple Société',
        StateOrProvince: 'Calvados',
        Locality: 'Exempleville',
        Email: 'zoe.exemple@example.com',
        OrganizationalIdentifier: identifier
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
        Email: 'zoe.exemple@example.com'
      }
    }
  ).response
end

def accepted(answer)
  header = answer.orderResponseHeader
  abort "refused: #{header.errors.error.errorCode}" if header.successCode.to_i < 0
  answer
end

def query(id)
  answer = CLIENT.GetOrderByOrderID(
    Request: { OrderRequestHeader: HEADER, OrderID: id, OrderQueryOption: { ReturnFulfillment: true } }
  )
  accepted(answer.response).orderDetail
end

say 'version', Gem::Specification.find_by_name('soap4r-ruby1.9').version

id = accepted(order('NTRFR-00000000')).orderID
say 'ordered', id

until (detail = query(id)).orderInfo.orderStatus == '4'
  say 'waiting', detail.orderInfo.orderStatus
  $stdin.gets
end
say 'certificate', detail.fulfillment.pcCertificate.x509Cert
say 'issued', detail.orderInfo.orderStatus

answer = CLIENT.ModifyOrder(
  Request: { OrderRequestHeader: HEADER, OrderID: id, ModifyOrderOperation: 'REVOKE' }
)
accepted(answer.response)
say 'revoked', id

error = order('not-an-identifier').orderResponseHeader.errors.error
say 'code', error.errorCode
say 'message', error.errorMessage
