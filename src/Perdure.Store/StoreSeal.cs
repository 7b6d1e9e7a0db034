using System.Security.Cryptography;
using Perdure.Kernel;
using Perdure.Store.Bytes;
using Perdure.Store.Sealing;

namespace Perdure.Store;

/// <summary>
/// The file `seal` of an encrypted store: a salt, and a check of the key. It is no secret; without it the key file is of no use. Every image has a copy.
/// </summary>
public static class StoreSeal
{
    /// <summary>Bytes of a seal: salt and check.</summary>
    public const int Bytes = SaltBytes + CheckBytes;

    private const int SaltBytes = 32;
    private const int CheckBytes = 32;
    private const uint Version = 1;

    private static ReadOnlySpan<byte> Magic => "PERDURE-SEAL\n"u8;

    /// <summary>The bytes of the file, of which others may make one.</summary>
    public static byte[] Encode(ReadOnlySpan<byte> seal)
    {
        var bytes = new ByteBuilder().Raw(Magic).U32(Version).Raw(seal);
        return bytes.Raw(SHA256.HashData(bytes.Written)).Written.ToArray();
    }

    /// <summary>Reads the bytes of the file.</summary>
    public static byte[] Decode(ReadOnlySpan<byte> bytes, string what)
    {
        var cursor = new ByteCursor(bytes, what);
        if (!cursor.Take(Magic.Length).SequenceEqual(Magic) || cursor.U32() != Version)
            throw new PerdureException($"{what} is not a seal that this perdure knows", "a newer perdure may have written it; it begins with PERDURE-SEAL");
        var seal = cursor.Take(Bytes).ToArray();
        if (!cursor.Take(SHA256.HashSizeInBytes).SequenceEqual(SHA256.HashData(bytes[..(Magic.Length + sizeof(uint) + Bytes)])))
            throw cursor.Damaged("its checksum is wrong");
        cursor.End();
        return seal;
    }

    /// <summary>The seal of a store that is being opened; a new one gets one if there is a key. The caller holds the open lock.</summary>
    /// <param name="layout">The store.</param>
    /// <param name="key">The key file that was named, if any. It must be the right one.</param>
    /// <param name="adopt">The seal that a new store is to have, empty for none: that of the store whose checkpoints it gets. Null if that is left to the key.</param>
    /// <returns>The seal, empty if it is not encrypted, and the key, if it was named.</returns>
    internal static (byte[] Seal, StoreKey? Key) Establish(StoreLayout layout, KeyFile? key, ReadOnlyMemory<byte>? adopt)
    {
        if (!File.Exists(layout.SealFile) && (key is not null || adopt is { IsEmpty: false }))
            SealNew(layout, key, adopt);
        return Of(layout, key);
    }

    /// <summary>Throws if a store that is to be made with such a seal could not be used with such a key. Before anything is made.</summary>
    internal static void CheckAdopted(StoreLayout layout, KeyFile? key, ReadOnlyMemory<byte>? adopt)
    {
        if (key is null || adopt is null || File.Exists(layout.SealFile))
            return;
        if (adopt.Value.IsEmpty)
            throw new PerdureException($"the checkpoints that are to come into {layout.Root} are not encrypted, and {key.Path} is the key of a store that is", $"leave out --key-file (and {KeyFile.Variable}): chunks are never encrypted or decrypted on their way");
        _ = Unlock(adopt.Value.Span, key, "the store where the checkpoints come from");
    }

    /// <summary>The seal that a store has, and the key, if it was named.</summary>
    internal static (byte[] Seal, StoreKey? Key) Of(StoreLayout layout, KeyFile? key)
    {
        if (!File.Exists(layout.SealFile))
            return ([], null);
        var seal = Decode(File.ReadAllBytes(layout.SealFile), layout.SealFile);
        return (seal, key is null ? null : Unlock(seal, key, $"the store {layout.Root}"));
    }

    // Writers hold the use lock, and look for the seal when they have it (ImageStore.NewClaim): so none is at work, and none goes on that began before.
    private static void SealNew(StoreLayout layout, KeyFile? key, ReadOnlyMemory<byte>? adopt)
    {
        using var nobodyWrites = FileLock.TryExclusive(layout.UseLock);
        if (nobodyWrites is not null && !Directory.EnumerateFiles(layout.Images).Any())
            Write(layout, adopt is { } seal ? seal.Span : New(key!));
        else if (key is not null)
        {
            throw new PerdureException(
                $"the store {layout.Root} is not encrypted, and {key.Path} is the key of one that is",
                $"a store is encrypted before its first checkpoint: choose a new directory with --store DIR, or leave out --key-file (and {KeyFile.Variable})");
        }
    }

    private static byte[] New(KeyFile key)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return [.. salt, .. new StoreKey(key.Secret, salt).Check];
    }

    private static StoreKey Unlock(ReadOnlySpan<byte> seal, KeyFile file, string what)
    {
        var key = new StoreKey(file.Secret, seal[..SaltBytes].ToArray());
        return CryptographicOperations.FixedTimeEquals(key.Check, seal[SaltBytes..])
            ? key
            : throw new PerdureException($"{what} is encrypted with another key than that of {file.Path}", $"name the right one with --key-file FILE or {KeyFile.Variable}");
    }

    private static void Write(StoreLayout layout, ReadOnlySpan<byte> seal)
    {
        var unfinished = layout.SealFile + ".new";
        StoreFiles.Delete(unfinished);
        using (var file = StoreFiles.CreateNew(unfinished))
        {
            StoreFiles.Write(file, unfinished, Encode(seal), 0);
            StoreFiles.Flush(file, unfinished);
        }

        StoreFiles.Publish(unfinished, layout.SealFile);
    }
}
