using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using Perdure.Store;

namespace Perdure.Checkpoints.Memory;

/// <summary>
/// Hashes the blocks of pages, to see which have changed without keeping what they were. With a random key that nobody else knows, two different blocks have the same hash with a probability of 2^-64,
/// whoever made them: the sum of the products of pairs of words, each plus a word of the key, in the field of 2^64 elements.
/// </summary>
internal sealed class BlockHasher
{
    private const int Lanes = PatchLimits.BlockBytes / 16;

    // x^64 = x^4 + x^3 + x + 1.
    private const ulong Polynomial = 0x1b;
    private readonly Vector128<ulong>[] _key = new Vector128<ulong>[Lanes];

    public BlockHasher() => RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(_key.AsSpan()));

    /// <summary>Whether the processor multiplies without carries (every x86-64 since 2010).</summary>
    public static bool IsSupported => Pclmulqdq.IsSupported;

    /// <summary>The hashes of all blocks of a page.</summary>
    public void Hash(ReadOnlySpan<byte> page, Span<ulong> hashes)
    {
        for (var block = 0; block < hashes.Length; block++)
            hashes[block] = Hash(page.Slice(block * PatchLimits.BlockBytes, PatchLimits.BlockBytes));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Hash(ReadOnlySpan<byte> block)
    {
        var words = MemoryMarshal.Cast<byte, Vector128<ulong>>(block);
        var key = _key;
        var sum = Vector128<ulong>.Zero;
        for (var lane = 0; lane < words.Length && lane < key.Length; lane++)
        {
            var both = words[lane] ^ key[lane];
            sum ^= Pclmulqdq.CarrylessMultiply(both, both, 0x01);
        }

        var polynomial = Vector128.CreateScalar(Polynomial);
        var folded = Pclmulqdq.CarrylessMultiply(sum, polynomial, 0x01);
        var rest = Pclmulqdq.CarrylessMultiply(folded, polynomial, 0x01);
        return sum.ToScalar() ^ folded.ToScalar() ^ rest.ToScalar();
    }
}
