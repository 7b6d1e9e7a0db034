using System.Text;

namespace Perdure.Kernel.Procfs;

/// <summary>Reading /proc/PID/status.</summary>
public sealed partial record ProcStatus
{
    /// <summary>The status of a process, that is of its leading thread.</summary>
    public static KernelResult<ProcStatus> Read(Pid pid) => Parse(ProcFile.Read(pid, "status", ProcLimits.RecordBytes));

    /// <summary>The status of a thread.</summary>
    public static KernelResult<ProcStatus> Read(Tid tid) => Parse(ProcFile.Read(tid, "status", ProcLimits.RecordBytes));

    /// <summary>Parses the whole text.</summary>
    public static ProcStatus Parse(ReadOnlySpan<byte> text)
    {
        var status = new ProcStatus();
        var lines = new ByteCursor(text);
        while (lines.TryLine(out var line))
        {
            var value = new ByteCursor(line);
            var key = value.Until((byte)':');
            value.SkipSpaces();
            _ = status.SetMask(key, value) || status.SetMemory(key, value) || status.SetIdentity(key, value) || status.SetRest(key, value);
        }
        return status;
    }

    private static KernelResult<ProcStatus> Parse(KernelResult<ProcBytes> file)
    {
        if (!file.Ok)
            return KernelResult.Failure<ProcStatus>(file.Error);
        using var bytes = file.Value;
        return KernelResult.Success(Parse(bytes.Span));
    }

    private bool SetIdentity(ReadOnlySpan<byte> key, ByteCursor value)
    {
        var matched = true;
        if (key.SequenceEqual("Name"u8))
            Name = Unescape(value.Rest);
        else if (key.SequenceEqual("Umask"u8))
            Umask = Octal(value.Rest);
        else if (key.SequenceEqual("State"u8))
            State = value.AtEnd ? '?' : (char)value.Rest[0];
        else if (key.SequenceEqual("Tgid"u8))
            Tgid = new Pid(value.Int());
        else if (key.SequenceEqual("Pid"u8))
            Tid = new Tid(value.Int());
        else if (key.SequenceEqual("PPid"u8))
            Parent = new Pid(value.Int());
        else if (key.SequenceEqual("TracerPid"u8))
            Tracer = new Tid(value.Int());
        else if (key.SequenceEqual("Uid"u8))
            Uid = Ids(value);
        else if (key.SequenceEqual("Gid"u8))
            Gid = Ids(value);
        else if (key.SequenceEqual("Groups"u8))
            Groups = ReadGroups(value);
        else if (key.SequenceEqual("NStgid"u8))
            NamespaceTgids = Levels(value);
        else if (key.SequenceEqual("NSpid"u8))
            NamespacePids = Levels(value);
        else if (key.SequenceEqual("NSpgid"u8))
            NamespacePgids = Levels(value);
        else if (key.SequenceEqual("NSsid"u8))
            NamespaceSids = Levels(value);
        else
            matched = false;
        return matched;
    }

    private bool SetRest(ReadOnlySpan<byte> key, ByteCursor value)
    {
        var matched = true;
        if (key.SequenceEqual("FDSize"u8))
            FdSize = value.Int();
        else if (key.SequenceEqual("Kthread"u8))
            KernelThread = value.Int() != 0;
        else if (key.SequenceEqual("Threads"u8))
            Threads = value.Int();
        else if (key.SequenceEqual("CoreDumping"u8))
            CoreDumping = value.Int() != 0;
        else if (key.SequenceEqual("THP_enabled"u8))
            ThpEnabled = value.Int() != 0;
        else if (key.SequenceEqual("NoNewPrivs"u8))
            NoNewPrivs = value.Int() != 0;
        else if (key.SequenceEqual("Seccomp"u8))
            Seccomp = value.Int();
        else if (key.SequenceEqual("Seccomp_filters"u8))
            SeccompFilters = value.Int();
        else if (key.SequenceEqual("untag_mask"u8))
            UntagMask = value.Hex();
        else if (key.SequenceEqual("voluntary_ctxt_switches"u8))
            VoluntaryContextSwitches = (long)value.Decimal();
        else
            matched = SetText(key, Encoding.UTF8.GetString(value.Rest.TrimEnd((byte)' ')));
        return matched;
    }

    private bool SetText(ReadOnlySpan<byte> key, string text)
    {
        var matched = true;
        if (key.SequenceEqual("Speculation_Store_Bypass"u8))
            SpeculationStoreBypass = text;
        else if (key.SequenceEqual("SpeculationIndirectBranch"u8))
            SpeculationIndirectBranch = text;
        else if (key.SequenceEqual("Cpus_allowed_list"u8))
            CpusAllowedList = text;
        else if (key.SequenceEqual("Mems_allowed_list"u8))
            MemsAllowedList = text;
        else if (key.SequenceEqual("x86_Thread_features"u8))
            X86ThreadFeatures = text;
        else if (key.SequenceEqual("x86_Thread_features_locked"u8))
            X86ThreadFeaturesLocked = text;
        else
            matched = false;
        return matched;
    }

    /// <summary>In this file the kernel writes a line feed of the name as \n and a backslash as \\.</summary>
    private static string Unescape(ReadOnlySpan<byte> name)
    {
        var text = Encoding.UTF8.GetString(name);
        if (!text.Contains('\\', StringComparison.Ordinal))
            return text;
        var plain = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            var escape = text[at] == '\\' && at + 1 < text.Length;
            plain.Append(!escape ? text[at] : text[++at] == 'n' ? '\n' : text[at]);
        }
        return plain.ToString();
    }

    private static int Octal(ReadOnlySpan<byte> digits)
    {
        var value = 0;
        foreach (var digit in digits)
            value = (value << 3) | ((digit - '0') & 7);
        return value;
    }

    private static IdSet Ids(ByteCursor value) =>
        new((uint)value.Decimal(), (uint)value.Decimal(), (uint)value.Decimal(), (uint)value.Decimal());

    private static List<uint> ReadGroups(ByteCursor value)
    {
        var groups = new List<uint>();
        for (value.SkipSpaces(); !value.AtEnd; value.SkipSpaces())
        {
            if (groups.Count == ProcLimits.Groups)
                throw value.Unexpected("no more groups");
            groups.Add((uint)value.Decimal());
        }
        return groups;
    }

    private static List<int> Levels(ByteCursor value)
    {
        var levels = new List<int>();
        for (value.SkipSpaces(); !value.AtEnd; value.SkipSpaces())
        {
            if (levels.Count == ProcLimits.NamespaceLevels)
                throw value.Unexpected("no more levels of pid namespaces");
            levels.Add(value.Int());
        }
        return levels;
    }
}
