// gSOAP: reads the GetOrders response in the named file from memory as often as each line of standard input says, and
// prints the seconds of processor time that this took.

#include <cstdio>
#include <cstring>
#include <ctime>
#include <fstream>
#include <iostream>
#include <sstream>

#include "GasOrderServiceBinding.nsmap"
#include "soapH.h"

struct Input {
    std::string body;
    size_t at;
};

static size_t receive(struct soap *soap, char *buffer, size_t size) {
    Input *input = static_cast<Input *>(soap->user);
    size_t some = std::min(size, input->body.size() - input->at);
    std::memcpy(buffer, input->body.data() + input->at, some);
    input->at += some;
    return some;
}

/// Whether a response with orders was read.
static bool read(struct soap *soap, Input *input) {
    input->at = 0;
    _ns1__GetOrdersResponse message;
    message.soap_default(soap);
    bool failed = soap_begin_recv(soap) || soap_envelope_begin_in(soap) || soap_recv_header(soap) ||
                  soap_body_begin_in(soap) ||
                  !soap_get__ns1__GetOrdersResponse(soap, &message, "ns1:GetOrdersResponse", nullptr) ||
                  soap_body_end_in(soap) || soap_envelope_end_in(soap) || soap_end_recv(soap);
    bool some = !failed && message.Response && !message.Response->OrderDetail.empty();
    if (!some) soap_print_fault(soap, stderr);
    soap_destroy(soap);
    soap_end(soap);
    return some;
}

int main(int, char **arguments) {
    std::ifstream file(arguments[1], std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    Input input = {text.str(), 0};
    struct soap *soap = soap_new1(SOAP_C_UTFSTRING);
    soap->user = &input;
    soap->frecv = receive;
    for (unsigned long times; std::cin >> times;) {
        std::clock_t start = std::clock();
        for (unsigned long run = 0; run < times; run++)
            if (!read(soap, &input)) return 1;
        std::cout << double(std::clock() - start) / CLOCKS_PER_SEC << std::endl;
    }
    soap_free(soap);
}
