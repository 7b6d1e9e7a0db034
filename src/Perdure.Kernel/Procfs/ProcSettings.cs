using System.Text;

namespace Perdure.Kernel.Procfs;

/// <summary>Settings that are one number in a file of /proc. The writers are for the restored process; they need the rights that proc(5) names.</summary>
public static class ProcSettings
{
    /// <summary>How much the out-of-memory killer is to prefer it, -1000 to 1000.</summary>
    public static KernelResult<int> OomScoreAdjust(Pid pid) => Number(ProcFile.Read(pid, "oom_score_adj", ProcLimits.RecordBytes), c => c.Int());

    /// <summary>Sets it.</summary>
    public static KernelResult<int> SetOomScoreAdjust(Pid pid, int value) => Write($"/proc/{pid.Value}/oom_score_adj", $"{value}");

    /// <summary>Which kinds of mappings go into the kernel's cores.</summary>
    public static KernelResult<uint> CoreDumpFilter(Pid pid) => Number(ProcFile.Read(pid, "coredump_filter", ProcLimits.RecordBytes), c => (uint)c.Hex());

    /// <summary>Sets it.</summary>
    public static KernelResult<int> SetCoreDumpFilter(Pid pid, uint value) => Write($"/proc/{pid.Value}/coredump_filter", $"0x{value:x}");

    /// <summary>How late timers of the thread may be, in nanoseconds. The file is there for leading threads as well as for others.</summary>
    public static KernelResult<ulong> TimerSlackNanoseconds(Tid tid) => Number(ProcFile.Read(tid, "timerslack_ns", ProcLimits.RecordBytes), c => c.Decimal());

    /// <summary>The nice value of its autogroup; ENOENT where the kernel has no autogroups, and for a process in none: what runs in the session of init is, and its file is empty.</summary>
    public static KernelResult<int> AutogroupNice(Pid pid)
    {
        var file = ProcFile.Read(pid, "autogroup", ProcLimits.RecordBytes);
        if (!file.Ok)
            return KernelResult.Failure<int>(file.Error);
        using var bytes = file.Value;
        return bytes.Span.IsEmpty ? KernelResult.Failure<int>(Errno.ENOENT) : KernelResult.Success(AfterNice(new ByteCursor(bytes.Span)));
    }

    /// <summary>Sets it.</summary>
    public static KernelResult<int> SetAutogroupNice(Pid pid, int value) => Write($"/proc/{pid.Value}/autogroup", $"{value}");

    /// <summary>The execution domain and its flags (personality(2)) of a thread.</summary>
    public static KernelResult<uint> Personality(Tid tid) => Number(ProcFile.Read(tid, "personality", ProcLimits.RecordBytes), c => (uint)c.Hex());

    /// <summary>The user who logged in, for audit; 0xffffffff when none has.</summary>
    public static KernelResult<uint> LoginUid(Pid pid) => Number(ProcFile.Read(pid, "loginuid", ProcLimits.RecordBytes), c => (uint)c.Decimal());

    /// <summary>Sets it.</summary>
    public static KernelResult<int> SetLoginUid(Pid pid, uint value) => Write($"/proc/{pid.Value}/loginuid", $"{value}");

    /// <summary>The name of a thread, without the line feed that the kernel appends.</summary>
    public static KernelResult<string> ThreadName(Tid tid)
    {
        var file = ProcFile.Read(tid, "comm", ProcLimits.RecordBytes);
        if (!file.Ok)
            return KernelResult.Failure<string>(file.Error);
        using var bytes = file.Value;
        var name = bytes.Span;
        return KernelResult.Success(Encoding.UTF8.GetString(name.EndsWith("\n"u8) ? name[..^1] : name));
    }

    /// <summary>Sets the name of a thread; the kernel keeps 15 bytes.</summary>
    public static KernelResult<int> SetThreadName(Pid pid, Tid tid, string name) => Write($"/proc/{pid.Value}/task/{tid.Value}/comm", name);

    /// <summary>A number that is the only text of a file, as many of /proc/sys have it.</summary>
    public static KernelResult<long> Sysctl(string path) => Number(ProcFile.Read(path, ProcLimits.RecordBytes), c => c.SignedDecimal());

    private static KernelResult<T> Number<T>(KernelResult<ProcBytes> file, Func<ByteCursor, T> parse)
    {
        if (!file.Ok)
            return KernelResult.Failure<T>(file.Error);
        using var bytes = file.Value;
        return KernelResult.Success(parse(new ByteCursor(bytes.Span)));
    }

    /// <summary>The number in "/autogroup-5 nice 0".</summary>
    private static int AfterNice(ByteCursor cursor)
    {
        cursor.Word();
        cursor.SkipSpaces();
        cursor.Skip("nice"u8);
        return cursor.Int();
    }

    private static KernelResult<int> Write(string path, string text) => ProcFile.Write(path, Encoding.UTF8.GetBytes(text));
}
