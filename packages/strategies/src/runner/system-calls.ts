/**
 * The system calls that a runner makes once it stands: memory, its two pipes, clocks, its own threads. Every other is answered
 * with "not permitted" by the kernel, whatever code asks: opening files, sockets, processes, signals to others.
 *
 * Written for Linux on x86-64, where it was tried. A filter is a program of the classic packet filter, eight bytes an instruction.
 */

import { Buffer } from 'node:buffer'

/** Numbers of the calls that are let through, by the kernel's table for x86-64. */
const ALLOWED: Readonly<Record<string, number>> = {
  read: 0,
  write: 1,
  close: 3,
  fstat: 5,
  poll: 7,
  lseek: 8,
  mmap: 9,
  mprotect: 10,
  munmap: 11,
  brk: 12,
  rt_sigaction: 13,
  rt_sigprocmask: 14,
  rt_sigreturn: 15,
  writev: 20,
  sched_yield: 24,
  mremap: 25,
  madvise: 28,
  nanosleep: 35,
  getpid: 39,
  exit: 60,
  fcntl: 72,
  gettimeofday: 96,
  getrusage: 98,
  sysinfo: 99,
  getppid: 110,
  sigaltstack: 131,
  sched_getparam: 143,
  sched_getscheduler: 145,
  gettid: 186,
  futex: 202,
  sched_getaffinity: 204,
  restart_syscall: 219,
  clock_gettime: 228,
  clock_nanosleep: 230,
  exit_group: 231,
  epoll_wait: 232,
  epoll_ctl: 233,
  set_robust_list: 273,
  epoll_pwait: 281,
  getcpu: 309,
  getrandom: 318,
  membarrier: 324,
  pkey_mprotect: 329,
  pkey_alloc: 330,
  rseq: 334,
  // The scheduler of V8's tasks waits in it. It opens nothing: no descriptor is to be had any more.
  io_uring_enter: 426,
}

/** A signal to a thread: let through to its own process alone, which is how a program aborts. */
const TGKILL = 234

const ARCH_X86_64 = 0xc000_003e
const OFFSET = { number: 0, arch: 4, firstArgument: 16 } as const
const LOAD = 0x20
const JUMP_IF_EQUAL = 0x15
const RETURN = 0x06
const ALLOW = 0x7fff_0000
const NOT_PERMITTED = 0x0005_0001

type Instruction = readonly [code: number, ifTrue: number, ifFalse: number, value: number]

/** The filter for a process, or null where there is none for this machine. */
export function systemCallFilter(pid: number): Buffer | null {
  if (process.platform !== 'linux' || process.arch !== 'x64') return null
  const numbers = Object.values(ALLOWED)
  const refusal = numbers.length + 6
  const allowance = refusal + 1
  // A jump counts from the instruction after it.
  const to = (target: number, from: number): number => target - from - 1
  const program: readonly Instruction[] = [
    [LOAD, 0, 0, OFFSET.arch],
    [JUMP_IF_EQUAL, 0, to(refusal, 1), ARCH_X86_64],
    [LOAD, 0, 0, OFFSET.number],
    ...numbers.map((number, index): Instruction => [JUMP_IF_EQUAL, to(allowance, index + 3), 0, number]),
    [JUMP_IF_EQUAL, 0, to(refusal, numbers.length + 3), TGKILL],
    [LOAD, 0, 0, OFFSET.firstArgument],
    [JUMP_IF_EQUAL, to(allowance, numbers.length + 5), 0, pid],
    [RETURN, 0, 0, NOT_PERMITTED],
    [RETURN, 0, 0, ALLOW],
  ]
  return encoded(program)
}

function encoded(program: readonly Instruction[]): Buffer {
  const bytes = Buffer.alloc(program.length * 8)
  program.forEach(([code, ifTrue, ifFalse, value], index) => {
    bytes.writeUInt16LE(code, index * 8)
    bytes.writeUInt8(ifTrue, index * 8 + 2)
    bytes.writeUInt8(ifFalse, index * 8 + 3)
    bytes.writeUInt32LE(value, index * 8 + 4)
  })
  return bytes
}
