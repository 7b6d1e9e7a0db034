using System.Runtime.InteropServices;
using Perdure.Kernel.Abi;

namespace Perdure.Binaries.Abi;

/// <summary>The note NT_PRPSINFO of a process: <c>struct elf_prpsinfo</c>, sys/procfs.h (136 bytes).</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("struct elf_prpsinfo", "sys/procfs.h")]
public struct ElfProcessInfo
{
    [CField("pr_state")]
    public byte State;
    [CField("pr_sname")]
    public byte StateLetter;
    [CField("pr_zomb")]
    public byte Zombie;
    [CField("pr_nice")]
    public sbyte Nice;
    [CField("pr_flag")]
    public ulong Flags;
    [CField("pr_uid")]
    public uint Uid;
    [CField("pr_gid")]
    public uint Gid;
    [CField("pr_pid")]
    public int Pid;
    [CField("pr_ppid")]
    public int ParentPid;
    [CField("pr_pgrp")]
    public int ProcessGroup;
    [CField("pr_sid")]
    public int Session;
    [CField("pr_fname")]
    public Text16 FileName;
    [CField("pr_psargs")]
    public Text80 Arguments;
}
