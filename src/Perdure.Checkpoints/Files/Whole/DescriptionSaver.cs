using Perdure.Checkpoints.Files.Capture;
using Perdure.Checkpoints.Files.Devices;
using Perdure.Checkpoints.Files.Locks;
using Perdure.Checkpoints.Files.Memory;
using Perdure.Checkpoints.Files.Pipes;
using Perdure.Checkpoints.Files.Records;
using Perdure.Checkpoints.Files.Regular;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Whole;

/// <summary>Makes the record of a description: asks the saver of its kind, and adds what every description has.</summary>
internal static class DescriptionSaver
{
    public static FileDescription Save(FoundDescription found, CaptureContext context)
    {
        var file = found.First;
        var saved = file.Link.Length == 0
            ? UnsupportedSaver.Save(found, context, file.NameUnreadable ? "its name is not UTF-8" : "the kernel does not tell its name")
            : ByKind(found, context);
        return saved with
        {
            Offset = file.Info.Position,
            Identity = file.Identity,
            Mode = file.Status.Mode,
            Uid = file.Status.Uid,
            Gid = file.Status.Gid,
            Owner = file.PathOnly ? null : OwnerOf(file),
            Locks = file.Info.Locks.Count == 0 ? [] : LockSaver.OwnLocks(file, context),
        };
    }

    private static FileDescription ByKind(FoundDescription found, CaptureContext context) => found.First switch
    {
        { PathOnly: true, Status.Kind: not (FileTypes.S_IFREG or FileTypes.S_IFDIR) } => PathSaver.Save(found, context),
        { Status.Kind: FileTypes.S_IFSOCK } => SocketSaver.Save(found, context),
        { Status.Kind: FileTypes.S_IFIFO } => PipeSaver.Save(found, context),
        { Status.Kind: FileTypes.S_IFDIR } => DirectorySaver.Save(found, context),
        { Status.Kind: FileTypes.S_IFCHR } => DeviceSaver.Save(found, context),
        { Status.Kind: FileTypes.S_IFREG or FileTypes.S_IFBLK } file when file.Link[0] == '/' => MemoryFileSaver.IsMemoryFile(file)
            ? MemoryFileSaver.Save(found, context)
            : RegularFileSaver.Save(found, context),
        _ => AnonymousSaver.Save(found, context),
    };

    private static SignalOwner? OwnerOf(OpenFile file)
    {
        var owner = DescriptorCalls.GetOwner(file.Handle).Or(default);
        var signal = DescriptorCalls.GetSignal(file.Handle).Or(0);
        return owner.pid == 0 && signal == 0 ? null : new SignalOwner(owner.type, owner.pid, signal);
    }
}
