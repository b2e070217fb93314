// Reads values with Apache's library and writes them again: apache STRUCT:PROTOCOL:VALUE ...
//
// Each value is in hexadecimal digits; without any it is the one that C++ begins with. Each line of the output is what
// the library makes of it.

#include <functional>
#include <iomanip>
#include <iostream>
#include <map>
#include <memory>
#include <sstream>
#include <tuple>

#include <thrift/protocol/TBinaryProtocol.h>
#include <thrift/protocol/TCompactProtocol.h>
#include <thrift/protocol/TJSONProtocol.h>
#include <thrift/transport/TBufferTransports.h>

#include "sink_types.h"

using apache::thrift::protocol::TProtocol;
using apache::thrift::transport::TMemoryBuffer;
using Protocols = std::function<std::shared_ptr<TProtocol>(std::shared_ptr<TMemoryBuffer>)>;

// Apache's code declares the order of structs in sets, and leaves it to others.
bool shared::Point::operator<(const shared::Point& other) const {
    return std::tie(x, y, label) < std::tie(other.x, other.y, other.label);
}

template <class Value>
std::string again(const Protocols& protocol, const std::string& bytes) {
    Value value;
    if (!bytes.empty()) {
        auto source = std::make_shared<TMemoryBuffer>();
        source->write(reinterpret_cast<const uint8_t*>(bytes.data()), static_cast<uint32_t>(bytes.size()));
        value.read(protocol(source).get());
        if (source->available_read() > 0) throw std::runtime_error("bytes are left");
    }
    auto target = std::make_shared<TMemoryBuffer>();
    value.write(protocol(target).get());
    return target->getBufferAsString();
}

std::string decode(const std::string& digits) {
    std::string bytes;
    for (size_t index = 0; index + 1 < digits.size(); index += 2)
        bytes.push_back(static_cast<char>(std::stoi(digits.substr(index, 2), nullptr, 16)));
    return bytes;
}

std::string encode(const std::string& bytes) {
    std::ostringstream digits;
    for (unsigned char byte : bytes) digits << std::hex << std::setw(2) << std::setfill('0') << int(byte);
    return digits.str();
}

template <class Protocol>
std::shared_ptr<TProtocol> make(std::shared_ptr<TMemoryBuffer> buffer) {
    return std::make_shared<Protocol>(buffer);
}

int main(int count, char** arguments) {
    using namespace sink;
    const std::map<std::string, Protocols> protocols = {
        {"binary", make<apache::thrift::protocol::TBinaryProtocol>},
        {"compact", make<apache::thrift::protocol::TCompactProtocol>},
        {"json", make<apache::thrift::protocol::TJSONProtocol>},
    };
    const std::map<std::string, std::function<std::string(const Protocols&, const std::string&)>> structs = {
        {"Scalars", again<Scalars>}, {"Needed", again<Needed>}, {"Maybe", again<Maybe>},
        {"Containers", again<Containers>}, {"Tree", again<Tree>}, {"Ids", again<Ids>}, {"Empty", again<Empty>},
        {"Odd", again<Odd>}, {"Broken", again<Broken>}, {"Shape", again<Shape>}, {"Defaults", again<Defaults>},
    };
    for (int index = 1; index < count; index++) {
        std::istringstream fields(arguments[index]);
        std::string name, protocol, digits;
        std::getline(fields, name, ':');
        std::getline(fields, protocol, ':');
        std::getline(fields, digits);
        try {
            std::cout << encode(structs.at(name)(protocols.at(protocol), decode(digits))) << "\n";
        } catch (const std::exception& error) {
            std::cout << error.what() << "\n";
        }
    }
}
