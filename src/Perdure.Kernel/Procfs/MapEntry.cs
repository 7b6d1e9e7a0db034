using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Procfs;

/// <summary>One mapping of /proc/PID/maps.</summary>
/// <param name="Start">The first address.</param>
/// <param name="End">The address behind the last.</param>
/// <param name="Protection">Read, write, execute.</param>
/// <param name="Shared">Whether writes go to the backing object (MAP_SHARED).</param>
/// <param name="Offset">Bytes into the backing object.</param>
/// <param name="DevMajor">Device of the backing file.</param>
/// <param name="DevMinor">Device of the backing file.</param>
/// <param name="Inode">Inode of the backing file; 0 for anonymous memory.</param>
/// <param name="Path">The name as the kernel writes it, without " (deleted)"; empty if there is none.</param>
/// <param name="Deleted">Whether the file has no name in the file system any more.</param>
/// <param name="Kind">What backs it.</param>
public sealed record MapEntry(
    RemotePtr Start,
    RemotePtr End,
    MemoryProtection Protection,
    bool Shared,
    ulong Offset,
    uint DevMajor,
    uint DevMinor,
    ulong Inode,
    string Path,
    bool Deleted,
    MapKind Kind)
{
    /// <summary>Its size in bytes.</summary>
    public ulong Length => End - Start;

    /// <summary>Whether the address lies in it.</summary>
    public bool Contains(RemotePtr address) => address >= Start && address < End;

    /// <summary>The name inside [anon:NAME], [anon_shmem:NAME] or /memfd:NAME; empty for the others.</summary>
    public string GivenName => Kind switch
    {
        MapKind.NamedAnonymous or MapKind.NamedSharedAnonymous => Path[(Path.IndexOf(':') + 1)..^1],
        MapKind.Memfd => Path["/memfd:".Length..],
        _ => "",
    };
}
