using System.Security.Cryptography;
using System.Text;
using Perdure.Store;
using Perdure.Store.Transfer;

namespace Perdure.Elsewhere.Buckets;

/// <summary>The images of a bucket, in a folder of the local store, by name and ETag: each is fetched once. What is damaged there is fetched again.</summary>
internal sealed class ImageCache
{
    private static readonly TimeSpan s_patience = TimeSpan.FromDays(1);
    private readonly string _folder;

    public ImageCache(ImageStore own, string bucket)
    {
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL")} {bucket}")))[..16];
        _folder = Path.Combine(own.Directory, "elsewhere", name);
        Directory.CreateDirectory(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>A path in the folder for something new of this stem.</summary>
    public string NewPath(string stem) => Path.Combine(_folder, stem + ".new");

    /// <summary>The files of these images.</summary>
    /// <param name="images">Names ("STEM.img") and ETags; others are left out.</param>
    /// <param name="fetch">Fetches one into a new file.</param>
    /// <param name="own">The local store.</param>
    public Dictionary<string, string> Fetch(IReadOnlyList<(string Name, string Tag)> images, Action<string, ScratchFile> fetch, ImageStore own)
    {
        var files = new Dictionary<string, string>();
        foreach (var (name, tag) in images)
        {
            var stem = Path.GetFileNameWithoutExtension(name);
            if (name != stem + ".img" || !CheckpointId.IsWellFormed(stem))
                continue;
            var path = PathOf(stem, tag);
            if (!File.Exists(path))
            {
                using var arrived = new ScratchFile(own);
                fetch(name, arrived);
                File.Copy(arrived.Path, path + ".part", overwrite: true);
                File.Move(path + ".part", path, overwrite: true);
            }

            files.Add(stem, path);
        }

        Clean(files.Values.ToHashSet());
        return files;
    }

    private string PathOf(string stem, string tag) => Path.Combine(_folder, $"{stem}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(tag)))[..16]}.img");

    private void Clean(HashSet<string> used)
    {
        // What another process is at work on is young.
        foreach (var path in Directory.EnumerateFiles(_folder).Where(path => !used.Contains(path) && File.GetLastWriteTimeUtc(path) < DateTime.UtcNow - s_patience))
            File.Delete(path);
    }
}
