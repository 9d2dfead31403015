// Signals in a Go program with cgo, whose handlers libc enters: runtime/cgo
// installs those of the runtime by sigaction.
// This file is part of Rampart, an add-on for the GNU C Library.
//
// pkey-programs-go keys|no-keys|touch
package main

/*
#cgo CFLAGS: -D_GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

extern void goCallback (void);

static uintptr_t
kernel_handler (int number)
{
  uintptr_t action[4];
  if (syscall (SYS_rt_sigaction, number, NULL, action, 8) != 0)
    return 0;
  return action[0];
}

// A handler of C among those of Go, which passes the signal on.
static struct sigaction go_action;
static volatile int count;

static void
pass_on (int number, siginfo_t *info, void *context)
{
  ++count;
  go_action.sa_sigaction (number, info, context);
}

static int
set_pass_on (int number)
{
  struct sigaction action
    = { .sa_sigaction = pass_on, .sa_flags = SA_SIGINFO | SA_ONSTACK };
  return sigaction (number, &action, &go_action);
}

static int
set_go_action (int number)
{
  struct sigaction action;
  return (sigaction (number, &go_action, &action) == 0
	  && action.sa_sigaction == pass_on ? count : -1);
}

// A thread that Go does not know, before and after it becomes one of Go's.
static void *
foreign (void *number)
{
  raise ((intptr_t) number);
  goCallback ();
  raise ((intptr_t) number);
  return NULL;
}

static int
run_foreign (int number)
{
  pthread_t thread;
  return (pthread_create (&thread, NULL, foreign, (void *) (intptr_t) number)
	  || pthread_join (thread, NULL));
}

// Memory with a key, and a handler that uses it and knows nothing of it.
static volatile char *page;

static void *
make_page (void)
{
  int key = pkey_alloc (0, 0);
  page = mmap (NULL, 4096, PROT_READ | PROT_WRITE,
	       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  void *p = (void *) page;
  return (key > 0 && p != MAP_FAILED
	  && pkey_mprotect (p, 4096, PROT_READ | PROT_WRITE, key) == 0
	  ? p : NULL);
}

static void
write_page (int number)
{
  *page = number;
}

static int
touch (int number)
{
  struct sigaction old, action
    = { .sa_handler = write_page, .sa_flags = SA_ONSTACK };
  return (sigaction (number, &action, &old) == 0 && raise (number) == 0
	  && *page == number && sigaction (number, &old, NULL) == 0);
}

static void *
no_access (void)
{
  return mmap (NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}
*/
import "C"

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

func check(holds bool, what string) {
	if !holds {
		panic("not so: " + what)
	}
}

func isStub(number syscall.Signal) bool {
	address := uintptr(C.kernel_handler(C.int(number)))
	maps, err := os.Open("/proc/self/maps")
	check(err == nil, "there are maps")
	defer maps.Close()
	for lines := bufio.NewScanner(maps); lines.Scan(); {
		var start, end uintptr
		fmt.Sscanf(lines.Text(), "%x-%x", &start, &end)
		if start <= address && address < end {
			return strings.HasSuffix(lines.Text(), "/libc.so.6")
		}
	}
	panic("the handler is not mapped")
}

func kill(number syscall.Signal) {
	check(syscall.Kill(os.Getpid(), number) == nil, "kill works")
}

func testNotify() {
	signals := make(chan os.Signal, 100)
	signal.Notify(signals, syscall.SIGUSR1, syscall.SIGUSR2,
		syscall.SIGHUP)
	for i := 0; i < 100; i++ {
		kill(syscall.SIGUSR1)
		check(<-signals == syscall.SIGUSR1, "SIGUSR1 comes")
	}
	// By way of C, and on threads of C.
	check(C.set_pass_on(C.int(syscall.SIGUSR2)) == 0, "sigaction works")
	kill(syscall.SIGUSR2)
	check(<-signals == syscall.SIGUSR2, "SIGUSR2 comes")
	check(C.set_go_action(C.int(syscall.SIGUSR2)) == 1, "it was C's")
	kill(syscall.SIGUSR2)
	check(<-signals == syscall.SIGUSR2, "SIGUSR2 comes again")
	check(C.run_foreign(C.int(syscall.SIGHUP)) == 0, "there are threads")
	check(<-signals == syscall.SIGHUP, "SIGHUP comes")
	signal.Stop(signals)
}

// The fault that f dies of.
func fault(f func()) (err runtime.Error) {
	defer func() { err = recover().(runtime.Error) }()
	f()
	return
}

var nowhere *[2]int

//go:noinline
func dereference() { nowhere[1]++ }

func checkDereference() {
	err := fault(dereference)
	check(strings.Contains(err.Error(), "nil pointer"),
		"the pointer is nil")
}

//export goCallback
func goCallback() { checkDereference() }

func testFaults() {
	var group sync.WaitGroup
	for i := 0; i < 4; i++ {
		group.Add(1)
		go func() {
			defer group.Done()
			for i := 0; i < 100; i++ {
				checkDereference()
			}
		}()
	}
	group.Wait()
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	p := C.no_access()
	err := fault(func() { *(*byte)(p) = 1 })
	check(err.(interface{ Addr() uintptr }).Addr() == uintptr(p),
		"the fault is there")
}

// Loops that let nobody else run, but for SIGURG.
func testPreemption() {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	var end atomic.Bool
	var group sync.WaitGroup
	for i := 0; i < 3; i++ {
		group.Add(1)
		go func() {
			for !end.Load() {
			}
			group.Done()
		}()
	}
	for i := 0; i < 5; i++ {
		time.Sleep(time.Millisecond)
		runtime.GC()
	}
	end.Store(true)
	group.Wait()
}

// What takes long, and is in the registers of the processor meanwhile.
//
//go:noinline
func sum() (s float64) {
	for i := 1.0; i < 100000; i++ {
		s += math.Sqrt(i)
	}
	return
}

func spin(until time.Time) {
	first := sum()
	for time.Now().Before(until) {
		check(sum() == first, "interrupted code goes on as it was")
	}
}

func testProfile() {
	var packed bytes.Buffer
	check(pprof.StartCPUProfile(&packed) == nil, "there are profiles")
	spin(time.Now().Add(300 * time.Millisecond))
	pprof.StopCPUProfile()
	reader, err := gzip.NewReader(&packed)
	check(err == nil, "it is a profile")
	profile, err := io.ReadAll(reader)
	check(err == nil && bytes.Contains(profile, []byte("main.sum")),
		"the profile names what has run")
}

func testChildren() {
	for i := 0; i < 3; i++ {
		output, err := exec.Command("echo", "42").Output()
		check(err == nil && string(output) == "42\n", "children run")
	}
	child := exec.Command("sleep", "100")
	check(child.Start() == nil, "there is a child")
	child.Process.Signal(os.Interrupt)
	check(child.Wait().Error() == "signal: interrupt", "it is interrupted")
}

func testTouch() {
	// Rights are the thread's.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	page := C.make_page()
	check(page != nil, "there is a key")
	check(C.touch(C.int(syscall.SIGUSR1)) != 0, "handlers have the rights")
	// And the thread still has, after its own faults too.
	checkDereference()
	check(*(*byte)(page) == byte(syscall.SIGUSR1), "the rights stay")
}

func main() {
	mode := os.Args[1]
	if mode != "touch" {
		testNotify()
		testFaults()
		testPreemption()
		testProfile()
		testChildren()
		for _, number := range []syscall.Signal{
			syscall.SIGSEGV, syscall.SIGURG, syscall.SIGPROF} {
			check(isStub(number) == (mode == "keys"),
				"there are stubs if there are keys")
		}
	}
	if mode != "no-keys" {
		testTouch()
	}
}
