/* Memory protection extensions: bounds of pointers.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _SYS_MPX_H
#define _SYS_MPX_H 1

/* A program that has, or loads, an object with this property wants MPX.  It
   is one of those that ld combines with "or": one file of an object is enough,
   and the others need no note.  Its 4 bytes are a set of bits.  */
#define GNU_PROPERTY_X86_RAMPART_MPX	0xc0008042
#define GNU_PROPERTY_X86_RAMPART_MPX_WANTED 1

/* MPX_WANTED gives an object the property.  In C it is a declaration for any
   place outside functions, in assembler a line of its own.  What follows is
   in both cases a note of type NT_GNU_PROPERTY_TYPE_0.  */
#ifdef __ASSEMBLER__

# define MPX_WANTED							      \
	.pushsection .note.gnu.property, "a";				      \
	.p2align 3;							      \
	.long 4, 16, 5;							      \
	.asciz "GNU";							      \
	.long GNU_PROPERTY_X86_RAMPART_MPX, 4,				      \
	      GNU_PROPERTY_X86_RAMPART_MPX_WANTED, 0;			      \
	.popsection

#else

# include <features.h>

# define __need_size_t
# include <stddef.h>

# define __MPX_STRING(words)	#words
# define __MPX_EXPANDED(words)	__MPX_STRING (words)
# define MPX_WANTED							      \
  __asm__ (".pushsection .note.gnu.property, \"a\"\n\t"			      \
	   ".p2align 3\n\t"						      \
	   ".long 4, 16, 5\n\t"						      \
	   ".asciz \"GNU\"\n\t"						      \
	   ".long " __MPX_EXPANDED (GNU_PROPERTY_X86_RAMPART_MPX) ", 4, "     \
	   __MPX_EXPANDED (GNU_PROPERTY_X86_RAMPART_MPX_WANTED) ", 0\n\t"     \
	   ".popsection")

__BEGIN_DECLS

/* Where MPX is off, in a signal handler too, its instructions do nothing:
   mpx_check allows everything, mpx_load finds no bounds, mpx_store and
   mpx_copy_bounds do nothing.  The other functions calculate, with or without
   MPX.  There are no errors but for mpx_info.

   The inline functions need no compiler that knows MPX.  They are MT-safe,
   AS-safe, AC-safe.  A pointer and its bounds are two things: whoever changes
   a pointer that another thread reads needs a lock for both.  */

/* The addresses that a pointer may access, as the CPU has them in memory: the
   first one, and the last one inverted.  All zero is no restriction.  */
struct mpx_bounds
{
  unsigned long int lower;
  unsigned long int inverted_upper;
};

/* Initializer for bounds that allow everything.  */
# define MPX_BOUNDS_INFINITE { 0, 0 }

/* In bytes, since assemblers know the instructions only if they are told to,
   or not at all.  Checks of an address in a register, without parentheses, go
   wrong in QEMU, which takes twice %rax.  */
# define __MPX_BNDMOV_LOAD	".byte 0x66, 0x0f, 0x1a, 0x00\n\t" \
				/* bndmov (%rax), %bnd0 */
# define __MPX_BNDMOV_STORE	".byte 0x66, 0x0f, 0x1b, 0x00\n\t" \
				/* bndmov %bnd0, (%rax) */
# define __MPX_BNDCL		".byte 0xf3, 0x0f, 0x1a, 0x02\n\t" \
				/* bndcl (%rdx), %bnd0 */
# define __MPX_BNDCU		".byte 0xf2, 0x0f, 0x1a, 0x01\n\t" \
				/* bndcu (%rcx), %bnd0 */
# define __MPX_BNDLDX		".byte 0x0f, 0x1a, 0x04, 0x11\n\t" \
				/* bndldx (%rcx,%rdx), %bnd0 */
# define __MPX_BNDSTX		".byte 0x0f, 0x1b, 0x04, 0x11\n\t" \
				/* bndstx %bnd0, (%rcx,%rdx) */

/* GCC 5 to 8 keep bounds in the registers if they are told to use MPX.  */
# ifdef __MPX__
#  define __MPX_CLOBBERS "memory", "bnd0"
# else
#  define __MPX_CLOBBERS "memory"
# endif

/* Return bounds that allow everything.  */
static __inline struct mpx_bounds
mpx_infinite (void)
{
  struct mpx_bounds __bounds = MPX_BOUNDS_INFINITE;
  return __bounds;
}

/* Return the last address that BOUNDS allow; with that before their lower,
   they allow nothing.  */
static __inline unsigned long int
mpx_upper (struct mpx_bounds __bounds)
{
  return ~__bounds.inverted_upper;
}

/* Return bounds that allow the SIZE bytes from P on, nothing if SIZE is 0 or
   they are more than the address space has.  */
static __inline struct mpx_bounds __attr_access_none (1)
mpx_make (const void *__p, size_t __size)
{
  struct mpx_bounds __bounds;
  __bounds.lower = (unsigned long int) __p;
  __bounds.inverted_upper = ~(__bounds.lower + __size - 1);
  /* Nothing, at a null pointer, would look like everything.  */
  if (__size == 0 && __bounds.lower == 0)
    __bounds.lower = __bounds.inverted_upper = ~0UL;
  return __bounds;
}

/* Return BOUNDS without what is not in the SIZE bytes from P on.  They never
   become wider.  */
static __inline struct mpx_bounds __attr_access_none (2)
mpx_narrow (struct mpx_bounds __bounds, const void *__p, size_t __size)
{
  struct mpx_bounds __narrow = mpx_make (__p, __size);
  if (__narrow.lower < __bounds.lower)
    __narrow.lower = __bounds.lower;
  if (__narrow.inverted_upper < __bounds.inverted_upper)
    __narrow.inverted_upper = __bounds.inverted_upper;
  return __narrow;
}

/* Check that BOUNDS allow the SIZE bytes from P on.  If they do not, the CPU
   raises #BR, which is a violation of bounds and as a rule SIGSEGV, before
   anything that stands behind the call is accessed.  */
static __inline void __attr_access_none (1)
mpx_check (const void *__p, size_t __size, struct mpx_bounds __bounds)
{
  unsigned long int __first = (unsigned long int) __p;
  unsigned long int __last = __first + __size - 1;
  if (__size == 0)
    return;
  /* The CPU compares the last address with the upper bound only.  */
  if (__last < __first)
    __last = ~0UL;
  __asm__ __volatile__ (__MPX_BNDMOV_LOAD __MPX_BNDCL __MPX_BNDCU
			: : "a" (&__bounds), "m" (__bounds), "d" (__first),
			    "c" (__last)
			: __MPX_CLOBBERS);
}

/* Return the bounds that were stored for the pointer at CELL, which has the
   value POINTER.  They allow everything if none were stored, or if the pointer
   had another value then.  */
static __inline struct mpx_bounds
__attr_access_none (1) __attr_access_none (2)
mpx_load (const void *__cell, const void *__pointer)
{
  struct mpx_bounds __bounds = MPX_BOUNDS_INFINITE;
  __asm__ __volatile__ (__MPX_BNDLDX __MPX_BNDMOV_STORE
			: "+m" (__bounds)
			: "a" (&__bounds), "c" (__cell), "d" (__pointer)
			: __MPX_CLOBBERS);
  return __bounds;
}

/* Store BOUNDS for the pointer at CELL, which has, or is going to have, the
   value POINTER.  CELL is a multiple of 8.  The pointer itself is not
   stored.  */
static __inline void
__attr_access_none (1) __attr_access_none (2)
mpx_store (const void *__cell, const void *__pointer,
	   struct mpx_bounds __bounds)
{
  __asm__ __volatile__ (__MPX_BNDMOV_LOAD __MPX_BNDSTX
			: : "a" (&__bounds), "m" (__bounds), "c" (__cell),
			    "d" (__pointer)
			: __MPX_CLOBBERS);
}

/* Store for the pointers that are going to be copied from the SIZE bytes at
   FROM to those at TO the bounds that they have at FROM.  It is called before
   the memory is copied, and reads the pointers at FROM; these may be anything,
   and the memory may overlap, as for memmove.  Cells are multiples of 8: if TO
   and FROM differ in their last 3 bits, and for what is at the ends, nothing
   is done.

   MT-safe, AS-safe, AC-safe.  */
extern void mpx_copy_bounds (void *__to, const void *__from, size_t __size)
  __THROW __attr_access_none (1);

/* Who makes bounds tables when they are needed.  */
# define MPX_TABLES_NONE	0	/* MPX is off.  */
# define MPX_TABLES_KERNEL	1	/* The kernel, and it frees them.  */
# define MPX_TABLES_LIBC	2	/* libc, in a handler of SIGSEGV.  */

/* MPX in the process.  */
struct mpx_info
{
  void *directory;		/* The bounds directory, null if MPX is
				   off.  */
  size_t directory_size;	/* In bytes.  */
  int tables;			/* MPX_TABLES_*.  */
  unsigned int reason;		/* The number of the reason why MPX is off, or
				   does not check all that it should; 0 if it
				   does.  */
  unsigned long int tables_made; /* By libc.  */
  unsigned long int violations;	/* Those that libc has seen.  */
  unsigned int __reserved[8];
};

/* Store in INFO what is known about MPX.  Return 0, or -1 and set errno:

   EFAULT	INFO is a null pointer.

   MT-safe, AS-safe, AC-safe.  */
extern int mpx_info (struct mpx_info *__info) __THROW;

__END_DECLS

#endif /* !__ASSEMBLER__ */

#endif /* sys/mpx.h */
