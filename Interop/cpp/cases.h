#pragma once

#include <functional>

#include "service.h"

// Calls the service and prints a line of JSON per case.
void runCases(addthrift::AddServiceIf& client);

// Calls a server that is too slow. `sendDeadline` says how long the call may take, in milliseconds, before it is made.
void runDeadline(addthrift::AddServiceIf& client, const std::function<void(int)>& sendDeadline);
