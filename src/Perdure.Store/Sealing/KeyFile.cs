using Perdure.Kernel;

namespace Perdure.Store.Sealing;

/// <summary>A file whose bytes are the secret of encrypted stores. It is no password: from few or guessable bytes anybody gets the key by trying.</summary>
public sealed class KeyFile
{
    /// <summary>The environment variable that names one.</summary>
    public const string Variable = "PERDURE_KEY_FILE";

    private const int LeastBytes = 32;
    private const int MostBytes = 1 << 20;

    private KeyFile(string path, byte[] secret) => (Path, Secret) = (path, secret);

    /// <summary>Its path.</summary>
    public string Path { get; }

    internal byte[] Secret { get; }

    /// <summary>The one that PERDURE_KEY_FILE names; null if none is.</summary>
    public static KeyFile? OfEnvironment() => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path ? Read(path) : null;

    /// <summary>Reads one.</summary>
    public static KeyFile Read(string path)
    {
        const string hint = $"choose another with --key-file FILE or {Variable}; a new one: head -c 32 /dev/urandom > FILE; chmod 600 FILE";
        try
        {
            using var file = File.OpenRead(path);
            var bytes = new byte[MostBytes + 1];
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return length is >= LeastBytes and <= MostBytes
                ? new KeyFile(path, bytes[..length])
                : throw new PerdureException($"the key file {path} has {(length > MostBytes ? "more than " : "")}{Math.Min(length, MostBytes)} bytes, and needs {LeastBytes} to {MostBytes}", hint);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PerdureException($"cannot read the key file {path}: {e.Message}", hint);
        }
    }
}
