using Perdure.Store;
using Perdure.Store.Sealing;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.Tests.Store;

/// <summary>The encryption of chunks and sections.</summary>
public sealed class StoreKeyTests
{
    private static readonly byte[] s_secret = Pages.Noise(1, 32);
    private static readonly byte[] s_salt = Pages.Noise(2, 32);
    private readonly StoreKey _key = new(s_secret, s_salt);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(Pages.ChunkBytes)]
    public void What_was_encrypted_comes_back(int length)
    {
        var plain = Pages.Words(3, length);
        var hidden = Seal(_key, plain, [1]);
        Assert.Equal(length + ImageLimits.SealedBytes, hidden.Length);
        Assert.Equal(-1, length < 16 ? -1 : hidden.AsSpan().IndexOf(plain.AsSpan(0, 16)));
        Assert.True(_key.TryOpen(hidden.ToArray(), [1], out var opened));
        Assert.Equal(plain, opened.ToArray());
    }

    [Fact]
    public void The_same_becomes_the_same_and_anything_else_has_another_nonce()
    {
        var plain = Pages.Words(3, 4096);
        var hidden = Seal(_key, plain, [1]);
        Assert.Equal(hidden, Seal(new StoreKey(s_secret, s_salt), plain, [1]));
        var others = new[] { Seal(_key, plain, [2]), Seal(_key, plain, [1, 0]), Seal(_key, plain.AsSpan(1).ToArray(), [1]), Seal(new StoreKey(s_secret, s_secret), plain, [1]), Seal(new StoreKey(s_salt, s_salt), plain, [1]) };
        Assert.All(others, other => Assert.NotEqual(hidden[..StoreKey.NonceBytes], other[..StoreKey.NonceBytes]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public void Whatever_was_changed_is_refused(int plainLength)
    {
        var hidden = Seal(_key, Pages.Words(3, plainLength), [1]);
        for (var at = 0; at < hidden.Length; at++)
        {
            var damaged = hidden.ToArray();
            damaged[at] ^= 0x40;
            Assert.False(_key.TryOpen(damaged, [1], out _), $"byte {at}");
        }

        Assert.False(_key.TryOpen(hidden.ToArray(), [2], out _));
        Assert.False(_key.TryOpen(new byte[StoreKey.ExtraBytes], [1], out _));
        Assert.False(_key.TryOpen([], [1], out _));
        for (var length = 0; length < hidden.Length; length++)
            Assert.False(_key.TryOpen(hidden.AsSpan(0, length).ToArray(), [1], out _), $"cut to {length} bytes");
        Assert.False(new StoreKey(s_salt, s_salt).TryOpen(hidden.ToArray(), [1], out _));
    }

    private static byte[] Seal(StoreKey key, byte[] plain, byte[] bound)
    {
        var into = new byte[plain.Length + StoreKey.ExtraBytes];
        Assert.Equal(into.Length, key.Seal(plain, bound, into));
        return into;
    }
}
