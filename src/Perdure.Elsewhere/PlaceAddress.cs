using Perdure.Elsewhere.Buckets;
using Perdure.Elsewhere.Places;
using Perdure.Elsewhere.Wire;
using Perdure.Kernel;
using Perdure.Store;

namespace Perdure.Elsewhere;

/// <summary>What a user calls a place: a directory, ssh://[user@]host[:port]/path, or s3://bucket[/prefix].</summary>
public sealed class PlaceAddress
{
    private const string Forms = "a place is a directory, ssh://[user@]host[:port]/path, or s3://bucket[/prefix]";
    private readonly Uri? _uri;

    private PlaceAddress(string text, Uri? uri) => (Text, _uri) = (text, uri);

    /// <summary>As the user wrote it.</summary>
    public string Text { get; }

    /// <summary>Reads one.</summary>
    public static PlaceAddress Parse(string text)
    {
        if (!text.Contains("://", StringComparison.Ordinal))
            return new PlaceAddress(text, null);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Query.Length > 0 || uri.Fragment.Length > 0)
            throw new PerdureException($"{text} is no place", Forms);
        return uri.Scheme switch
        {
            "ssh" when IsHost(uri.Host) && !uri.UserInfo.StartsWith('-') && !uri.UserInfo.Contains(':') && uri.AbsolutePath.Length > 1 => new PlaceAddress(text, uri),
            "s3" when IsHost(uri.Host) && uri.UserInfo.Length == 0 && uri.IsDefaultPort => new PlaceAddress(text, uri),
            "ssh" => throw new PerdureException($"{text} is no place behind ssh", $"{Forms}; the path begins at the root, and a password is not part of it"),
            "s3" => throw new PerdureException($"{text} is no bucket", Forms),
            _ => throw new PerdureException($"{text} is no place: perdure does not speak {uri.Scheme}", Forms),
        };
    }

    /// <summary>Opens it to copy from.</summary>
    /// <param name="own">Opens the local store. Called once, unless the place can't be opened.</param>
    /// <param name="shell">How other machines are reached.</param>
    public ISource OpenSource(OwnStore own, RemoteShell shell) => _uri?.Scheme switch
    {
        "ssh" => Remote(_uri, new Greeting(Make: false, default), own, shell),
        "s3" => Bucket(_uri, own, isTarget: false),
        _ => Directory(OpenDirectory(Text, make: false, default), own),
    };

    /// <summary>Opens it to copy to. A store that is not there is made.</summary>
    /// <param name="own">The local store.</param>
    /// <param name="shell">How other machines are reached.</param>
    public ITarget OpenTarget(ImageStore own, RemoteShell shell) => _uri?.Scheme switch
    {
        "ssh" => Remote(_uri, new Greeting(Make: true, own.Seal), _ => own, shell),
        "s3" => Bucket(_uri, _ => own, isTarget: true),
        _ => Directory(OpenDirectory(Text, make: true, own.Seal), _ => own),
    };

    /// <summary>Opens the store of a directory that a user named. None is made where other files are, or where one is to be read.</summary>
    /// <param name="path">The directory.</param>
    /// <param name="make">Whether it may be made.</param>
    /// <param name="adopt">The seal of a new one.</param>
    public static ImageStore OpenDirectory(string path, bool make, ReadOnlyMemory<byte> adopt)
    {
        var full = Path.GetFullPath(path);
        var isStore = System.IO.Directory.Exists(Path.Combine(full, "images"));
        if (!isStore && !make)
            throw new PerdureException($"{full} is no store of checkpoints", "name the directory that --store would name there");
        if (!isStore && (File.Exists(full) || (System.IO.Directory.Exists(full) && System.IO.Directory.EnumerateFileSystemEntries(full).Any())))
            throw new PerdureException($"{full} is no store of checkpoints, and is not empty", "name a store, an empty directory, or one that is not there yet");
        return ImageStore.Open(full, adopt: make ? adopt : (ReadOnlyMemory<byte>?)null);
    }

    // A name that begins with a dash would be an option of ssh.
    private static bool IsHost(string host) => host.Length > 0 && !host.StartsWith('-');

    private static LocalPlace Directory(ImageStore store, OwnStore own)
    {
        try
        {
            return Path.TrimEndingDirectorySeparator(store.Directory) != Path.TrimEndingDirectorySeparator(own(store.Seal).Directory)
                ? new LocalPlace(store, store.Directory, owned: true)
                : throw new PerdureException($"{store.Directory} is the store itself", "name another directory, or another store with --store DIR");
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    private static RemotePlace Remote(Uri uri, Greeting hello, OwnStore own, RemoteShell shell)
    {
        var channel = shell.Open(uri);
        try
        {
            return new RemotePlace(channel, hello, own);
        }
        catch
        {
            channel.Dispose();
            throw;
        }
    }

    private static BucketPlace Bucket(Uri uri, OwnStore own, bool isTarget) => BucketPlace.Open(uri.Host, Uri.UnescapeDataString(uri.AbsolutePath).Trim('/'), own, isTarget);
}
