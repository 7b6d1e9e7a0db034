using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary>
/// What comes with a signal: <c>siginfo_t</c>, asm/siginfo.h (128 bytes). Behind its head is a union; which part is in use
/// depends on the signal and the code, so it is kept whole and the properties only look into it.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("siginfo_t", "asm/siginfo.h", FieldPrefix = "si_")]
public struct SignalInfo
{
    public int Signo;
    public int Errno;
    public int Code;
    private readonly int _pad;

    [CField("_sifields")]
    public SignalInfoFields Fields;

    /// <summary>Who sent it (SI_USER, SI_QUEUE, SI_TKILL, SIGCHLD).</summary>
    public readonly Pid Sender => new(BinaryPrimitives.ReadInt32LittleEndian(Fields));

    /// <summary>The real user id of who sent it.</summary>
    public readonly uint SenderUid => BinaryPrimitives.ReadUInt32LittleEndian(Fields[4..]);

    /// <summary>The address of a fault (SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP).</summary>
    public readonly RemotePtr FaultAddress => new(BinaryPrimitives.ReadUInt64LittleEndian(Fields));

    /// <summary>The kernel's number of the timer (SI_TIMER).</summary>
    public readonly int TimerId => BinaryPrimitives.ReadInt32LittleEndian(Fields);

    /// <summary>The value that came with it (SI_QUEUE, SI_TIMER).</summary>
    public readonly ulong Value => BinaryPrimitives.ReadUInt64LittleEndian(Fields[8..]);

    /// <summary>The exit code or the signal of a child (SIGCHLD).</summary>
    public readonly int ChildStatus => BinaryPrimitives.ReadInt32LittleEndian(Fields[8..]);
}
