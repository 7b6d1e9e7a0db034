namespace Perdure.Kernel.Procfs;

/// <summary>/proc/PID/timers: the POSIX timers of a process. Their times are not here: timer_gettime inside the process tells them.</summary>
public static class ProcTimers
{
    /// <summary>The timers of a process.</summary>
    public static KernelResult<IReadOnlyList<PosixTimerEntry>> Read(Pid pid)
    {
        var file = ProcFile.Read(pid, "timers", ProcLimits.ListBytes);
        if (!file.Ok)
            return KernelResult.Failure<IReadOnlyList<PosixTimerEntry>>(file.Error);
        using var bytes = file.Value;
        return KernelResult.Success(Parse(bytes.Span));
    }

    /// <summary>Parses the whole text: four lines for each timer.</summary>
    public static IReadOnlyList<PosixTimerEntry> Parse(ReadOnlySpan<byte> text)
    {
        var timers = new List<PosixTimerEntry>();
        var cursor = new ByteCursor(text);
        while (!cursor.AtEnd)
        {
            if (timers.Count == ProcLimits.Timers)
                throw cursor.Unexpected("no more timers");
            timers.Add(ParseOne(ref cursor));
        }
        return timers;
    }

    private static PosixTimerEntry ParseOne(ref ByteCursor cursor)
    {
        cursor.Skip("ID:"u8);
        var id = cursor.Int();
        cursor.Skip("\nsignal:"u8);
        var signal = cursor.Int();
        cursor.Skip("/"u8);
        var value = Pointer(ref cursor);
        cursor.Skip("\nnotify:"u8);
        cursor.SkipSpaces();
        var notify = NotifyKind(cursor.Until((byte)'/'), cursor);
        var toThread = cursor.TrySkip("tid."u8);
        if (!toThread)
            cursor.Skip("pid."u8);
        var target = cursor.Int();
        cursor.Skip("\nClockID:"u8);
        var clock = cursor.Int();
        cursor.TrySkip("\n"u8);
        return new PosixTimerEntry(id, signal, value, notify, toThread, target, clock);
    }

    /// <summary>The kernel prints a null pointer as (null) or as zeros.</summary>
    private static ulong Pointer(ref ByteCursor cursor) => cursor.TrySkip("(null)"u8) ? 0 : cursor.Hex();

    private static int NotifyKind(ReadOnlySpan<byte> word, ByteCursor cursor)
    {
        if (word.SequenceEqual("signal"u8))
            return 0;
        if (word.SequenceEqual("none"u8))
            return 1;
        return word.SequenceEqual("thread"u8) ? 2 : throw cursor.Unexpected("signal, none or thread");
    }
}
