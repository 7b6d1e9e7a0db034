using System.Text;

namespace Perdure.Kernel.Procfs;

/// <summary>/proc/PID/numa_maps: memory policies. As slow as smaps.</summary>
public static class ProcNumaMaps
{
    private const string Default = "default";

    /// <summary>The policies of all mappings; ENOENT where the kernel has no NUMA.</summary>
    public static KernelResult<IReadOnlyList<NumaMapEntry>> Read(Pid pid)
    {
        var file = ProcFile.Read(pid, "numa_maps", ProcLimits.SmapsBytes);
        if (!file.Ok)
            return KernelResult.Failure<IReadOnlyList<NumaMapEntry>>(file.Error);
        using var bytes = file.Value;
        return KernelResult.Success(Parse(bytes.Span));
    }

    /// <summary>Parses the whole text.</summary>
    public static IReadOnlyList<NumaMapEntry> Parse(ReadOnlySpan<byte> text)
    {
        var entries = new List<NumaMapEntry>();
        var lines = new ByteCursor(text);
        while (lines.TryLine(out var line) && entries.Count < ProcLimits.Mappings)
        {
            var cursor = new ByteCursor(line);
            entries.Add(new NumaMapEntry(new RemotePtr(cursor.Hex()), PolicyOf(ref cursor)));
        }
        return entries;
    }

    private static string PolicyOf(ref ByteCursor cursor)
    {
        var word = cursor.Word();
        if (word.SequenceEqual("default"u8))
            return Default;
        // The one policy whose name has a space in it.
        return word.SequenceEqual("weighted"u8)
            ? "weighted " + Encoding.UTF8.GetString(cursor.Word())
            : Encoding.UTF8.GetString(word);
    }
}
