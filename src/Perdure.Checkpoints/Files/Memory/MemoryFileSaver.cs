using Perdure.Checkpoints.Files.Capture;
using Perdure.Checkpoints.Files.Records;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Memory;

/// <summary>Memory files: memfd_create(2).</summary>
internal static class MemoryFileSaver
{
    private const string Prefix = "/memfd:";
    private const string Suffix = " (deleted)";
    private const uint SmallestHugePage = 64 * 1024;

    public static bool IsMemoryFile(OpenFile file) =>
        file.Link.StartsWith(Prefix, StringComparison.Ordinal) && MemFdCalls.GetSeals(file.Handle).Ok;

    public static FileDescription Save(FoundDescription found, CaptureContext context)
    {
        var file = found.First;
        if (!context.MemoryFiles.ContainsKey(file.Identity))
        {
            var elsewhere = context.Options.ContentElsewhere(file.Identity);
            var content = elsewhere ? null : PendingContent.Begin(file, context) is { Ok: true } begun ? begun.Value : null;
            if (!elsewhere && content is null)
                return UnsupportedSaver.Save(found, context, "a memory file whose content can't be read");
            context.MemoryFiles.Add(file.Identity, new PendingMemoryFile(Describe(file, elsewhere), content));
        }
        return new MemoryFileDescription { Id = found.Id, Name = file.Link, Flags = file.Flags };
    }

    private static SavedMemoryFile Describe(OpenFile file, bool elsewhere)
    {
        var name = file.Link[Prefix.Length..];
        return new SavedMemoryFile
        {
            Identity = file.Identity,
            Name = name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name,
            Size = file.Status.Size,
            Seals = MemFdCalls.GetSeals(file.Handle).Or(0),
            HugePageBytes = file.Status.BlockSize >= SmallestHugePage ? file.Status.BlockSize : 0,
            Mode = file.Status.Permissions,
            Uid = file.Status.Uid,
            Gid = file.Status.Gid,
            ContentElsewhere = elsewhere,
        };
    }
}
