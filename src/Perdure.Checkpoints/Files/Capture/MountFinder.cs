using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Capture;

/// <summary>Finds files by device and lasting handle, with the help of the mount table.</summary>
internal sealed class MountFinder : IDisposable
{
    private readonly Dictionary<ulong, SafeFileHandle?> _mounts = [];

    /// <summary>The path of an inode; null when it is gone or its file system has no handles.</summary>
    public string? PathOf(ulong device, byte[] handle)
    {
        using var file = Open(device, handle, OpenFlags.O_PATH);
        if (file is null)
            return null;
        var path = FileCalls.ReadLink(FileCalls.OwnPath(file)).Or("");
        return path.StartsWith('/') && FileCalls.LinkStatus(path).Ok ? path : null;
    }

    /// <summary>Opens an inode; null when it is gone or its file system has no handles.</summary>
    public SafeFileHandle? Open(ulong device, byte[] handle, OpenFlags flags)
    {
        if (handle.Length == 0 || MountOf(device) is not { } mount)
            return null;
        var file = FileChangeCalls.OpenByHandle(mount, handle, flags);
        return file.Ok ? file.Value : null;
    }

    /// <summary>The same for an image's handle: null, too, when it leads to something else than a regular file, which is not opened.</summary>
    public SafeFileHandle? OpenRegular(ulong device, byte[] handle, OpenFlags flags)
    {
        // A handle names one inode for ever, and an inode never changes its kind.
        using var looked = Open(device, handle, OpenFlags.O_PATH);
        return looked is not null && FileCalls.Status(looked) is { Ok: true, Value.Kind: FileTypes.S_IFREG } ? Open(device, handle, flags) : null;
    }

    public void Dispose()
    {
        foreach (var mount in _mounts.Values)
            mount?.Dispose();
        _mounts.Clear();
    }

    private SafeFileHandle? MountOf(ulong device)
    {
        if (_mounts.TryGetValue(device, out var known))
            return known;
        var number = string.Create(CultureInfo.InvariantCulture, $"{device >> 20}:{device & 0xfffff}");
        SafeFileHandle? found = null;
        foreach (var line in File.ReadLines("/proc/self/mountinfo"))
        {
            var words = line.Split(' ');
            if (words.Length < 5 || words[2] != number || found is not null)
                continue;
            var opened = FileCalls.Open(Unescape(words[4]), OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK);
            found = opened.Ok ? opened.Value : null;
        }
        _mounts.Add(device, found);
        return found;
    }

    private static string Unescape(string point) => point
        .Replace("\\040", " ", StringComparison.Ordinal)
        .Replace("\\011", "\t", StringComparison.Ordinal)
        .Replace("\\012", "\n", StringComparison.Ordinal)
        .Replace("\\134", "\\", StringComparison.Ordinal);
}
