using Microsoft.Win32.SafeHandles;
using Perdure.Kernel.Calls;

namespace Perdure.Store;

/// <summary>Gives back to the file system what is not in use of a pack.</summary>
internal static class PackHoles
{
    private const long Block = 4096;

    /// <summary>Makes holes between the places that are in use, as far as whole blocks lie there.</summary>
    /// <param name="file">The pack.</param>
    /// <param name="used">The places, with their lengths.</param>
    public static void Punch(SafeFileHandle file, SortedDictionary<long, int> used)
    {
        long free = 0;
        foreach (var (offset, length) in used)
        {
            Punch(file, free, offset);
            free = Math.Max(free, offset + length);
        }

        Punch(file, free, RandomAccess.GetLength(file));
    }

    private static void Punch(SafeFileHandle file, long from, long to)
    {
        from = (from + Block - 1) / Block * Block;
        to = to / Block * Block;

        // A file system without holes keeps the bytes until the whole pack goes.
        if (from < to)
            _ = DurableFiles.PunchHole(file, from, to - from);
    }
}
