// A peer of Apache's C++: peer serve|call TRANSPORT PROTOCOL PORT [multiplexed]

#include <algorithm>
#include <cstring>
#include <iostream>
#include <mutex>

#include <thrift/TApplicationException.h>
#include <thrift/processor/TMultiplexedProcessor.h>
#include <thrift/protocol/TBinaryProtocol.h>
#include <thrift/protocol/TCompactProtocol.h>
#include <thrift/protocol/THeaderProtocol.h>
#include <thrift/protocol/TJSONProtocol.h>
#include <thrift/protocol/TMultiplexedProtocol.h>
#include <thrift/server/TThreadedServer.h>
#include <thrift/transport/TBufferTransports.h>
#include <thrift/transport/TServerSocket.h>
#include <thrift/transport/TSocket.h>

#include "Depot.h"
#include "Other.h"

using namespace apache::thrift;
using namespace parcel;
using protocol::TProtocol;
using protocol::TProtocolFactory;
using transport::TTransport;
using transport::TTransportFactory;

namespace {

class Handler : public DepotIf, public OtherIf {
public:
    void echo(Parcel& answer, const Parcel& parcel) override { answer = parcel; }

    int64_t sum(const int64_t a, const int64_t b) override { return a + b; }

    int32_t divide(const int32_t a, const int32_t b) override {
        if (b != 0) return a / b;
        Refused refused;
        refused.reason = "division by zero";
        refused.number = a;
        throw refused;
    }

    void nothing() override {}

    void note(const std::string& text) override {
        std::lock_guard<std::mutex> guard(lock);
        kept.push_back(text);
    }

    void notes(std::vector<std::string>& answer) override {
        std::lock_guard<std::mutex> guard(lock);
        answer = kept;
    }

    int32_t fail(const std::string& text) override { throw std::runtime_error(text); }

    void name(std::string& answer) override { answer = "other"; }

private:
    std::mutex lock;
    std::vector<std::string> kept;
};

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

std::shared_ptr<TTransportFactory> transportNamed(const std::string& name) {
    if (name == "buffered") return std::make_shared<transport::TBufferedTransportFactory>();
    if (name == "framed") return std::make_shared<transport::TFramedTransportFactory>();
    return std::make_shared<TTransportFactory>();
}

std::shared_ptr<TProtocolFactory> protocolNamed(const std::string& transport, const std::string& name) {
    if (transport == "header") {
        return std::make_shared<HeaderProtocolFactory>(
            name == "binary" ? protocol::T_BINARY_PROTOCOL : protocol::T_COMPACT_PROTOCOL);
    }
    if (name == "binary") return std::make_shared<protocol::TBinaryProtocolFactory>();
    if (name == "compact") return std::make_shared<protocol::TCompactProtocolFactory>();
    return std::make_shared<protocol::TJSONProtocolFactory>();
}

void serve(std::shared_ptr<TTransportFactory> transports, std::shared_ptr<TProtocolFactory> protocols, int port,
           bool multiplexed) {
    auto handler = std::make_shared<Handler>();
    std::shared_ptr<TProcessor> processor = std::make_shared<DepotProcessor>(handler);
    if (multiplexed) {
        auto both = std::make_shared<TMultiplexedProcessor>();
        both->registerProcessor("Depot", processor);
        both->registerProcessor("Other", std::make_shared<OtherProcessor>(handler));
        processor = both;
    }
    // Without a factory for what goes out, one protocol serves both directions: with a header, what comes in decides.
    server::TThreadedServer(processor, std::make_shared<transport::TServerSocket>("127.0.0.1", port), transports,
                            transports, protocols, std::shared_ptr<TProtocolFactory>())
        .serve();
}

Parcel aParcel() {
    Stamp s, x, y;
    s.text = "s";
    s.__set_value(7);
    x.text = "x";
    y.text = "y";
    y.__set_value(0);
    Parcel parcel;
    parcel.flag = true;
    parcel.tiny = -8;
    parcel.small = -1600;
    parcel.middle = -320000;
    parcel.large = -(INT64_C(1) << 60);
    parcel.real = -0.15625;
    parcel.text = "Grüße 🦜";
    parcel.data = std::string("\x00\xff\x80", 3);
    for (int number = -20; number < 20; number++) parcel.numbers.push_back(number);
    parcel.words = {"a", "b"};
    parcel.counts = {{"one", 1}, {"minus", -1}};
    parcel.stamp = s;
    parcel.color = Color::BLUE;
    parcel.stamps = {x, y};
    parcel.table = {{1, {true, false}}, {2, {}}};
    return parcel;
}

template <typename Call> std::string attempt(Call call) {
    try {
        call();
        return "success";
    } catch (const TApplicationException& error) {
        return "exception " + std::to_string(error.getType()) + " " + error.what();
    }
}

void call(std::shared_ptr<TProtocol> protocol, bool multiplexed, bool carriesHeaders) {
    protocol->getTransport()->open();
    DepotClient depot(multiplexed ? std::make_shared<protocol::TMultiplexedProtocol>(protocol, "Depot") : protocol);
    Parcel parcel;
    depot.echo(parcel, aParcel());
    std::cout << "echo " << (parcel == aParcel()) << "\n";
    std::cout << "sum " << depot.sum(1, 2) << " " << depot.sum(-(INT64_C(1) << 62), 5) << "\n";
    std::cout << "divide " << depot.divide(7, 2) << "\n";
    try {
        depot.divide(7, 0);
    } catch (const Refused& refused) {
        std::cout << "refused " << refused.reason << " " << refused.number << "\n";
    }
    depot.nothing();
    depot.note("one");
    depot.note("two");
    std::vector<std::string> notes;
    while (notes.size() < 2) depot.notes(notes);
    std::sort(notes.begin(), notes.end());
    std::cout << "notes " << notes[0] << " " << notes[1] << "\n";
    std::cout << "fail " << attempt([&] { depot.fail("no parcel has the id 7"); }) << "\n";
    std::string name;
    if (multiplexed) {
        OtherClient(std::make_shared<protocol::TMultiplexedProtocol>(protocol, "Other")).name(name);
        std::cout << "name " << name << "\n";
    }
    std::cout << "unknown " << attempt([&] { OtherClient(protocol).name(name); }) << "\n";
    if (carriesHeaders) {
        auto header = std::dynamic_pointer_cast<protocol::THeaderProtocol>(protocol);
        header->setHeader("grpc-timeout", "1n");
        std::cout << "late " << attempt([&] { depot.sum(1, 1); }) << "\n";
        header->clearHeaders();
    }
    Parcel big;
    big.text = std::string(300000, 'x');
    for (int number = 0; number < 20000; number++) big.numbers.push_back(number);
    depot.echo(parcel, big);
    std::cout << "big " << parcel.text.size() << std::endl;
}

} // namespace

int main(int count, char** arguments) {
    if (count < 5) return 2;
    std::string role = arguments[1], transport = arguments[2], protocol = arguments[3];
    int port = std::stoi(arguments[4]);
    bool multiplexed = count > 5 && std::strcmp(arguments[5], "multiplexed") == 0;
    auto transports = transportNamed(transport);
    auto protocols = protocolNamed(transport, protocol);
    if (role == "serve") {
        serve(transports, protocols, port, multiplexed);
        return 0;
    }
    auto socket = std::make_shared<transport::TSocket>("127.0.0.1", port);
    socket->setRecvTimeout(10000);
    call(protocols->getProtocol(transports->getTransport(socket)), multiplexed, transport == "header");
    return 0;
}
