using System.Security.Cryptography;
using System.Text;
using Perdure.Kernel;
using Perdure.Store;
using Perdure.Store.Transfer;

namespace Perdure.Elsewhere.Buckets;

/// <summary>The images of a bucket, in a folder of the local store, by name and ETag: each is fetched once. What is damaged here is fetched again.</summary>
internal sealed class ImageCache
{
    private static readonly TimeSpan s_patience = TimeSpan.FromDays(1);
    private readonly ImageStore _own;
    private readonly string _folder;

    public ImageCache(ImageStore own, string bucket)
    {
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL")} {bucket}")))[..16];
        _own = own;
        _folder = Path.Combine(own.Directory, "elsewhere", name);
        Use(() => Directory.CreateDirectory(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
    }

    /// <summary>An image; null if what the bucket has can't be read: it is left out, as a store leaves it out when it builds its catalog.</summary>
    /// <param name="stem">Its stem.</param>
    /// <param name="tag">Its ETag.</param>
    /// <param name="fetch">Fetches it into a new file.</param>
    public CachedImage? Find(string stem, string tag, Action<ScratchFile> fetch)
    {
        var path = PathOf(stem, tag);
        if (File.Exists(path) && TryRead(stem, path) is { } known)
            return known;
        using var arrived = new ScratchFile(_own);
        fetch(arrived);
        return Keep(stem, tag, arrived);
    }

    /// <summary>Keeps an image that is in the bucket; null if it can't be read.</summary>
    public CachedImage? Keep(string stem, string tag, ScratchFile arrived)
    {
        var path = PathOf(stem, tag);
        arrived.MoveTo(path);
        return TryRead(stem, path);
    }

    /// <summary>Forgets the images of the folder that are in the bucket no more.</summary>
    public void Clean(IReadOnlySet<string> used) => Use(() =>
    {
        // What another process has just kept is young.
        foreach (var path in Directory.EnumerateFiles(_folder).Where(path => !used.Contains(path) && File.GetLastWriteTimeUtc(path) < DateTime.UtcNow - s_patience))
            File.Delete(path);
        return 0;
    });

    private static CachedImage? TryRead(string stem, string path)
    {
        try
        {
            return new CachedImage(stem, path, ImageOutline.Read(path));
        }
        catch (PerdureException)
        {
            return null;
        }
    }

    private string PathOf(string stem, string tag) => Path.Combine(_folder, $"{stem}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(tag)))[..16]}.img");

    private void Use<T>(Func<T> work)
    {
        try
        {
            work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PerdureException($"cannot use {_folder}, where images of buckets are kept: {e.Message}", "its files may be removed; they are fetched again");
        }
    }
}
