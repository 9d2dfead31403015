#include "tst-ibt-mod-beyond.c"
