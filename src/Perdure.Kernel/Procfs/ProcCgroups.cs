using System.Text;

namespace Perdure.Kernel.Procfs;

/// <summary>/proc/PID/cgroup.</summary>
public static class ProcCgroups
{
    /// <summary>The cgroups of a process.</summary>
    public static KernelResult<IReadOnlyList<CgroupEntry>> Read(Pid pid)
    {
        var file = ProcFile.Read(pid, "cgroup", ProcLimits.RecordBytes);
        if (!file.Ok)
            return KernelResult.Failure<IReadOnlyList<CgroupEntry>>(file.Error);
        using var bytes = file.Value;
        return KernelResult.Success(Parse(bytes.Span));
    }

    /// <summary>Parses lines of the form NUMBER:CONTROLLERS:PATH.</summary>
    public static IReadOnlyList<CgroupEntry> Parse(ReadOnlySpan<byte> text)
    {
        var entries = new List<CgroupEntry>();
        var lines = new ByteCursor(text);
        while (lines.TryLine(out var line))
        {
            var cursor = new ByteCursor(line);
            var hierarchy = cursor.Int();
            cursor.Skip(":"u8);
            entries.Add(new CgroupEntry(hierarchy, Encoding.UTF8.GetString(cursor.Until((byte)':')), Encoding.UTF8.GetString(cursor.Rest)));
        }
        return entries;
    }
}
