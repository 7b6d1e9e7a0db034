using System.Text;

namespace Perdure.Kernel.Procfs;

/// <summary>/proc/PID/mountinfo: the mounts that a process sees.</summary>
public static class ProcMountInfo
{
    /// <summary>The mounts that a process sees, in the order of the kernel.</summary>
    public static KernelResult<IReadOnlyList<MountEntry>> Read(Pid pid) => Mounts(ProcFile.Read(pid, "mountinfo", ProcLimits.ListBytes));

    /// <summary>Our own; also where /proc is that of another pid namespace than ours, and a number would lead to somebody else.</summary>
    public static KernelResult<IReadOnlyList<MountEntry>> ReadOwn() => Mounts(ProcFile.Read("/proc/self/mountinfo", ProcLimits.ListBytes));

    private static KernelResult<IReadOnlyList<MountEntry>> Mounts(KernelResult<ProcBytes> file)
    {
        if (!file.Ok)
            return KernelResult.Failure<IReadOnlyList<MountEntry>>(file.Error);
        using var bytes = file.Value;
        return KernelResult.Success(Parse(bytes.Span));
    }

    /// <summary>Parses the whole text.</summary>
    public static IReadOnlyList<MountEntry> Parse(ReadOnlySpan<byte> text)
    {
        var mounts = new List<MountEntry>();
        var lines = new ByteCursor(text);
        while (lines.TryLine(out var line))
        {
            if (mounts.Count == ProcLimits.Mounts)
                throw lines.Unexpected("no more mounts");
            mounts.Add(ParseLine(line));
        }
        return mounts;
    }

    private static MountEntry ParseLine(ReadOnlySpan<byte> line)
    {
        var cursor = new ByteCursor(line);
        var id = cursor.Int();
        var parent = cursor.Int();
        var major = cursor.Decimal();
        cursor.Skip(":"u8);
        var minor = cursor.Decimal();
        var root = Text(cursor.Word());
        var point = Text(cursor.Word());
        var options = Text(cursor.Word());
        cursor.SkipSpaces();
        var dash = cursor.Rest.IndexOf("- "u8);
        if (dash < 0)
            throw cursor.Unexpected("the dash of mountinfo");
        var optional = Text(cursor.Rest[..dash].TrimEnd((byte)' '));
        var rest = new ByteCursor(cursor.Rest[(dash + 2)..]);
        return new MountEntry(
            id, parent, (uint)major, (uint)minor, root, point, options, optional, Text(rest.Word()), Text(rest.Word()), Text(rest.Word()));
    }

    /// <summary>Here the kernel escapes space, tab, line feed, backslash and # as three octal digits.</summary>
    private static string Text(ReadOnlySpan<byte> escaped)
    {
        if (escaped.IndexOf((byte)'\\') < 0)
            return Encoding.UTF8.GetString(escaped);
        var plain = new byte[escaped.Length];
        var length = 0;
        for (var at = 0; at < escaped.Length; at++)
        {
            var octal = escaped[at] == '\\' && at + 3 < escaped.Length && IsOctal(escaped.Slice(at + 1, 3));
            plain[length++] = octal
                ? (byte)(((escaped[at + 1] - '0') << 6) | ((escaped[at + 2] - '0') << 3) | (escaped[at + 3] - '0'))
                : escaped[at];
            at += octal ? 3 : 0;
        }
        return Encoding.UTF8.GetString(plain.AsSpan(0, length));
    }

    private static bool IsOctal(ReadOnlySpan<byte> digits) => digits.IndexOfAnyExceptInRange((byte)'0', (byte)'7') < 0;
}
