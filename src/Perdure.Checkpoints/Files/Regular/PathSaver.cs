using Perdure.Checkpoints.Files.Capture;
using Perdure.Checkpoints.Files.Records;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Regular;

/// <summary>O_PATH descriptors of things that are neither regular files nor directories: links, sockets, devices, fifos.</summary>
internal static class PathSaver
{
    public static FileDescription Save(FoundDescription found, CaptureContext context)
    {
        var file = found.First;
        var there = FileCalls.LinkStatus(MountView.RootOf(file.Process) + file.Link);
        if (!there.Ok || there.Value.Inode != file.Status.Inode)
            return UnsupportedSaver.Save(found, context, "an O_PATH descriptor of something that no path leads to");
        return new PathDescription { Id = found.Id, Name = file.Link, Flags = file.Flags, Path = file.Link };
    }
}
