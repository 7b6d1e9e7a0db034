using Microsoft.Win32.SafeHandles;
using Perdure.Binaries;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Identities;

/// <summary>Build ids of ELF files: what tells one build of a program or library from another.</summary>
internal static class BuildIds
{
    // Nearly always the headers and the note lie in the first page, so that one read does.
    private const int HeadBytes = 4096;
    private const int MaxReads = 4096;

    /// <summary>The build id in hex; null for a file that has none, is no regular file, or can't be read.</summary>
    public static string? Read(string path)
    {
        if (FileCalls.Status(path) is not { Ok: true, Value.Kind: FileTypes.S_IFREG })
            return null;
        var opened = FileCalls.Open(path, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK | OpenFlags.O_NOCTTY);
        if (!opened.Ok)
            return null;
        using var file = opened.Value;
        return Read(file);
    }

    private static string? Read(SafeFileHandle file)
    {
        var head = new byte[HeadBytes];
        var length = (int)FileCalls.ReadAt(file, head, 0).Or(0);
        if (!head.AsSpan(0, length).StartsWith("\u007fELF"u8))
            return null;
        try
        {
            return new ElfReader(Source(file, head.AsMemory(0, length)), ElfAddressing.File).ReadBuildId() is { } id ? Convert.ToHexStringLower(id) : null;
        }
        catch (Exception damage) when (damage is InvalidDataException or IOException)
        {
            return null;
        }
    }

    /// <summary>Serves small reads from the head of the file. A file made to cost time gives up after some thousand reads.</summary>
    private static ElfRead Source(SafeFileHandle file, ReadOnlyMemory<byte> head)
    {
        var reads = 0;
        return (position, into) =>
        {
            if (position <= (ulong)head.Length && (ulong)into.Length <= (ulong)head.Length - position)
            {
                head.Span.Slice((int)position, into.Length).CopyTo(into);
                return into.Length;
            }

            return position > long.MaxValue || ++reads > MaxReads ? 0 : (int)FileCalls.ReadAt(file, into, (long)position).Or(0);
        };
    }
}
