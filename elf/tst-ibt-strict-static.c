#include "tst-ibt-strict.c"
