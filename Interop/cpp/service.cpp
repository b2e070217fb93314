#include "service.h"

#include <chrono>
#include <thread>

const std::string twoZeroes = "can't sum two zeroes";
const std::string overflow = "integer overflow";
const std::string tooLong = "result exceeds maximum size";

void Add::Sum(addthrift::SumReply& reply, int64_t a, int64_t b) {
    std::this_thread::sleep_for(std::chrono::milliseconds(delay));
    if (a == 0 && b == 0) {
        reply.err = twoZeroes;
    } else if ((b > 0 && a > INT32_MAX - b) || (b < 0 && a < INT32_MIN - b)) {
        reply.err = overflow;
    } else {
        reply.value = a + b;
    }
}

void Add::Concat(addthrift::ConcatReply& reply, const std::string& a, const std::string& b) {
    if (a.size() + b.size() > 10) {
        reply.err = tooLong;
    } else {
        reply.value = a + b;
    }
}
