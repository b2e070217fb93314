#include "CMartletMemory.h"
