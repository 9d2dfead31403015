#include "tst-ibt-off.c"
