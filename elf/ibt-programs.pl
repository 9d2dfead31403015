# Debian's perl with IBT: extension modules, fork, sorting with callbacks.
use strict;
use warnings;
use Data::Dumper;
use Digest::SHA qw(sha256_hex);
use IO::Socket::INET;
use List::Util qw(sum reduce);
use POSIX qw(floor);
use Storable qw(freeze thaw);

die 'sha256' unless sha256_hex('abc') =~ /^ba7816bf/;
die 'sum' unless sum(1 .. 10) == 55;
die 'reduce' unless (reduce { $a * $b } 1 .. 5) == 120;
die 'sort' unless join(',', sort { $b <=> $a } 1 .. 4) eq '4,3,2,1';
die 'floor' unless floor(2.7) == 2;
die 'storable' unless thaw(freeze([42]))->[0] == 42;
die 'dumper' unless Dumper([42]) =~ /42/;
my $pid = fork();
die 'fork' unless defined $pid;
exit 42 unless $pid;
waitpid($pid, 0);
die 'child' unless $? >> 8 == 42;
open(my $smaps, '<', '/proc/self/smaps') or die 'smaps';
print while <$smaps>;
