// Signals in Debian's Java VM, whose handlers libc enters.
// This file is part of Rampart, an add-on for the GNU C Library.
//
// java --enable-preview PkeyPrograms keys|no-keys|touch

import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import sun.misc.Signal;

class PkeyPrograms {
    static final int SYS_RT_SIGACTION = 13;
    static final int SIGSEGV = 11, SIGUSR1 = 10, SIGTERM = 15;
    static final int PAGE = 4096;

    static void check(boolean holds, String what) {
        if (!holds)
            throw new AssertionError(what);
    }

    // Functions of libc with arguments that are all long.
    static MethodHandle libc(String name, int count) {
        Linker linker = Linker.nativeLinker();
        ValueLayout[] arguments = new ValueLayout[count];
        Arrays.fill(arguments, ValueLayout.JAVA_LONG);
        return linker.downcallHandle(
            linker.defaultLookup().find(name).orElseThrow(),
            FunctionDescriptor.of(ValueLayout.JAVA_LONG, arguments));
    }

    static boolean isStub(int number) throws Throwable {
        MemorySegment action = Arena.global().allocate(32, 8);
        check((long) libc("syscall", 5).invokeExact(
                  (long) SYS_RT_SIGACTION, (long) number, 0L,
                  action.address(), 8L) == 0, "rt_sigaction");
        long address = action.get(ValueLayout.JAVA_LONG, 0);
        for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
            String[] ends = line.split(" ")[0].split("-");
            if (Long.parseUnsignedLong(ends[0], 16) <= address
                && address < Long.parseUnsignedLong(ends[1], 16))
                return line.endsWith("/libc.so.6");
        }
        throw new AssertionError("the handler is not mapped");
    }

    // A handler uses memory with a key, and knows nothing of it.
    static MemorySegment page;

    static void writePage(int number) {
        page.set(ValueLayout.JAVA_INT, 0, number);
    }

    static void touch() throws Throwable {
        long key = (long) libc("pkey_alloc", 2).invokeExact(0L, 0L);
        check((int) key > 0, "pkey_alloc");
        long address = (long) libc("mmap", 6).invokeExact(
            0L, (long) PAGE, 3L, 0x22L, -1L, 0L);
        check((int) (long) libc("pkey_mprotect", 4).invokeExact(
                  address, (long) PAGE, 3L, key) == 0, "pkey_mprotect");
        page = MemorySegment.ofAddress(address).reinterpret(PAGE);
        MemorySegment handler = Linker.nativeLinker().upcallStub(
            MethodHandles.lookup().findStatic(
                PkeyPrograms.class, "writePage",
                MethodType.methodType(void.class, int.class)),
            FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT), Arena.global());
        MethodHandle signal = libc("signal", 2);
        long old = (long) signal.invokeExact((long) SIGUSR1,
                                             handler.address());
        check((int) (long) libc("raise", 1).invokeExact((long) SIGUSR1) == 0,
              "raise");
        // What the handler wrote, and libc says that it is there.
        check(page.get(ValueLayout.JAVA_INT, 0) == SIGUSR1, "touch");
        check((long) signal.invokeExact((long) SIGUSR1, old)
              == handler.address(), "signal");
    }

    int field;
    static int sum;

    static void add(PkeyPrograms object) {
        sum += object.field;
    }

    static int depth(int n) {
        return depth(n + 1) + 1;
    }

    // Null pointers, ends of stacks and divisions, which the VM finds by their
    // faults, in code that is interpreted and then compiled.
    static void testFaults() {
        int caught = 0;
        PkeyPrograms object = new PkeyPrograms();
        for (int i = 0; i < 20000; ++i)
            try {
                add(i % 100 == 0 ? null : object);
            } catch (NullPointerException e) {
                ++caught;
            }
        check(caught == 200, "NullPointerException");
        for (int i = 0; i < 2000; ++i)
            try {
                sum += i / (i % 10);
            } catch (ArithmeticException e) {
                ++caught;
            }
        check(caught == 400, "ArithmeticException");
        for (int i = 0; i < 3; ++i)
            try {
                depth(0);
            } catch (StackOverflowError e) {
                ++caught;
            }
        check(caught == 403, "StackOverflowError");
    }

    // A file that is shorter than its mapping: SIGBUS.
    static void testBus() throws Exception {
        Path path = Files.createTempFile(null, null);
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(),
                                                          "rw")) {
            file.setLength(2 * PAGE);
            MappedByteBuffer buffer = file.getChannel().map(
                FileChannel.MapMode.READ_WRITE, 0, 2 * PAGE);
            file.setLength(PAGE);
            boolean caught = false;
            try {
                buffer.put(PAGE, (byte) 1);
                // It may come a little later.
                for (int i = 0; i < 1000; ++i)
                    sum += buffer.get(0);
            } catch (InternalError e) {
                caught = true;
            }
            check(caught, "InternalError");
        }
        Files.delete(path);
    }

    // Threads that are stopped for the collector: in compiled loops by faults.
    static volatile boolean end;

    static void work() {
        ArrayList<int[]> list = new ArrayList<>();
        while (!end) {
            list.add(new int[100]);
            if (list.size() > 1000)
                list.clear();
            testNull();
        }
    }

    static double rootSum() {
        double sum = 0;
        for (int i = 1; i < 10000; ++i)
            sum += Math.sqrt(i);
        return sum;
    }

    static void spin() {
        double first = rootSum();
        while (!end)
            check(rootSum() == first, "interrupted code goes on as it was");
    }

    static void testNull() {
        try {
            add(null);
        } catch (NullPointerException e) {
            return;
        }
        throw new AssertionError("no NullPointerException");
    }

    static void testThreads() throws Exception {
        ArrayList<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; ++i) {
            threads.add(new Thread(PkeyPrograms::work));
            threads.add(new Thread(PkeyPrograms::spin));
        }
        for (Thread thread : threads)
            thread.start();
        for (int i = 0; i < 5; ++i) {
            System.gc();
            check(Thread.getAllStackTraces().size() > 8, "stack traces");
        }
        Thread deep = new Thread(PkeyPrograms::testFaults);
        deep.start();
        deep.join();
        end = true;
        for (Thread thread : threads)
            thread.join();
    }

    static void testSignals() throws Exception {
        Semaphore signals = new Semaphore(0);
        Signal.handle(new Signal("HUP"), signal -> signals.release());
        for (int i = 0; i < 10; ++i) {
            Signal.raise(new Signal("HUP"));
            check(signals.tryAcquire(50, TimeUnit.SECONDS), "SIGHUP");
        }
        long pid = ProcessHandle.current().pid();
        Process kill = new ProcessBuilder("kill", "-HUP", "" + pid).start();
        check(kill.waitFor() == 0, "kill");
        check(signals.tryAcquire(50, TimeUnit.SECONDS), "SIGHUP of others");
    }

    public static void main(String[] arguments) throws Throwable {
        String mode = arguments[0];
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> {
            e.printStackTrace();
            Runtime.getRuntime().halt(1);
        });
        if (!mode.equals("touch")) {
            testFaults();
            testBus();
            testThreads();
            testSignals();
            for (int number : new int[] { SIGSEGV, SIGTERM })
                check(isStub(number) == mode.equals("keys"), "stubs");
        }
        if (!mode.equals("no-keys"))
            touch();
        // SIGTERM is the only way to this status.
        Runtime.getRuntime().addShutdownHook(
            new Thread(() -> Runtime.getRuntime().halt(0)));
        Signal.raise(new Signal("TERM"));
        Thread.sleep(100000);
        throw new AssertionError("SIGTERM");
    }
}
