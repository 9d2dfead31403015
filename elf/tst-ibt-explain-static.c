#define STATIC
#include "tst-ibt-explain.c"
