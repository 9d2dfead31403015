// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The calls from a 32-bit program, which has neither: no libc, since there is
 * none of 32 bits here.
 */
#define NR_exit			1
#define NR_write		4
#define NR_prctl		172

#define EOPNOTSUPP		95
#define ENXIO			6

static int failures;

static int call(int number, int a, int b, int c, int d, int e)
{
	int result;

	__asm__ volatile("int $0x80" : "=a"(result)
			 : "a"(number), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e)
			 : "memory");
	return result;
}

static void say(const char *text)
{
	int length = 0;

	while (text[length])
		length++;
	call(NR_write, 1, (int)text, length, 0, 0);
}

static void expect(int result, int expected, const char *what)
{
	say(result == expected ? "ok: " : "FAIL: ");
	say(what);
	say(" from a 32-bit program\n");
	failures += result != expected;
}

void _start(void)
{
	unsigned int state;

	expect(call(NR_prctl, 81, 0, 1, 0, 0), -EOPNOTSUPP, "PR_SET_CFI");
	expect(call(NR_prctl, 80, 0, (int)&state, 0, 0), -EOPNOTSUPP,
	       "PR_GET_CFI");
	/* AUTO and SEAL need no ranges. */
	expect(call(NR_prctl, 0x4c474359, 4 | 8, 0, 0, 16), -EOPNOTSUPP,
	       "PR_MARK_CODE_AS_LEGACY");
	expect(call(NR_prctl, 43, 0, 0, 0, 0), -ENXIO,
	       "PR_MPX_ENABLE_MANAGEMENT");
	expect(call(NR_prctl, 44, 0, 0, 0, 0), -ENXIO,
	       "PR_MPX_DISABLE_MANAGEMENT");
	call(NR_exit, failures != 0, 0, 0, 0, 0);
	__builtin_unreachable();
}
