using Microsoft.Win32.SafeHandles;

namespace Perdure.Checkpoints.Memory;

/// <summary>The parts of a sparse file that hold data.</summary>
internal static class FileHoles
{
    /// <summary>The parts, in order.</summary>
    public static IEnumerable<(long Start, long End)> DataOf(SafeFileHandle file, long bytes)
    {
        if (!file.IsInvalid && bytes > 0)
            yield return (0, bytes);
    }
}
