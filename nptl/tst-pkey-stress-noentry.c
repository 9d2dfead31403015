#define EXPECT_VIOLATIONS 1
#include "tst-pkey-stress.c"
