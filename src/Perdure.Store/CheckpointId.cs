using System.Buffers;

namespace Perdure.Store;

/// <summary>
/// The id of a checkpoint: 12 characters, 8 of time (10 ms steps) and 4 of chance, that sort by age and are safe as a file name.
/// </summary>
/// <param name="Value">The characters.</param>
public readonly record struct CheckpointId(string Value)
{
    /// <summary>Characters of an id.</summary>
    public const int Length = 12;

    // Crockford's base32: no letters that look like digits.
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private static readonly SearchValues<char> Letters = SearchValues.Create(Alphabet);
    private static readonly DateTimeOffset Epoch = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Whether the text has the form of an id. Ids from files and users pass this before they become part of a path.</summary>
    public static bool IsWellFormed(ReadOnlySpan<char> text) =>
        text.Length == Length && !text.ContainsAnyExcept(Letters);

    /// <inheritdoc/>
    public override string ToString() => Value;

    internal static CheckpointId New(DateTimeOffset now)
    {
        var steps = (ulong)Math.Max(0, (now - Epoch).TotalMilliseconds / 10);
        var bits = (steps << 20) | (uint)Random.Shared.Next(1 << 20);
        return new CheckpointId(string.Create(Length, bits, Spell));
    }

    private static void Spell(Span<char> text, ulong bits)
    {
        for (var i = Length - 1; i >= 0; i--, bits >>= 5)
            text[i] = Alphabet[(int)(bits & 31)];
    }
}
