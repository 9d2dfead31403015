#include "tst-ibt-mod.h"
