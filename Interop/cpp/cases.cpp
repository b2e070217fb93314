#include "cases.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>
#include <iostream>

namespace {

const int shortDeadline = 50; // milliseconds
const std::chrono::milliseconds promptAnswer(1500); // the server delays each call by more than this
const int manyCalls = 200;

std::string quoted(const std::string& text) {
    std::string result = "\"";
    for (unsigned char character : text) {
        if (character < 0x20) {
            char escaped[8];
            std::snprintf(escaped, sizeof escaped, "\\u%04x", character);
            result += escaped;
        } else {
            if (character == '"' || character == '\\') result += '\\';
            result += static_cast<char>(character);
        }
    }
    return result + "\"";
}

void report(const std::string& name, const std::string& failure) {
    std::cout << "{\"case\": " << quoted(name) << ", \"ok\": " << (failure.empty() ? "true" : "false")
              << ", \"detail\": " << quoted(failure) << "}" << std::endl;
}

std::string text(int64_t value) { return std::to_string(value); }
std::string text(const std::string& value) { return value; }

// The failure of a call that must answer with a value or, when `error` is not empty, refuse with that.
template <typename Reply, typename Value, typename Call>
std::string failure(const Value& value, const std::string& error, const Call& call) {
    Reply reply;
    try {
        call(reply);
    } catch (const std::exception& exception) {
        return exception.what();
    }
    if (reply.err != error) return "got the error '" + reply.err + "' instead of '" + error + "'";
    if (error.empty() && reply.value != value) return "got " + text(reply.value) + " instead of " + text(value);
    return "";
}

} // namespace

void runCases(addthrift::AddServiceIf& client) {
    auto sumFailure = [&](int64_t a, int64_t b, int64_t value, const std::string& error) {
        return failure<addthrift::SumReply>(value, error, [&](addthrift::SumReply& reply) { client.Sum(reply, a, b); });
    };
    auto sum = [&](const std::string& name, int64_t a, int64_t b, int64_t value, const std::string& error = "") {
        report(name, sumFailure(a, b, value, error));
    };
    auto concat = [&](const std::string& name, const std::string& a, const std::string& b, const std::string& value,
                      const std::string& error = "") {
        report(name, failure<addthrift::ConcatReply>(value, error, [&](addthrift::ConcatReply& reply) {
            client.Concat(reply, a, b);
        }));
    };
    sum("sum", 1, 2, 3);
    sum("sum negative", -5, 2, -3);
    sum("sum to zero", -2, 2, 0);
    sum("sum large", 2147483646, 1, 2147483647);
    sum("two zeroes", 0, 0, 0, twoZeroes);
    sum("overflow", 2147483647, 1, 0, overflow);
    sum("underflow", -2147483648LL, -1, 0, overflow);
    concat("concat", "a", "b", "ab");
    concat("concat empty", "", "", "");
    concat("concat UTF-8", "é\"\n", "😀", "é\"\n😀");
    concat("too long", "abcdef", "ghijk", "", tooLong);
    std::string first;
    for (int call = 1; call <= manyCalls && first.empty(); call++) first = sumFailure(call, 1000, call + 1000, "");
    report("many", first);
}

void runDeadline(addthrift::AddServiceIf& client, const std::function<void(int)>& sendDeadline) {
    auto start = std::chrono::steady_clock::now();
    std::string outcome;
    sendDeadline(shortDeadline);
    try {
        addthrift::SumReply reply;
        client.Sum(reply, 1, 2);
        outcome = "got " + std::to_string(reply.value) + reply.err;
    } catch (const std::exception& exception) {
        outcome = exception.what();
        std::string lower = outcome;
        std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
        if (lower.find("deadline") != std::string::npos) outcome = "";
    }
    auto took = std::chrono::steady_clock::now() - start;
    if (took > promptAnswer) outcome = "only after more than 1.5 s: " + outcome;
    report("deadline", outcome);
}
