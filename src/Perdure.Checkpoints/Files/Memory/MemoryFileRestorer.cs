using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files.Content;
using Perdure.Checkpoints.Files.Records;
using Perdure.Checkpoints.Files.Restore;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Memory;

/// <summary>Makes memory files. Content that the caller keeps as a memory object is the caller's to fill in, before the seals close the file.</summary>
internal static class MemoryFileRestorer
{
    public static void RestoreAll(RestoreContext context)
    {
        foreach (var saved in context.Table.MemoryFiles)
            context.GiveFile(saved.Identity, Make(saved, context));
        foreach (var description in context.All<MemoryFileDescription>())
        {
            var file = context.FileOf(description.Identity)
                ?? throw new PerdureException($"the image's list of open files contradicts itself: the memory file {description.Name} is missing");
            context.Give(description, FileCalls.Reopen(file, description.Flags & ~OpenFlags.FASYNC).OrThrow($"open the memory file {description.Name}"));
        }
    }

    public static void Finish(RestoreContext context)
    {
        foreach (var saved in context.Table.MemoryFiles)
        {
            if (saved.Seals != 0 && context.FileOf(saved.Identity) is { } file)
                MemFdCalls.AddSeals(file, saved.Seals).OrThrow($"seal the memory file {saved.Name}", "unmap what maps it for writing first");
        }
        foreach (var saved in context.Table.Files)
        {
            if (saved.Deleted && context.FileOf(saved.Identity) is { } file)
                _ = FileChangeCalls.SetModified(file, saved.ModifiedNanoseconds);
        }
    }

    private static SafeFileHandle Make(SavedMemoryFile saved, RestoreContext context)
    {
        var what = $"the memory file {saved.Name}";
        var file = MemFdCalls.Create(saved.Name, saved.HugePageBytes).OrThrow($"make {what}", saved.HugePageBytes > 0 ? "are there enough huge pages (/proc/meminfo)?" : "");
        if (saved.Content is { } content)
            ContentReader.WriteTo(file, content, context.Content, what);
        else
            FileChangeCalls.SetSize(file, saved.Size).OrThrow($"set the size of {what}");
        if (saved.Mode != 0)
            _ = FileChangeCalls.SetMode(file, saved.Mode);
        _ = FileChangeCalls.SetOwner(file, saved.Uid, saved.Gid);
        return file;
    }
}
