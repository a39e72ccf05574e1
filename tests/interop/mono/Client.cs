// wsdl of .NET Framework, as Mono has it: operations are methods of a proxy, structures are classes.

using System;
using System.IO;
using System.Text;

static class Client
{
    static readonly string Url = Environment.GetEnvironmentVariable("CERTWIRE_URL");
    static readonly GasOrderService Service = new GasOrderService { Url = Url };

    static readonly OrderRequestHeader Header = new OrderRequestHeader {
        AuthToken = new AuthToken {
            UserName = Environment.GetEnvironmentVariable("CERTWIRE_USER"),
            Password = Environment.GetEnvironmentVariable("CERTWIRE_PASSWORD"),
        },
    };

    static void Say(string name, string value)
    {
        Console.WriteLine(name + "\t" + value.Replace("\n", "\\n"));
    }

    static OrderPS2ProResult Order(string identifier)
    {
        return Service.OrderPS2Pro(new OrderPS2ProRequest {
            OrderRequestHeader = Header,
            Year = 1,
            OrderKind = OrderKind.@new,
            PickupPassword = "pickup-password",
            DnAttributes = new OrderPS2ProRequestDnAttributes {
                CommonName = "Zoé Exemple",
                Country = "FR",
                Organization = "Exemple Société",
                StateOrProvince = "Calvados",
                Locality = "Exempleville",
                Email = "zoe.exemple@example.com",
                OrganizationalIdentifier = identifier,
            },
            Subscriber = new SubscriberFull {
                OrganizationName = "Exemple Société",
                OrganizationUnitName = "Sécurité",
                PostalCode = "14000",
                AddressLine1 = "1, rue de l’Exemple",
                AddressLine2 = "Bâtiment B",
                Locality = "Exempleville",
                StateOrProvince = "Calvados",
                Country = "FR",
                FirstName = "Zoé",
                LastName = "Exemple",
                Phone = "+33 1 99 00 12 34",
                Email = "zoe.exemple@example.com",
            },
        });
    }

    static void Accepted(OrderResponseHeader header)
    {
        if (header.SuccessCode < 0)
            throw new InvalidDataException("refused: " + header.Errors[0].ErrorCode);
    }

    static OrderDetailById Query(string orderId)
    {
        var answer = Service.GetOrderByOrderID(new GetOrderByOrderIDRequest {
            OrderRequestHeader = Header,
            OrderID = orderId,
            OrderQueryOption = new GetOrderByOrderIDRequestOrderQueryOption {
                ReturnFulfillment = true,
                ReturnFulfillmentSpecified = true,
            },
        });
        Accepted(answer.OrderResponseHeader);
        return answer.OrderDetail;
    }

    static void Main()
    {
        Console.OutputEncoding = new UTF8Encoding(false);
        Say("version", Runtime());

        var placed = Order("NTRFR-00000000");
        Accepted(placed.OrderResponseHeader);
        Say("ordered", placed.OrderID);

        var detail = Query(placed.OrderID);
        while (detail.OrderInfo.OrderStatus != "4") {
            Say("waiting", detail.OrderInfo.OrderStatus);
            Console.ReadLine();
            detail = Query(placed.OrderID);
        }
        Say("certificate", detail.Fulfillment.PcCertificate.X509Cert);
        Say("issued", detail.OrderInfo.OrderStatus);

        var revoked = Service.ModifyOrder(new ModifyOrderRequest {
            OrderRequestHeader = Header,
            OrderID = placed.OrderID,
            ModifyOrderOperation = ModifyOrderOperation.REVOKE,
        });
        Accepted(revoked.OrderResponseHeader);
        Say("revoked", placed.OrderID);

        var error = Order("not-an-identifier").OrderResponseHeader.Errors[0];
        Say("code", error.ErrorCode);
        Say("message", error.ErrorMessage);
    }

    // The runtime names itself only to those who ask for it by reflection.
    static string Runtime()
    {
        var flags = System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static;
        var name = Type.GetType("Mono.Runtime").GetMethod("GetDisplayName", flags).Invoke(null, null);
        return name.ToString().Split(' ')[0];
    }
}
