using System.Runtime.InteropServices;
using Perdure.Kernel.Abi;

namespace Perdure.Binaries.Abi;

/// <summary>The note NT_PRSTATUS of a thread: <c>struct elf_prstatus</c>, sys/procfs.h (336 bytes).</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("struct elf_prstatus", "sys/procfs.h")]
public struct ElfProcessStatus
{
    [CField("pr_info.si_signo")]
    public int Signal;
    [CField("pr_info.si_code")]
    public int Code;
    [CField("pr_info.si_errno")]
    public int Errno;
    [CField("pr_cursig")]
    public short CurrentSignal;
    [CField("pr_sigpend")]
    public ulong SignalsPending;
    [CField("pr_sighold")]
    public ulong SignalsHeld;
    [CField("pr_pid")]
    public int Tid;
    [CField("pr_ppid")]
    public int ParentPid;
    [CField("pr_pgrp")]
    public int ProcessGroup;
    [CField("pr_sid")]
    public int Session;
    [CField("pr_utime.tv_sec")]
    public long UserSeconds;
    [CField("pr_utime.tv_usec")]
    public long UserMicroseconds;
    [CField("pr_stime.tv_sec")]
    public long SystemSeconds;
    [CField("pr_stime.tv_usec")]
    public long SystemMicroseconds;
    private readonly long _childUserSeconds;
    private readonly long _childUserMicroseconds;
    private readonly long _childSystemSeconds;
    private readonly long _childSystemMicroseconds;
    [CField("pr_reg")]
    public ElfGeneralRegisters Registers;
    [CField("pr_fpvalid")]
    public int FloatingPointValid;
}
