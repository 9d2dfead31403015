#include "ibt-subject.c"
