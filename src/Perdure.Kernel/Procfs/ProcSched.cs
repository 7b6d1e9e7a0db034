namespace Perdure.Kernel.Procfs;

/// <summary>/proc/TID/sched: what the scheduler counts; the file needs CONFIG_SCHED_DEBUG on older kernels.</summary>
public static class ProcSched
{
    /// <summary>When the thread was last put on a CPU, in nanoseconds of the scheduler's clock: equal twice means it hasn't run between.</summary>
    public static KernelResult<ulong> ExecStartNanoseconds(Tid tid)
    {
        var file = ProcFile.Read(tid, "sched", ProcLimits.RecordBytes);
        if (!file.Ok)
            return KernelResult.Failure<ulong>(file.Error);
        using var bytes = file.Value;
        return KernelResult.Success(ParseExecStart(bytes.Span));
    }

    /// <summary>Finds "se.exec_start : MILLISECONDS.SIX-DIGITS".</summary>
    public static ulong ParseExecStart(ReadOnlySpan<byte> text)
    {
        var lines = new ByteCursor(text);
        while (lines.TryLine(out var line))
        {
            if (!line.StartsWith("se.exec_start"u8))
                continue;
            var cursor = new ByteCursor(line);
            cursor.Until((byte)':');
            var milliseconds = cursor.Decimal();
            cursor.Skip("."u8);
            return (milliseconds * 1_000_000) + cursor.Decimal();
        }
        throw lines.Unexpected("se.exec_start");
    }
}
