/* gSOAP: operations are functions, structures are structs; soap_call returns zero when an answer has come. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "GasOrderServiceBinding.nsmap"
#include "soapH.h"

static struct soap *soap;
static const char *url;
static struct ns1__AuthToken token;
static struct ns1__OrderRequestHeader header = {&token};

static void say(const char *name, const char *value)
{
    printf("%s\t", name);
    for (; *value; value++) {
        if (*value == '\n')
            fputs("\\n", stdout);
        else
            putchar(*value);
    }
    putchar('\n');
    fflush(stdout);
}

static void check(int failed)
{
    if (failed) {
        soap_print_fault(soap, stderr);
        exit(1);
    }
}

static void accepted(const struct ns1__OrderResponseHeader *answer)
{
    if (answer->SuccessCode < 0) {
        fprintf(stderr, "refused: %s\n", answer->Errors->Error[0].ErrorCode);
        exit(1);
    }
}

static struct ns1__OrderPS2ProResult *order(char *identifier)
{
    struct ns1__OrderPS2ProRequestDnAttributes subject = {
        .CommonName = "Zoé Exemple",
        .Country = "FR",
        .Organization = "Exemple Société",
        .StateOrProvince = "Calvados",
        .Locality = "Exempleville",
        .Email = "zoe.exemple@example.com",
        .OrganizationalIdentifier = identifier,
    };
    struct ns1__SubscriberFull subscriber = {
        .OrganizationName = "Exemple Société",
        .OrganizationUnitName = "Sécurité",
        .PostalCode = "14000",
        .AddressLine1 = "1, rue de l’Exemple",
        .AddressLine2 = "Bâtiment B",
        .Locality = "Exempleville",
        .StateOrProvince = "Calvados",
        .Country = "FR",
        .FirstName = "Zoé",
        .LastName = "Exemple",
        .Phone = "+33 1 99 00 12 34",
        .Email = "zoe.exemple@example.com",
    };
    struct ns1__OrderPS2ProRequest request = {
        .OrderRequestHeader = &header,
        .Year = ns1__codes_x002evalidity_x002eint__1,
        .OrderKind = ns1__OrderKind__new_,
        .PickupPassword = "pickup-password",
        .DnAttributes = &subject,
        .Subscriber = &subscriber,
    };
    struct _ns1__OrderPS2Pro call = {&request};
    struct _ns1__OrderPS2ProResponse answer;
    check(soap_call___ns1__OrderPS2Pro(soap, url, NULL, &call, &answer));
    return answer.Response;
}

static struct ns1__OrderDetailById *query(char *order_id)
{
    enum xsd__boolean yes = xsd__boolean__true_;
    struct ns1__GetOrderByOrderIDRequestOrderQueryOption option = {.ReturnFulfillment = &yes};
    struct ns1__GetOrderByOrderIDRequest request = {&header, order_id, &option};
    struct _ns1__GetOrderByOrderID call = {&request};
    struct _ns1__GetOrderByOrderIDResponse answer;
    check(soap_call___ns1__GetOrderByOrderID(soap, url, NULL, &call, &answer));
    accepted(answer.Response->OrderResponseHeader);
    return answer.Response->OrderDetail;
}

static void revoke_certificate(char *order_id)
{
    struct ns1__ModifyOrderRequest request = {&header, order_id, ns1__ModifyOrderOperation__REVOKE};
    struct _ns1__ModifyOrder call = {&request};
    struct _ns1__ModifyOrderResponse answer;
    check(soap_call___ns1__ModifyOrder(soap, url, NULL, &call, &answer));
    accepted(answer.Response->OrderResponseHeader);
}

int main(void)
{
    char line[16];
    int version = GSOAP_VERSION;
    snprintf(line, sizeof line, "%d.%d.%d", version / 100000, version / 1000 % 100, version % 1000);
    say("version", line);

    url = getenv("CERTWIRE_URL");
    token.UserName = getenv("CERTWIRE_USER");
    token.Password = getenv("CERTWIRE_PASSWORD");
    /* Without this mode its strings are taken for ISO-8859-1. */
    soap = soap_new1(SOAP_C_UTFSTRING);

    struct ns1__OrderPS2ProResult *placed = order("NTRFR-00000000");
    accepted(placed->OrderResponseHeader);
    char *order_id = placed->OrderID;
    say("ordered", order_id);

    struct ns1__OrderDetailById *detail = query(order_id);
    while (strcmp(detail->OrderInfo->OrderStatus, "4") != 0) {
        say("waiting", detail->OrderInfo->OrderStatus);
        if (!fgets(line, sizeof line, stdin))
            return 1;
        detail = query(order_id);
    }
    say("certificate", detail->Fulfillment->PcCertificate->X509Cert);
    say("issued", detail->OrderInfo->OrderStatus);

    revoke_certificate(order_id);
    say("revoked", order_id);

    struct ns1__Error *error = order("not-an-identifier")->OrderResponseHeader->Errors->Error;
    say("code", error->ErrorCode);
    say("message", error->ErrorMessage);

    soap_destroy(soap);
    soap_end(soap);
    soap_free(soap);
    return 0;
}
