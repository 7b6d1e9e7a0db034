using System.Buffers.Text;
using System.Text;

namespace Perdure.Kernel.Procfs;

/// <summary>Reads text of /proc from left to right, without making strings.</summary>
public ref struct ByteCursor(ReadOnlySpan<byte> text)
{
    private ReadOnlySpan<byte> _rest = text;

    /// <summary>What is not yet read.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    /// <summary>Whether all is read.</summary>
    public readonly bool AtEnd => _rest.IsEmpty;

    /// <summary>The next line without its end, or false at the end of the text.</summary>
    public bool TryLine(out ReadOnlySpan<byte> line)
    {
        if (_rest.IsEmpty)
        {
            line = default;
            return false;
        }
        line = Until((byte)'\n');
        return true;
    }

    /// <summary>All up to <paramref name="end"/>, which is skipped too; the whole rest if it doesn't come.</summary>
    public ReadOnlySpan<byte> Until(byte end)
    {
        var at = _rest.IndexOf(end);
        var found = at < 0 ? _rest : _rest[..at];
        _rest = at < 0 ? default : _rest[(at + 1)..];
        return found;
    }

    /// <summary>The next word: skips spaces and tabs before it. Empty at the end.</summary>
    public ReadOnlySpan<byte> Word()
    {
        SkipSpaces();
        var at = _rest.IndexOfAny((byte)' ', (byte)'\t', (byte)'\n');
        var word = at < 0 ? _rest : _rest[..at];
        _rest = _rest[word.Length..];
        return word;
    }

    /// <summary>Skips spaces and tabs.</summary>
    public void SkipSpaces() => _rest = _rest.TrimStart(" \t"u8);

    /// <summary>Skips <paramref name="text"/> if it comes next.</summary>
    public bool TrySkip(ReadOnlySpan<byte> text)
    {
        if (!_rest.StartsWith(text))
            return false;
        _rest = _rest[text.Length..];
        return true;
    }

    /// <summary>Skips <paramref name="text"/>, which has to come next.</summary>
    public void Skip(ReadOnlySpan<byte> text)
    {
        if (!TrySkip(text))
            throw Unexpected("'" + Encoding.UTF8.GetString(text) + "'");
    }

    /// <summary>A decimal number, after any spaces.</summary>
    public ulong Decimal()
    {
        SkipSpaces();
        if (!Utf8Parser.TryParse(_rest, out ulong value, out var used))
            throw Unexpected("a number");
        _rest = _rest[used..];
        return value;
    }

    /// <summary>A decimal number that may be negative, after any spaces.</summary>
    public long SignedDecimal()
    {
        SkipSpaces();
        if (!Utf8Parser.TryParse(_rest, out long value, out var used))
            throw Unexpected("a number");
        _rest = _rest[used..];
        return value;
    }

    /// <summary>A decimal number that fits an int, after any spaces.</summary>
    public int Int()
    {
        SkipSpaces();
        if (!Utf8Parser.TryParse(_rest, out int value, out var used))
            throw Unexpected("a number");
        _rest = _rest[used..];
        return value;
    }

    /// <summary>A hexadecimal number with or without 0x, after any spaces.</summary>
    public ulong Hex()
    {
        SkipSpaces();
        TrySkip("0x"u8);
        if (!Utf8Parser.TryParse(_rest, out ulong value, out var used, 'x'))
            throw Unexpected("a hexadecimal number");
        _rest = _rest[used..];
        return value;
    }

    /// <summary>The failure of a text that isn't in the kernel's known form.</summary>
    public readonly PerdureException Unexpected(string wanted)
    {
        var seen = Encoding.UTF8.GetString(_rest[..Math.Min(_rest.Length, 40)]);
        return new PerdureException($"cannot understand a file of /proc: expected {wanted} at '{seen}'", "is this kernel newer than perdure?", ExitCode.Unsupported);
    }
}
