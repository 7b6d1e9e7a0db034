using Perdure.Kernel;

namespace Perdure.Checkpoints.Searching;

/// <summary>A row of bytes to be found. At each place one of two bytes may stand: of a letter, the small and the capital one.</summary>
public sealed class SearchNeedle
{
    private readonly byte[] _bytes;
    private readonly byte[] _others;
    private readonly bool _exact;

    internal SearchNeedle(MatchEncoding encoding, byte[] bytes, byte[] others)
    {
        Assert.Always(bytes.Length > 0 && bytes.Length == others.Length);
        (Encoding, _bytes, _others) = (encoding, bytes, others);
        _exact = bytes.AsSpan().SequenceEqual(others);
    }

    /// <summary>What the bytes are.</summary>
    public MatchEncoding Encoding { get; }

    /// <summary>How many.</summary>
    public int Length => _bytes.Length;

    /// <summary>Where they stand for the first time; -1 if nowhere.</summary>
    public int IndexIn(ReadOnlySpan<byte> memory)
    {
        if (_exact)
            return memory.IndexOf(_bytes);
        for (var at = 0; at + Length <= memory.Length; at++)
        {
            var next = memory[at..(memory.Length - Length + 1)].IndexOfAny(_bytes[0], _others[0]);
            if (next < 0)
                return -1;
            at += next;
            if (IsAt(memory.Slice(at, Length)))
                return at;
        }

        return -1;
    }

    private bool IsAt(ReadOnlySpan<byte> memory)
    {
        for (var index = 0; index < memory.Length; index++)
        {
            if (memory[index] != _bytes[index] && memory[index] != _others[index])
                return false;
        }

        return true;
    }
}
