/* A JavaScript engine with a key for its code, in a program with threads.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

/* A model of what happens to programs that embed such an engine.  Its platform
   starts worker threads first.  The engine allocates a key later, tags the
   memory of its compiler with it, and lets all threads run what is there.  They
   have to read it too: constants lie between the instructions, and stack traces
   look at the code.  Nothing here knows of Rampart.

   With an argument, this is that program.  Without, the test runs it.  */

#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <future>
#include <mutex>
#include <queue>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <cpuid.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

namespace
{

class Platform
{
public:
  explicit Platform (int count)
  {
    for (int i = 0; i < count; ++i)
      threads_.emplace_back ([this] { run (); });
  }

  ~Platform ()
  {
    {
      std::lock_guard<std::mutex> guard (mutex_);
      stopping_ = true;
    }
    changed_.notify_all ();
    for (std::thread &thread : threads_)
      thread.join ();
  }

  std::future<int>
  post (std::function<int ()> task)
  {
    std::packaged_task<int ()> packaged (std::move (task));
    std::future<int> result = packaged.get_future ();
    {
      std::lock_guard<std::mutex> guard (mutex_);
      tasks_.push (std::move (packaged));
    }
    changed_.notify_one ();
    return result;
  }

private:
  void
  run ()
  {
    std::unique_lock<std::mutex> lock (mutex_);
    for (;;)
      {
	changed_.wait (lock, [this] { return stopping_ || !tasks_.empty (); });
	if (tasks_.empty ())
	  return;
	std::packaged_task<int ()> task = std::move (tasks_.front ());
	tasks_.pop ();
	lock.unlock ();
	task ();
	lock.lock ();
      }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::queue<std::packaged_task<int ()>> tasks_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

/* Memory that the compiler alone may write to.  */
class CodeSpace
{
public:
  CodeSpace ()
    : size_ (getpagesize ()), key_ (pkey_alloc (0, PKEY_DISABLE_WRITE))
  {
    if (key_ < 0)
      throw std::runtime_error ("no key");
    memory_ = static_cast<unsigned char *>
      (mmap (nullptr, size_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    if (memory_ == MAP_FAILED
	|| pkey_mprotect (memory_, size_, PROT_READ | PROT_WRITE | PROT_EXEC,
			  key_) != 0)
      throw std::runtime_error ("no memory");
  }

  /* A function that returns VALUE, which lies behind its instructions.  */
  void
  compile (int value)
  {
    static const unsigned char code[] =
      {
	0xf3, 0x0f, 0x1e, 0xfa,		/* endbr64 */
	0x8b, 0x05, 1, 0, 0, 0,		/* mov 1(%rip), %eax */
	0xc3				/* ret */
      };
    pkey_set (key_, 0);
    memcpy (memory_, code, sizeof code);
    memcpy (memory_ + sizeof code, &value, sizeof value);
    pkey_set (key_, PKEY_DISABLE_WRITE);
  }

  int
  call () const
  {
    return reinterpret_cast<int (*) ()> (memory_) ();
  }

  void
  overwrite ()
  {
    *const_cast<volatile unsigned char *> (memory_) = 0;
  }

private:
  size_t size_;
  int key_;
  unsigned char *memory_;
};

void
say_fault (int, siginfo_t *info, void *)
{
  /* Its status says which fault it was.  */
  _exit (info->si_code == SEGV_PKUERR ? 42 : 1);
}

int
program (const std::string &what)
{
  struct sigaction action = { };
  action.sa_sigaction = say_fault;
  action.sa_flags = SA_SIGINFO;
  sigaction (SIGSEGV, &action, nullptr);

  Platform platform (4);
  CodeSpace code;
  for (int i = 1; i <= 5; ++i)
    {
      code.compile (i);
      std::vector<std::future<int>> results;
      for (int n = 0; n < 20; ++n)
	results.push_back (platform.post ([&] { return code.call (); }));
      for (std::future<int> &result : results)
	if (result.get () != i)
	  return 1;
    }
  if (what == "write")
    platform.post ([&] { code.overwrite (); return 0; }).get ();
  return 0;
}

/* Return the status of the program with the tunable.  */
int
status_of (const char *self, const std::string &what, const char *tunable)
{
  fflush (stdout);
  pid_t child = fork ();
  if (child == 0)
    {
      setenv ("GLIBC_TUNABLES", tunable, 1);
      execl (self, self, "--direct", what.c_str (), nullptr);
      _exit (127);
    }
  int status;
  if (child < 0 || waitpid (child, &status, 0) != child || !WIFEXITED (status))
    return -1;
  return WEXITSTATUS (status);
}

bool
expect (const char *what, int found, int expected)
{
  printf ("info: %s: status %d, expected %d\n", what, found, expected);
  return found == expected;
}

bool
has_keys ()
{
  unsigned int eax, ebx, ecx, edx;
  return (__get_cpuid_count (7, 0, &eax, &ebx, &ecx, &edx) != 0
	  && (ecx & 1U << 4) != 0);	/* OSPKE */
}

} // anonymous namespace

int
main (int argc, char **argv)
{
  if (!has_keys ())
    return 77;
  if (argc > 2 && strcmp (argv[1], "--direct") == 0)
    return program (argv[2]);
  bool good = expect ("run, as the kernel has it",
		      status_of (argv[0], "run", ""), 42);
  good &= expect ("run, others read-only",
		  status_of (argv[0], "run", "rampart.pkey.alloc_others=2"),
		  0);
  good &= expect ("write in another thread",
		  status_of (argv[0], "write", "rampart.pkey.alloc_others=2"),
		  42);
  return good ? 0 : 1;
}
