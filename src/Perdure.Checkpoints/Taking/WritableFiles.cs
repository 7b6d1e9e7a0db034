using Perdure.Checkpoints.Files;
using Perdure.Checkpoints.Image;
using Perdure.Kernel;
using FileIdentity = Perdure.Checkpoints.Files.FileIdentity;

namespace Perdure.Checkpoints.Taking;

/// <summary>The files that processes can write through their memory.</summary>
internal static class WritableFiles
{
    /// <summary>Those that still have names; others are memory objects of the image.</summary>
    public static IReadOnlyList<MappedFile> MappedBy(IEnumerable<ProcessImage> processes) =>
        [.. from process in processes
            where process.AddressSpace is not null
            from mapping in process.AddressSpace!.Mappings
            where mapping is { Kind: MappingKind.File, Shared: true, WritableFile: true, File: not null }
            select new MappedFile(new Pid(process.Pid), new RemotePtr(mapping.Start), new RemotePtr(mapping.End), new FileIdentity(mapping.File!.Device, mapping.File.Inode))];
}
