using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Procfs;

/// <summary>/proc/PID/limits: the resource limits in the order of their numbers.</summary>
public static class ProcResourceLimits
{
    private const int NameColumns = 26;

    /// <summary>The limits of a process, by <see cref="ResourceLimitKind"/>.</summary>
    public static KernelResult<IReadOnlyList<ResourceLimit>> Read(Pid pid)
    {
        var file = ProcFile.Read(pid, "limits", ProcLimits.RecordBytes);
        if (!file.Ok)
            return KernelResult.Failure<IReadOnlyList<ResourceLimit>>(file.Error);
        using var bytes = file.Value;
        return KernelResult.Success(Parse(bytes.Span));
    }

    /// <summary>Parses the text: a headline, then a line for each limit.</summary>
    public static IReadOnlyList<ResourceLimit> Parse(ReadOnlySpan<byte> text)
    {
        var limits = new List<ResourceLimit>();
        var lines = new ByteCursor(text);
        lines.TryLine(out _);
        while (lines.TryLine(out var line))
        {
            if (line.Length <= NameColumns)
                throw lines.Unexpected("a resource limit");
            var cursor = new ByteCursor(line[NameColumns..]);
            limits.Add(new ResourceLimit { Soft = Value(ref cursor), Hard = Value(ref cursor) });
        }

        return limits;
    }

    private static ulong Value(ref ByteCursor cursor)
    {
        cursor.SkipSpaces();
        return cursor.TrySkip("unlimited"u8) ? ulong.MaxValue : cursor.Decimal();
    }
}
