#pragma once

#include <cstdint>
#include <string>

// The service behind the generated interface, with the limits of Go kit's example.

#include "AddService.h"

class Add : public addthrift::AddServiceIf {
public:
    // A service whose Sum takes `delay` milliseconds.
    explicit Add(int delay) : delay(delay) {}

    void Sum(addthrift::SumReply& reply, int64_t a, int64_t b) override;
    void Concat(addthrift::ConcatReply& reply, const std::string& a, const std::string& b) override;

private:
    int delay;
};

extern const std::string twoZeroes;
extern const std::string overflow;
extern const std::string tooLong;
