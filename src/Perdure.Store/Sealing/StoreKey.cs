using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Perdure.Store.Sealing;

/// <summary>
/// Encrypts with AES-256-GCM. The nonce is a keyed hash of what is encrypted and of what it is bound to, so that the same becomes the same, and nothing else ever shares a nonce. What comes out is nonce, tag, and
/// as many bytes as went in. Thread-safe.
/// </summary>
internal sealed class StoreKey
{
    public const int NonceBytes = 12;
    public const int TagBytes = 16;
    public const int ExtraBytes = NonceBytes + TagBytes;
    private const int KeyBytes = 32;
    private readonly ConcurrentBag<AesGcm> _ciphers = [];
    private readonly byte[] _encryption;
    private readonly byte[] _nonces;
    private readonly byte[] _tables;

    /// <summary>The keys of one store.</summary>
    /// <param name="secret">Of the key file.</param>
    /// <param name="salt">Of the store.</param>
    public StoreKey(byte[] secret, byte[] salt)
    {
        _encryption = Derive(secret, salt, "perdure: encryption"u8);
        _nonces = Derive(secret, salt, "perdure: nonces"u8);
        _tables = Derive(secret, salt, "perdure: tables"u8);
        Check = Derive(secret, salt, "perdure: check"u8);
    }

    /// <summary>Tells this key from others, and reveals nothing else of it.</summary>
    public byte[] Check { get; }

    /// <summary>Encrypts.</summary>
    /// <param name="plain">What.</param>
    /// <param name="bound">What it belongs to: it can be decrypted as belonging to that only.</param>
    /// <param name="into">Room for <see cref="ExtraBytes"/> more.</param>
    /// <returns>Bytes written.</returns>
    public int Seal(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> bound, Span<byte> into)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        using (var keyed = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _nonces))
        {
            keyed.AppendData(BitConverter.GetBytes(bound.Length));
            keyed.AppendData(bound);
            keyed.AppendData(plain);
            keyed.GetHashAndReset(hash);
        }

        var nonce = into[..NonceBytes];
        hash[..NonceBytes].CopyTo(nonce);
        var cipher = Rent();
        cipher.Encrypt(nonce, plain, into.Slice(ExtraBytes, plain.Length), into.Slice(NonceBytes, TagBytes), bound);
        _ciphers.Add(cipher);
        return plain.Length + ExtraBytes;
    }

    /// <summary>Decrypts where it lies. False if it was not encrypted with this key, as belonging to that.</summary>
    public bool TryOpen(Span<byte> sealedBytes, ReadOnlySpan<byte> bound, out Span<byte> plain)
    {
        plain = default;
        if (sealedBytes.Length < ExtraBytes)
            return false;
        var hidden = sealedBytes[ExtraBytes..];
        var cipher = Rent();
        try
        {
            cipher.Decrypt(sealedBytes[..NonceBytes], hidden, sealedBytes.Slice(NonceBytes, TagBytes), hidden, bound);
            plain = hidden;
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
        finally
        {
            _ciphers.Add(cipher);
        }
    }

    /// <summary>A keyed hash that says that a table is the one that was written.</summary>
    public byte[] Sign(ReadOnlySpan<byte> table) => HMACSHA256.HashData(_tables, table);

    private static byte[] Derive(byte[] secret, byte[] salt, ReadOnlySpan<byte> purpose) => HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, KeyBytes, salt, purpose.ToArray());

    private AesGcm Rent() => _ciphers.TryTake(out var cipher) ? cipher : new AesGcm(_encryption, TagBytes);
}
