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
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(Pages.ChunkBytes)]
    public void What_was_encrypted_comes_back(int length)
    {
        var plain = Pages.Words(3, length);
        var hidden = Seal(_key, plain, [1]);
        Assert.Equal(length + ImageLimits.SealedBytes, hidden.Length);
        Assert.Equal(-1, length < 16 ? -1 : hidden.AsSpan().IndexOf(plain.AsSpan(0, 16)));
        Assert.Equal(plain, _key.Open(hidden.ToArray(), [1]).ToArray());
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

    [Fact]
    public void Whatever_was_changed_is_refused()
    {
        var hidden = Seal(_key, Pages.Words(3, 100), [1]);
        for (var at = 0; at < hidden.Length; at++)
        {
            var damaged = hidden.ToArray();
            damaged[at] ^= 0x40;
            Assert.True(_key.Open(damaged, [1]).IsEmpty, $"byte {at}");
        }

        Assert.True(_key.Open(hidden.ToArray(), [2]).IsEmpty);
        Assert.True(_key.Open(hidden.AsSpan(0, StoreKey.ExtraBytes), [1]).IsEmpty);
        Assert.True(_key.Open([], [1]).IsEmpty);
        Assert.True(new StoreKey(s_salt, s_salt).Open(hidden.ToArray(), [1]).IsEmpty);
    }

    private static byte[] Seal(StoreKey key, byte[] plain, byte[] bound)
    {
        var into = new byte[plain.Length + StoreKey.ExtraBytes];
        Assert.Equal(into.Length, key.Seal(plain, bound, into));
        return into;
    }
}
