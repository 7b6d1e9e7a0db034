using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary>A message of a userfaultfd: <c>struct uffd_msg</c>, linux/userfaultfd.h (32 bytes). Behind its head is a union; the properties say which part belongs to which event.</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("struct uffd_msg", "linux/userfaultfd.h")]
public struct UffdMessage
{
    [CField("event")]
    public byte EventCode;
    private readonly byte _pad0;
    private readonly ushort _pad1;
    private readonly uint _pad2;
    [CField("arg.remap.from")]
    public ulong First;
    [CField("arg.remap.to")]
    public ulong Second;
    [CField("arg.remap.len")]
    public ulong Third;

    /// <summary>What happened.</summary>
    public readonly UffdEvent Event => (UffdEvent)EventCode;

    /// <summary>UFFD_EVENT_PAGEFAULT: the kind of fault.</summary>
    public readonly UffdPageFaultFlags FaultFlags => (UffdPageFaultFlags)First;

    /// <summary>UFFD_EVENT_PAGEFAULT: where, as exact as UFFD_FEATURE_EXACT_ADDRESS asked for.</summary>
    public readonly RemotePtr FaultAddress => new(Second);

    /// <summary>UFFD_EVENT_PAGEFAULT with UFFD_FEATURE_THREAD_ID: who.</summary>
    public readonly Tid FaultThread => new((int)Third);

    /// <summary>UFFD_EVENT_FORK: the userfaultfd of the child, an open descriptor of the reader.</summary>
    public readonly int ForkFd => (int)First;

    /// <summary>UFFD_EVENT_REMAP: the old address.</summary>
    public readonly RemotePtr RemapFrom => new(First);

    /// <summary>UFFD_EVENT_REMAP: the new address.</summary>
    public readonly RemotePtr RemapTo => new(Second);

    /// <summary>UFFD_EVENT_REMAP: bytes.</summary>
    public readonly ulong RemapLength => Third;

    /// <summary>UFFD_EVENT_REMOVE and UFFD_EVENT_UNMAP: the first address.</summary>
    public readonly RemotePtr RemoveStart => new(First);

    /// <summary>UFFD_EVENT_REMOVE and UFFD_EVENT_UNMAP: the address behind the last.</summary>
    public readonly RemotePtr RemoveEnd => new(Second);
}
