// JAX-WS: operations are methods of the port, structures are beans; what may be absent comes as a JAXBElement.

import globalsign.AuthToken;
import globalsign.Error;
import globalsign.GasOrderService;
import globalsign.GasOrderServicePortType;
import globalsign.GetOrderByOrderIDRequest;
import globalsign.GetOrderByOrderIDRequestOrderQueryOption;
import globalsign.GetOrderByOrderIDResult;
import globalsign.ModifyOrderOperation;
import globalsign.ModifyOrderRequest;
import globalsign.OrderDetailById;
import globalsign.OrderKind;
import globalsign.OrderPS2ProRequest;
import globalsign.OrderPS2ProRequestDnAttributes;
import globalsign.OrderPS2ProResult;
import globalsign.OrderRequestHeader;
import globalsign.OrderResponseHeader;
import globalsign.SubscriberFull;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URL;

public final class Order {
    private static GasOrderServicePortType port;

    private static void say(String name, String value) {
        System.out.println(name + "\t" + value.replace("\n", "\\n"));
    }

    private static OrderRequestHeader header() {
        AuthToken token = new AuthToken();
        token.setUserName(System.getenv("CERTWIRE_USER"));
        token.setPassword(System.getenv("CERTWIRE_PASSWORD"));
        OrderRequestHeader header = new OrderRequestHeader();
        header.setAuthToken(token);
        return header;
    }

    private static OrderPS2ProResult order(String identifier) {
        OrderPS2ProRequestDnAttributes subject = new OrderPS2ProRequestDnAttributes();
        subject.setCommonName("Zoé Exemple");
        subject.setCountry("FR");
        subject.setOrganization("Exemple Société");
        subject.setStateOrProvince("Calvados");
        subject.setLocality("Exempleville");
        subject.setEmail("zoe.exemple@example.com");
        subject.setOrganizationalIdentifier(identifier);

        SubscriberFull subscriber = new SubscriberFull();
        subscriber.setOrganizationName("Exemple Société");
        subscriber.setOrganizationUnitName("Sécurité");
        subscriber.setPostalCode("14000");
        subscriber.setAddressLine1("1, rue de l’Exemple");
        subscriber.setAddressLine2("Bâtiment B");
        subscriber.setLocality("Exempleville");
        subscriber.setStateOrProvince("Calvados");
        subscriber.setCountry("FR");
        subscriber.setFirstName("Zoé");
        subscriber.setLastName("Exemple");
        subscriber.setPhone("+33 1 99 00 12 34");
        subscriber.setEmail("zoe.exemple@example.com");

        OrderPS2ProRequest request = new OrderPS2ProRequest();
        request.setOrderRequestHeader(header());
        request.setYear(1);
        request.setOrderKind(OrderKind.NEW);
        request.setPickupPassword("pickup-password");
        request.setDnAttributes(subject);
        request.setSubscriber(subscriber);
        return port.orderPS2Pro(request);
    }

    private static void accepted(OrderResponseHeader header) {
        if (header.getSuccessCode() < 0) {
            throw new IllegalStateException("refused: " + error(header).getErrorCode());
        }
    }

    private static Error error(OrderResponseHeader header) {
        return header.getErrors().getValue().getError().get(0);
    }

    private static OrderDetailById query(String orderId) {
        GetOrderByOrderIDRequestOrderQueryOption option = new GetOrderByOrderIDRequestOrderQueryOption();
        option.setReturnFulfillment(true);
        GetOrderByOrderIDRequest request = new GetOrderByOrderIDRequest();
        request.setOrderRequestHeader(header());
        request.setOrderID(orderId);
        request.setOrderQueryOption(option);
        GetOrderByOrderIDResult answer = port.getOrderByOrderID(request);
        accepted(answer.getOrderResponseHeader());
        return answer.getOrderDetail().getValue();
    }

    private static String state(OrderDetailById detail) {
        return detail.getOrderInfo().getValue().getOrderStatus().getValue();
    }

    public static void main(String[] arguments) throws Exception {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
        say("version", com.sun.xml.ws.util.RuntimeVersion.VERSION.toString().replaceAll("[^0-9]*([0-9.]+).*", "$1"));
        port = new GasOrderService(new URL(System.getenv("CERTWIRE_URL") + "?wsdl")).getGasOrderServicePort();

        OrderPS2ProResult placed = order("NTRFR-00000000");
        accepted(placed.getOrderResponseHeader());
        String orderId = placed.getOrderID().getValue();
        say("ordered", orderId);

        OrderDetailById detail = query(orderId);
        while (!state(detail).equals("4")) {
            say("waiting", state(detail));
            input.readLine();
            detail = query(orderId);
        }
        say("certificate", detail.getFulfillment().getValue().getPcCertificate().getValue().getX509Cert());
        say("issued", state(detail));

        ModifyOrderRequest revocation = new ModifyOrderRequest();
        revocation.setOrderRequestHeader(header());
        revocation.setOrderID(orderId);
        revocation.setModifyOrderOperation(ModifyOrderOperation.REVOKE);
        accepted(port.modifyOrder(revocation).getOrderResponseHeader());
        say("revoked", orderId);

        Error error = error(order("not-an-identifier").getOrderResponseHeader());
        say("code", error.getErrorCode());
        say("message", error.getErrorMessage());
    }
}
