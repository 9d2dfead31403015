# Signals in Debian's perl, whose handlers libc enters.
# This file is part of Rampart, an add-on for the GNU C Library.
#
# perl pkey-programs.pl keys|no-keys|touch
# Perl runs handlers between two of its operations, but in the kernel's handler
# those of POSIX::sigaction, and all with PERL_SIGNALS=unsafe.  These must not
# come in the middle of malloc, so they only come where they are expected.
use strict;
use warnings;
no warnings 'portable';		# Addresses have more than 32 bits.
use POSIX qw(:signal_h :sys_wait_h _exit);
use Time::HiRes qw(ITIMER_REAL setitimer sleep time);

my ($SYS_mmap, $SYS_rt_sigaction) = (9, 13);
my ($SYS_pkey_mprotect, $SYS_pkey_alloc) = (329, 330);

sub is_stub {
  my ($number) = @_;
  my $action = "\0" x 32;
  die 'rt_sigaction' if syscall($SYS_rt_sigaction, $number, 0, $action, 8);
  my $address = unpack('J', $action);
  open(my $maps, '<', '/proc/self/maps') or die 'maps';
  while (<$maps>) {
    my ($start, $end) = map { hex } /^(\w+)-(\w+)/;
    return m{/libc\.so\.6$} if $start <= $address && $address < $end;
  }
  die sprintf('%#x is not mapped', $address);
}

# What is at an address, or a fault.
sub peek {
  return unpack('P4', pack('J', $_[0]));
}

# A handler uses memory with a key, of which it knows nothing.
sub touch {
  my $key = syscall($SYS_pkey_alloc, 0, 0);
  die 'pkey_alloc' if $key <= 0;
  my $page = syscall($SYS_mmap, 0, 4096, 3, 0x22, -1, 0);
  die 'mmap' if $page == -1;
  die 'pkey_mprotect' if syscall($SYS_pkey_mprotect, $page, 4096, 3, $key);
  my $found = '';
  sigaction(SIGUSR1, POSIX::SigAction->new(sub { $found = peek($page) }))
    or die 'sigaction';
  kill USR1 => $$;
  die 'touch' unless $found eq "\0" x 4;
  # What the jump out of one leads to has its rights.
  sigaction(SIGUSR1, POSIX::SigAction->new(sub { die "out\n" }))
    or die 'sigaction';
  for (1 .. 3) {
    eval { kill USR1 => $$; sleep 100 };
    die 'not out' unless $@ eq "out\n";
    die 'touch' unless peek($page) eq "\0" x 4;
  }
}

sub test_kill {
  my $count = 0;
  local $SIG{USR1} = sub { ++$count };
  kill USR1 => $$ for 1 .. 100;
  die "$count signals" unless $count == 100;
  # Handlers by name, and in handlers.
  my @names;
  local $SIG{USR2} = sub { push @names, $_[0] };
  local $SIG{HUP} = sub { kill USR2 => $$; push @names, $_[0] };
  kill HUP => $$;
  die "@names" unless "@names" eq 'USR2 HUP';
  local $SIG{USR1} = 'IGNORE';
  kill USR1 => $$;
  die 'ignored' unless $count == 100;
}

sub test_sigaction {
  # Of a handler that runs later, perl keeps neither of the two.
  my ($info, $blocked);
  my $action = POSIX::SigAction->new(
    sub {
      $info = $_[1];
      my $mask = POSIX::SigSet->new;
      sigprocmask(SIG_BLOCK, POSIX::SigSet->new, $mask);
      $blocked = $mask->ismember(SIGHUP);
    }, POSIX::SigSet->new(SIGHUP), SA_SIGINFO);
  my $old = POSIX::SigAction->new;
  sigaction(SIGUSR2, $action, $old) or die 'sigaction';
  kill USR2 => $$;
  die 'siginfo' unless $info->{signo} == SIGUSR2 && $info->{pid} == $$;
  die 'mask' unless $blocked;
  sigaction(SIGUSR2, $old) or die 'sigaction';
}

sub test_die {
  for (1 .. 3) {
    eval {
      local $SIG{ALRM} = sub { die "alarm\n" };
      setitimer(ITIMER_REAL, .05);
      sleep 100;
    };
    die "no alarm but $@" unless $@ eq "alarm\n";
    eval {
      local $SIG{ALRM} = sub { die "alarm\n" };
      setitimer(ITIMER_REAL, .05);
      1 while 1;
    };
    die "no alarm but $@" unless $@ eq "alarm\n";
  }
}

sub test_timer {
  my $count = 0;
  local $SIG{ALRM} = sub { ++$count };
  setitimer(ITIMER_REAL, .005, .005);
  my $text = join(',', sort map { $_ * 7 % 1000 } 1 .. 1000)
    while $count < 20;
  alarm 0;
}

sub test_children {
  my %status;
  local $SIG{CHLD} = sub {
    local ($!, $?);
    while ((my $pid = waitpid(-1, WNOHANG)) > 0) {
      $status{$pid} = $?;
    }
  };
  my @children;
  for my $number (1 .. 5) {
    my $pid = fork() // die 'fork';
    _exit($number) if $pid == 0;
    push @children, $pid;
  }
  my $end = time + 50;
  sleep .01 while %status < 5 && time < $end;
  die 'children' unless join(',', map { $status{$_} >> 8 } @children)
    eq '1,2,3,4,5';
  local $SIG{CHLD} = 'DEFAULT';
  die 'output' unless `echo 42` eq "42\n";
  # Handlers in a child.
  my $pid = fork() // die 'fork';
  if ($pid == 0) {
    test_kill();
    _exit(42);
  }
  waitpid($pid, 0);
  die 'child' unless $? >> 8 == 42;
}

my ($mode) = @ARGV;
if ($mode ne 'touch') {
  test_kill();
  test_sigaction();
  test_die();
  unless ($ENV{PERL_SIGNALS}) {
    test_timer();
    test_children();
    local $ENV{PERL_SIGNALS} = 'unsafe';
    die 'unsafe' if system($^X, $0, $mode);
  }
  local $SIG{USR1} = sub { };
  die 'stub' if is_stub(SIGUSR1) xor $mode eq 'keys';
}
touch() if $mode ne 'no-keys';
