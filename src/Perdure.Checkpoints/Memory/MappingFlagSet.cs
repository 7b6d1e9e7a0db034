using Perdure.Checkpoints.Image;
using Perdure.Kernel.Procfs;

namespace Perdure.Checkpoints.Memory;

/// <summary>The kernel's marks of a mapping as the image keeps them.</summary>
internal static class MappingFlagSet
{
    private static readonly (VmFlags Kernel, MappingFlags Image)[] s_pairs =
    [
        (VmFlags.GrowsDown, MappingFlags.GrowsDown),
        (VmFlags.Locked, MappingFlags.Locked),
        (VmFlags.LockOnFault, MappingFlags.LockedOnFault),
        (VmFlags.DontCopy, MappingFlags.DontFork),
        (VmFlags.DontDump, MappingFlags.DontDump),
        (VmFlags.WipeOnFork, MappingFlags.WipeOnFork),
        (VmFlags.Mergeable, MappingFlags.Mergeable),
        (VmFlags.HugePage, MappingFlags.HugePage),
        (VmFlags.NoHugePage, MappingFlags.NoHugePage),
        (VmFlags.SequentialRead, MappingFlags.SequentialRead),
        (VmFlags.RandomRead, MappingFlags.RandomRead),
        (VmFlags.NoReserve, MappingFlags.NoReserve),
        (VmFlags.HugeTlb, MappingFlags.HugeTlb),
        (VmFlags.Sealed, MappingFlags.Sealed),
        (VmFlags.Droppable, MappingFlags.Droppable),
    ];

    /// <summary>Translates.</summary>
    public static MappingFlags From(VmFlags flags)
    {
        var image = MappingFlags.None;
        foreach (var (kernel, mark) in s_pairs)
        {
            if ((flags & kernel) != 0)
                image |= mark;
        }

        return image;
    }
}
