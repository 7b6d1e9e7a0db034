using System.Text;

namespace Perdure.Kernel.Procfs;

/// <summary>/proc/meminfo.</summary>
public static class ProcMemoryInfo
{
    private const int KiB = 1024;

    /// <summary>How many bytes programs could take without pushing others out of memory, in the kernel's estimate.</summary>
    public static KernelResult<long> Available()
    {
        var file = ProcFile.Read("/proc/meminfo", ProcLimits.ListBytes);
        if (!file.Ok)
            return KernelResult.Failure<long>(file.Error);
        using var bytes = file.Value;
        return ParseAvailable(bytes.Span) is { } available ? KernelResult.Success(available) : KernelResult.Failure<long>(Errno.ENODATA);
    }

    /// <summary>The line MemAvailable of the text, in bytes; null where there is none.</summary>
    public static long? ParseAvailable(ReadOnlySpan<byte> text)
    {
        const string key = "MemAvailable:";
        foreach (var line in Encoding.ASCII.GetString(text).Split('\n'))
        {
            if (line.StartsWith(key, StringComparison.Ordinal) && line.EndsWith(" kB", StringComparison.Ordinal) && long.TryParse(line[key.Length..^3], out var kilobytes))
                return kilobytes * KiB;
        }

        return null;
    }
}
