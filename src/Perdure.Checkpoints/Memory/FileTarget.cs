using Microsoft.Win32.SafeHandles;

namespace Perdure.Checkpoints.Memory;

/// <summary>A file of known length as a place for pages; what lies behind its end is left out.</summary>
/// <param name="file">Open for writing.</param>
/// <param name="bytes">Its length.</param>
internal sealed class FileTarget(SafeFileHandle file, long bytes) : IPageTarget
{
    /// <inheritdoc/>
    public void Write(ulong firstPage, ReadOnlySpan<byte> pages)
    {
        var offset = (long)firstPage * PageCollector.PageBytes;
        var length = (int)Math.Min(pages.Length, Math.Max(bytes - offset, 0));
        RandomAccess.Write(file, pages[..length], offset);
    }
}
