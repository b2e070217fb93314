// The peer in C++: a server and a client of the add service on Thrift, with Apache's own library.
//
//   peer server WIRE DELAY       prints "port N" when it listens, serves until its standard input ends;
//                                Sum takes DELAY milliseconds
//   peer client WIRE ADDRESS     calls, prints a line of JSON per case
//   peer deadline WIRE ADDRESS   the same with the case of a server that is too slow
//
// A wire is thrift-PROTOCOL-TRANSPORT, as thrift-compact-framed.

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <stdexcept>
#include <thread>

#include <thrift/protocol/TBinaryProtocol.h>
#include <thrift/protocol/TCompactProtocol.h>
#include <thrift/protocol/THeaderProtocol.h>
#include <thrift/protocol/TJSONProtocol.h>
#include <thrift/server/TThreadedServer.h>
#include <thrift/transport/TBufferTransports.h>
#include <thrift/transport/TServerSocket.h>
#include <thrift/transport/TSocket.h>

#include "cases.h"
#include "service.h"

using namespace apache::thrift;
using protocol::TProtocol;
using protocol::TProtocolFactory;
using transport::TTransport;
using transport::TTransportFactory;

namespace {

const int callTimeout = 10000; // milliseconds
const char deadlineHeader[] = "grpc-timeout";

// The library's own factory of header protocols takes only binary for what is inside.
class HeaderProtocolFactory : public TProtocolFactory {
public:
    explicit HeaderProtocolFactory(uint16_t inside) : inside(inside) {}

    std::shared_ptr<TProtocol> getProtocol(std::shared_ptr<TTransport> transport) override {
        return std::make_shared<protocol::THeaderProtocol>(transport, inside);
    }

    std::shared_ptr<TProtocol> getProtocol(std::shared_ptr<TTransport> in, std::shared_ptr<TTransport> out) override {
        return std::make_shared<protocol::THeaderProtocol>(in, out, inside);
    }

private:
    uint16_t inside;
};

struct Wire {
    std::shared_ptr<TTransportFactory> transports;
    std::shared_ptr<TProtocolFactory> protocols;
};

Wire wireNamed(const std::string& name) {
    if (name == "thrift-binary-header" || name == "thrift-compact-header") {
        uint16_t inside = name == "thrift-binary-header" ? protocol::T_BINARY_PROTOCOL : protocol::T_COMPACT_PROTOCOL;
        return {std::make_shared<TTransportFactory>(), std::make_shared<HeaderProtocolFactory>(inside)};
    }
    Wire wire;
    auto dash = name.rfind('-');
    std::string protocol = name.substr(0, dash), transport = dash == std::string::npos ? "" : name.substr(dash + 1);
    if (transport == "buffered") wire.transports = std::make_shared<transport::TBufferedTransportFactory>();
    if (transport == "framed") wire.transports = std::make_shared<transport::TFramedTransportFactory>();
    if (protocol == "thrift-binary") wire.protocols = std::make_shared<protocol::TBinaryProtocolFactory>();
    if (protocol == "thrift-compact") wire.protocols = std::make_shared<protocol::TCompactProtocolFactory>();
    if (protocol == "thrift-json") wire.protocols = std::make_shared<protocol::TJSONProtocolFactory>();
    if (!wire.transports || !wire.protocols) throw std::invalid_argument("no wire " + name);
    return wire;
}

class PrintPort : public server::TServerEventHandler {
public:
    explicit PrintPort(std::shared_ptr<transport::TServerSocket> socket) : socket(std::move(socket)) {}
    void preServe() override { std::cout << "port " << socket->getPort() << std::endl; }

private:
    std::shared_ptr<transport::TServerSocket> socket;
};

void serve(const Wire& wire, int delay) {
    auto socket = std::make_shared<transport::TServerSocket>("127.0.0.1", 0);
    auto processor = std::make_shared<addthrift::AddServiceProcessor>(std::make_shared<Add>(delay));
    // Without a factory for what goes out, one protocol serves both directions: with a header, what comes in decides.
    server::TThreadedServer server(
        processor, socket, wire.transports, wire.transports, wire.protocols, std::shared_ptr<TProtocolFactory>());
    server.setServerEventHandler(std::make_shared<PrintPort>(socket));
    std::thread([] {
        while (std::cin.get() != std::char_traits<char>::eof()) {}
        std::_Exit(0);
    }).detach();
    server.serve();
}

void call(const Wire& wire, const std::string& address, bool deadline) {
    auto colon = address.rfind(':');
    auto socket = std::make_shared<transport::TSocket>(address.substr(0, colon), std::stoi(address.substr(colon + 1)));
    socket->setConnTimeout(callTimeout);
    socket->setRecvTimeout(callTimeout);
    socket->setSendTimeout(callTimeout);
    auto protocol = wire.protocols->getProtocol(wire.transports->getTransport(socket));
    addthrift::AddServiceClient client(protocol);
    protocol->getTransport()->open();
    if (!deadline) return runCases(client);
    auto header = std::dynamic_pointer_cast<protocol::THeaderProtocol>(protocol);
    if (!header) throw std::invalid_argument("this wire carries no deadline");
    runDeadline(client, [&](int milliseconds) {
        header->setHeader(deadlineHeader, std::to_string(milliseconds) + "m");
    });
}

} // namespace

int main(int count, char** arguments) {
    std::signal(SIGPIPE, SIG_IGN);
    try {
        std::string command = count == 4 ? arguments[1] : "";
        if (command == "server") {
            serve(wireNamed(arguments[2]), std::stoi(arguments[3]));
        } else if (command == "client" || command == "deadline") {
            call(wireNamed(arguments[2]), arguments[3], command == "deadline");
        } else {
            throw std::invalid_argument("usage: peer server WIRE DELAY | client WIRE ADDRESS | deadline WIRE ADDRESS");
        }
    } catch (const std::exception& exception) {
        std::cerr << "peer: " << exception.what() << std::endl;
        return 1;
    }
}
