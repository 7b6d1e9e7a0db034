namespace Perdure.Tests.Store;

/// <summary>Test data: chunks that compress well, somewhat, or not at all; the seed decides the content.</summary>
internal static class Pages
{
    public const int ChunkBytes = 256 * 1024;

    /// <summary>Words in changing order: LZ4 country.</summary>
    public static byte[] Words(int seed, int length = ChunkBytes)
    {
        var random = new Random(seed);
        var bytes = new byte[length];
        for (var i = 0; i < length;)
        {
            var word = System.Text.Encoding.ASCII.GetBytes($"word{random.Next(1000)} ");
            word.AsSpan(0, Math.Min(word.Length, length - i)).CopyTo(bytes.AsSpan(i));
            i += word.Length;
        }
        return bytes;
    }

    /// <summary>Six random bits a byte: no repetitions for LZ4, but zstd saves a quarter.</summary>
    public static byte[] Letters(int seed, int length = ChunkBytes)
    {
        var bytes = Noise(seed, length);
        for (var i = 0; i < length; i++)
            bytes[i] &= 0x3f;
        return bytes;
    }

    /// <summary>Nothing compresses it.</summary>
    public static byte[] Noise(int seed, int length = ChunkBytes)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public static byte[][] Mixed(int seed) =>
        [Words(seed), Letters(seed + 1), Noise(seed + 2), Words(seed + 3, 4096), new byte[ChunkBytes], Noise(seed + 4, 12288), Words(seed + 5, 1)];
}
