namespace Perdure.Kernel.Procfs;

/// <summary>/proc/PID/smaps: the mappings with their marks. The kernel walks every page table for it, so it is far slower than maps.</summary>
public static class ProcSmaps
{
    /// <summary>The mappings of a process with their marks.</summary>
    public static KernelResult<IReadOnlyList<SmapsEntry>> Read(Pid pid)
    {
        var file = ProcFile.Read(pid, "smaps", ProcLimits.SmapsBytes);
        if (!file.Ok)
            return KernelResult.Failure<IReadOnlyList<SmapsEntry>>(file.Error);
        using var bytes = file.Value;
        return KernelResult.Success(Parse(bytes.Span));
    }

    /// <summary>Parses the whole text.</summary>
    public static IReadOnlyList<SmapsEntry> Parse(ReadOnlySpan<byte> text)
    {
        var entries = new List<SmapsEntry>();
        var lines = new ByteCursor(text);
        while (lines.TryLine(out var line))
        {
            // A paragraph opens with an address in lower-case hex; the names of all other lines open with a capital letter.
            if (line.IsEmpty || line[0] is >= (byte)'A' and <= (byte)'Z')
                AddTo(entries, line);
            else if (entries.Count < ProcLimits.Mappings)
                entries.Add(new SmapsEntry { Map = ProcMaps.ParseLine(line, null) });
            else
                throw new PerdureException($"a process has more than {ProcLimits.Mappings} mappings", "", ExitCode.Unsupported);
        }
        return entries;
    }

    private static void AddTo(List<SmapsEntry> entries, ReadOnlySpan<byte> line)
    {
        var cursor = new ByteCursor(line);
        var key = cursor.Until((byte)':');
        if (entries.Count == 0)
            throw cursor.Unexpected("a mapping");
        Set(entries[^1], key, cursor);
    }

    private static void Set(SmapsEntry entry, ReadOnlySpan<byte> key, ByteCursor value)
    {
        if (key.SequenceEqual("VmFlags"u8))
            entry.Flags = VmFlagNames.Parse(value.Rest);
        else if (key.SequenceEqual("Rss"u8))
            entry.RssKilobytes = value.SignedDecimal();
        else if (key.SequenceEqual("KernelPageSize"u8))
            entry.KernelPageKilobytes = value.SignedDecimal();
        else if (key.SequenceEqual("Anonymous"u8))
            entry.AnonymousKilobytes = value.SignedDecimal();
        else if (key.SequenceEqual("AnonHugePages"u8))
            entry.AnonHugePagesKilobytes = value.SignedDecimal();
        else if (key.SequenceEqual("LazyFree"u8))
            entry.LazyFreeKilobytes = value.SignedDecimal();
        else if (key.SequenceEqual("Swap"u8))
            entry.SwapKilobytes = value.SignedDecimal();
        else if (key.SequenceEqual("Locked"u8))
            entry.LockedKilobytes = value.SignedDecimal();
        else if (key.SequenceEqual("Shared_Hugetlb"u8))
            entry.SharedHugeTlbKilobytes = value.SignedDecimal();
        else if (key.SequenceEqual("Private_Hugetlb"u8))
            entry.PrivateHugeTlbKilobytes = value.SignedDecimal();
        else if (key.SequenceEqual("THPeligible"u8))
            entry.ThpEligible = value.SignedDecimal() != 0;
        else if (key.SequenceEqual("ProtectionKey"u8))
            entry.ProtectionKey = value.Int();
    }
}
