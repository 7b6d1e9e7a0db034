using Perdure.Checkpoints.Image;
using Perdure.Kernel;
using Perdure.Kernel.Procfs;

namespace Perdure.Checkpoints.Memory;

/// <summary>Sorts mappings by what has to be done about them.</summary>
internal static class MappingKinds
{
    /// <summary>What lies beneath a mapping. Precondition: <see cref="Refusal"/> is null.</summary>
    public static MappingKind Of(MapEntry map) => map.Kind switch
    {
        MapKind.Vdso or MapKind.Vvar or MapKind.Vsyscall => MappingKind.Kernel,
        MapKind.SharedAnonymous or MapKind.NamedSharedAnonymous or MapKind.SysVShm or MapKind.Memfd => MappingKind.SharedMemory,
        MapKind.File => map.Deleted ? MappingKind.DeletedFile : MappingKind.File,
        _ => MappingKind.Anonymous,
    };

    /// <summary>Why a mapping can't be kept; null if it can.</summary>
    public static string? Refusal(MapEntry map, VmFlags flags) => map.Kind switch
    {
        MapKind.AioRing => "the ring of an io_setup(2) context: asynchronous I/O of the kernel can't be kept",
        MapKind.SecretMemory => "secret memory, which nobody but the program can read",
        MapKind.AnonInode => $"memory of {map.Path}, which belongs to the kernel",
        MapKind.AnonymousHugeTlb when map.Shared => "shared huge pages (hugetlb)",
        MapKind.File when (flags & (VmFlags.PageFrames | VmFlags.Io)) != 0 => $"memory of the device {map.Path}",
        _ when (flags & VmFlags.ShadowStack) != 0 => "a shadow stack",
        _ => null,
    };
}
