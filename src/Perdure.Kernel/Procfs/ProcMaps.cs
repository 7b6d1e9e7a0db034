using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Procfs;

/// <summary>/proc/PID/maps: the mappings of a process, in address order.</summary>
public static class ProcMaps
{
    /// <summary>The mappings of a process; none for a zombie or a kernel thread.</summary>
    public static KernelResult<IReadOnlyList<MapEntry>> Read(Pid pid)
    {
        var file = ProcFile.Read(pid, "maps", ProcLimits.ListBytes);
        if (!file.Ok)
            return KernelResult.Failure<IReadOnlyList<MapEntry>>(file.Error);
        using var bytes = file.Value;
        return KernelResult.Success(Parse(bytes.Span));
    }

    /// <summary>Parses the whole text.</summary>
    public static IReadOnlyList<MapEntry> Parse(ReadOnlySpan<byte> text)
    {
        var entries = new List<MapEntry>();
        var lines = new ByteCursor(text);
        ReadOnlySpan<byte> previousName = default;
        while (lines.TryLine(out var line))
        {
            if (entries.Count == ProcLimits.Mappings)
                throw new PerdureException($"a process has more than {ProcLimits.Mappings} mappings", "", ExitCode.Unsupported);
            var name = NameOf(line);
            // Neighbours mostly belong to the same file: they share one string.
            var known = entries.Count > 0 && name.SequenceEqual(previousName) ? entries[^1].Path : null;
            entries.Add(ParseLine(line, known));
            previousName = name;
        }
        return entries;
    }

    /// <summary>Parses the columns of one line; smaps opens each of its paragraphs with the same line.</summary>
    internal static MapEntry ParseLine(ReadOnlySpan<byte> line, string? knownPath)
    {
        var cursor = new ByteCursor(line);
        var start = cursor.Hex();
        cursor.Skip("-"u8);
        var end = cursor.Hex();
        if (start >= end)
            throw cursor.Unexpected("an end behind the start");
        var protection = Protection(cursor.Word(), out var shared);
        var offset = cursor.Hex();
        var major = cursor.Hex();
        cursor.Skip(":"u8);
        var minor = cursor.Hex();
        var inode = cursor.Decimal();
        var name = MapName.WithoutMark(cursor.Rest.TrimStart((byte)' '), inode, out var deleted);
        return new MapEntry(
            new RemotePtr(start), new RemotePtr(end), protection, shared, offset, (uint)major, (uint)minor, inode,
            knownPath ?? MapName.Decode(name), deleted, MapName.KindOf(name, deleted));
    }

    private static MemoryProtection Protection(ReadOnlySpan<byte> letters, out bool shared)
    {
        if (letters.Length != 4)
            throw new ByteCursor(letters).Unexpected("four letters of protection");
        shared = letters[3] == 's';
        return (letters[0] == 'r' ? MemoryProtection.PROT_READ : 0)
            | (letters[1] == 'w' ? MemoryProtection.PROT_WRITE : 0)
            | (letters[2] == 'x' ? MemoryProtection.PROT_EXEC : 0);
    }

    /// <summary>The last column: what follows the inode.</summary>
    private static ReadOnlySpan<byte> NameOf(ReadOnlySpan<byte> line)
    {
        var cursor = new ByteCursor(line);
        for (var column = 0; column < 5; column++)
            cursor.Word();
        return cursor.Rest.TrimStart((byte)' ');
    }
}
