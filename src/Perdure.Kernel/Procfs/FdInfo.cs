using System.Buffers.Text;
using System.Text;
using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Procfs;

/// <summary>/proc/PID/fdinfo/FD: what every descriptor has, and what its kind adds.</summary>
public sealed class FdInfo
{
    /// <summary>No more lines than this are taken from one file.</summary>
    public const int MaxLines = 4_000_000;

    private readonly byte[] _text;

    private FdInfo(byte[] text, long position, OpenFlags flags)
    {
        _text = text;
        Position = position;
        Flags = flags & ~OpenFlags.O_CLOEXEC;
        CloseOnExec = (flags & OpenFlags.O_CLOEXEC) != 0;
    }

    /// <summary>The offset of the description.</summary>
    public long Position { get; }

    /// <summary>The flags of the description, without O_CLOEXEC.</summary>
    public OpenFlags Flags { get; }

    /// <summary>Whether exec closes the descriptor.</summary>
    public bool CloseOnExec { get; }

    /// <summary>The files that an epoll set watches.</summary>
    public IReadOnlyList<FdInfoEpollItem> EpollItems { get; private init; } = [];

    /// <summary>The watches of an inotify queue.</summary>
    public IReadOnlyList<FdInfoWatch> Watches { get; private init; } = [];

    /// <summary>The locks that were made by way of this description.</summary>
    public IReadOnlyList<FdInfoLock> Locks { get; private init; } = [];

    /// <summary>A field of the kind by its name, or null: "eventfd-count".</summary>
    public string? this[string name]
    {
        get
        {
            var key = Encoding.UTF8.GetBytes(name + ":");
            foreach (var range in _text.AsSpan().Split((byte)'\n'))
            {
                var line = _text.AsSpan(range);
                if (line.StartsWith(key))
                    return Encoding.UTF8.GetString(line[key.Length..]).Trim();
            }
            return null;
        }
    }

    /// <summary>A field as a hexadecimal number.</summary>
    public ulong? Hex(string name) => this[name] is { } text && ulong.TryParse(text, System.Globalization.NumberStyles.HexNumber, null, out var value) ? value : null;

    /// <summary>A field as a decimal number.</summary>
    public long? Decimal(string name) => this[name] is { } text && long.TryParse(text, out var value) ? value : null;

    /// <summary>Parses the whole text.</summary>
    public static FdInfo Parse(ReadOnlySpan<byte> text)
    {
        List<FdInfoEpollItem>? items = null;
        List<FdInfoWatch>? watches = null;
        List<FdInfoLock>? locks = null;
        var fields = text;
        var (position, flags) = (0L, default(OpenFlags));
        for (var lines = 0; !text.IsEmpty && lines < MaxLines; lines++)
        {
            var end = text.IndexOf((byte)'\n');
            var line = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            if (line.StartsWith("pos:"u8))
                position = DecimalAfter(line, "pos:"u8);
            else if (line.StartsWith("flags:"u8))
                flags = (OpenFlags)Octal(line[6..]);
            else if (line.StartsWith("tfd:"u8) && FdInfoEpollItem.TryParse(line, out var item))
                (items ??= []).Add(item);
            else if (line.StartsWith("inotify "u8) && FdInfoWatch.TryParse(line) is { } watch)
                (watches ??= []).Add(watch);
            else if (line.StartsWith("lock:"u8) && FdInfoLock.TryParse(line) is { } found)
                (locks ??= []).Add(found);
        }
        // An epoll set's text may be megabytes, and holds nothing else.
        return new FdInfo(items is null ? fields.ToArray() : [], position, flags) { EpollItems = items ?? [], Watches = watches ?? [], Locks = locks ?? [] };
    }

    private static long Octal(ReadOnlySpan<byte> digits)
    {
        long value = 0;
        foreach (var digit in digits.Trim(" \t"u8))
            value = (value << 3) | (uint)((digit - '0') & 7);
        return value;
    }

    /// <summary>The hexadecimal number behind a name in a line of names and numbers.</summary>
    internal static ulong HexAfter(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name)
    {
        var at = line.IndexOf(name);
        if (at < 0)
            return 0;
        return Utf8Parser.TryParse(line[(at + name.Length)..].TrimStart(" \t"u8), out ulong value, out _, 'x') ? value : 0;
    }

    /// <summary>The decimal number behind a name in a line of names and numbers.</summary>
    internal static long DecimalAfter(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name)
    {
        var at = line.IndexOf(name);
        if (at < 0)
            return 0;
        return Utf8Parser.TryParse(line[(at + name.Length)..].TrimStart(" \t"u8), out long value, out _) ? value : 0;
    }
}
